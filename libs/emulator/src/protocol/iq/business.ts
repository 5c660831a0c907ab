import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Directory } from '../../accounts/directory.js';
import type { Business, OpeningHours } from '../../accounts/profile.js';
import type { CoverPhotos } from '../../media/cover-photos.js';
import type { MediaStore } from '../../media/media-store.js';
import { child, children, childrenNamed, stanza, text } from '../../wire/stanza.js';
import { type IqHandler, IqRefusal, type IqRequest } from './registry.js';

const DAYS: ReadonlySet<string | undefined> = new Set(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']);
const MODES: ReadonlySet<string | undefined> = new Set(['specific_hours', 'open_24h', 'appointment_only']);
const MOST_WEBSITES = 2;
/** Names of some categories; all others are called like their ids. */
const CATEGORIES: Readonly<Record<string, string>> = {
  '1': 'Business',
  '1223524174334504': 'Bakery',
  '133436743388217': 'Arts and entertainment',
};

/** Business profiles, which everybody sees and the business itself changes. */
export function businessHandlers(
  directory: Directory,
  covers: CoverPhotos,
  store: MediaStore,
  host: () => string,
): IqHandler[] {
  const get = ({ node }: IqRequest) => {
    const asked = childrenNamed(child(node, 'business_profile'), 'profile').map(({ attrs }) => attrs.jid);
    const found = asked.flatMap((jid) => {
      const business = directory.findJid(jid)?.profile.business;
      return jid !== undefined && business ? [businessNode(jid, business, host())] : [];
    });
    return { content: [stanza('business_profile', { v: '244' }, found)] };
  };

  const cover = ({ attrs }: BinaryNode, before: Business): Business['cover'] => {
    if (attrs.op === 'delete') {
      if (before.cover?.id !== attrs.id) throw new IqRefusal(404, 'item-not-found');
      return undefined;
    }
    const file = covers.redeem(attrs);
    if (!file) throw new IqRefusal(400, 'bad-request');
    const path = store.directPath(store.publish(file.sha256, file.phone, 'picture'));
    return { id: attrs.id ?? '', path };
  };

  const set = ({ node, login: { account } }: IqRequest) => {
    const { business } = account.profile;
    if (!business) throw new IqRefusal(403, 'forbidden');
    const delta = child(node, 'business_profile');
    if (delta?.attrs.mutation_type !== 'delta') throw new IqRefusal(400, 'bad-request');
    const photo = child(delta, 'cover_photo');
    account.profile.setBusiness({
      ...business,
      ...changed(delta),
      ...(photo && { cover: cover(photo, business) }),
    });
    return {};
  };

  return [
    { xmlns: 'w:biz', type: 'get', child: 'business_profile', answer: get },
    { xmlns: 'w:biz', type: 'set', child: 'business_profile', answer: set },
  ];
}

/** What a delta changes. An empty text removes a value. @throws IqRefusal */
function changed(delta: BinaryNode): Partial<Business> {
  const change: Partial<Business> = {};
  for (const name of ['address', 'description', 'email'] as const) {
    const node = child(delta, name);
    if (node) change[name] = text(node) || undefined;
  }
  const websites = childrenNamed(delta, 'website');
  if (websites.length > MOST_WEBSITES) throw new IqRefusal(406, 'not-acceptable');
  if (websites.length > 0) change.websites = websites.flatMap((node) => text(node) || []);
  const categories = child(delta, 'categories');
  if (categories) {
    change.categoryIds = children(categories).map(({ attrs }) => attrs.id ?? '');
    change.category = undefined;
  }
  const hours = child(delta, 'business_hours');
  if (hours) {
    change.timezone = hours.attrs.timezone;
    change.hours = childrenNamed(hours, 'business_hours_config').map(readHours);
  }
  return change;
}

function readHours({ attrs }: BinaryNode): OpeningHours {
  const { day_of_week: day = '', mode = '', open_time: open, close_time: close } = attrs;
  if (!DAYS.has(day) || !MODES.has(mode)) throw new IqRefusal(400, 'bad-request');
  const times = mode === 'specific_hours' ? { open: Number(open), close: Number(close) } : {};
  if (Object.values(times).some((minutes) => !(minutes >= 0 && minutes <= 1440)))
    throw new IqRefusal(400, 'bad-request');
  return { day, mode, ...times };
}

function businessNode(jid: string, business: Business, host: string): BinaryNode {
  const { category, categoryIds = [], websites = [], cover, hours, timezone } = business;
  const texts = {
    address: business.address,
    description: business.description,
    email: business.email,
    member_since_text: business.memberSince,
    automated_type: business.automatedType,
  };
  const categories = [
    ...(category ? [stanza('category', { id: 1 }, category)] : []),
    ...categoryIds.map((id) => stanza('category', { id }, CATEGORIES[id] ?? id)),
  ];
  const linked = linkedAccounts(business);
  const nodes = [
    ...Object.entries(texts).flatMap(([tag, value]) => (value ? [stanza(tag, {}, value)] : [])),
    ...websites.map((website) => stanza('website', {}, website)),
    ...(categories.length > 0 ? [stanza('categories', {}, categories)] : []),
    ...(hours && hours.length > 0 ? [stanza('business_hours', { timezone }, hours.map(hoursNode))] : []),
    ...(cover ? [stanza('cover_photo', { id: cover.id }, `https://${host}${cover.path}`)] : []),
    ...(business.commerce
      ? [
          stanza('profile_options', {}, [
            stanza('commerce_experience', {}, business.commerce),
            stanza('cart_enabled', {}, 'true'),
          ]),
        ]
      : []),
    ...(business.directConnection === undefined
      ? []
      : [stanza('direct_connection', { enabled: String(business.directConnection) })]),
    ...(linked.length > 0 ? [stanza('linked_accounts', {}, linked)] : []),
  ];
  return stanza('profile', { jid }, nodes);
}

function hoursNode({ day, mode, open, close }: OpeningHours): BinaryNode {
  return stanza('business_hours_config', { day_of_week: day, mode, open_time: open, close_time: close });
}

function linkedAccounts({ facebookPage, instagramHandle }: Business): BinaryNode[] {
  return [
    ...(facebookPage ? [stanza('fb_page', { id: 1 }, [stanza('display_name', {}, facebookPage)])] : []),
    ...(instagramHandle ? [stanza('ig_professional', {}, [stanza('ig_handle', {}, instagramHandle)])] : []),
  ];
}
