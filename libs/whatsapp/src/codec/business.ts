import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Query } from '../wire/query.js';
import { childrenOf, textOf } from '../wire/stanza.js';

/** The days of WhatsApp's week, by its names. */
export const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Day = (typeof DAYS)[number];

export const HOURS_MODES = ['specific_hours', 'open_24h', 'appointment_only'] as const;
export type HoursMode = (typeof HOURS_MODES)[number];

/** When a business is open on a day. A day can have several entries; one without an entry is closed. */
export interface OpeningHours {
  day: Day;
  mode: HoursMode;
  /** `HH:MM`, for `specific_hours`. */
  opensAt?: string;
  /** `HH:MM`, for `specific_hours`; 24:00 is the end of the day. */
  closesAt?: string;
}

export interface BusinessHours {
  /** IANA name. */
  timezone?: string;
  days: OpeningHours[];
}

/** A category of businesses in WhatsApp's list. */
export interface BusinessCategory {
  id: string;
  name: string;
}

/** The profile of a business. */
export interface Business {
  description?: string;
  /** Name of the first category. */
  category?: string;
  categories: BusinessCategory[];
  email?: string;
  websites: string[];
  address?: string;
  latitude?: number;
  longitude?: number;
  hours?: BusinessHours;
  coverPhoto?: { id: string; url: string };
  /** Since when it uses WhatsApp, as a text in some language. */
  memberSince?: string;
  /** What it sells with on WhatsApp. */
  commerce?: 'catalog' | 'shop';
  /** Whether customers can collect products in a cart. */
  cartEnabled?: boolean;
  /** Whether its customers buy without a chat (JioMart and the like). */
  directConnection?: boolean;
  facebook?: { id?: string; name?: string };
  instagram?: { handle: string };
  /** Which kind of machine answers its customers. */
  automatedType?: string;
}

/** Changes to a business profile. null removes a value. */
export interface BusinessChange {
  description?: string | null;
  email?: string | null;
  address?: string | null;
  websites?: readonly string[];
  categoryIds?: readonly string[];
  hours?: BusinessHours | null;
}

/** Limits of what is read, against profiles that no app could show. */
const MOST_ENTRIES = 50;
const LONGEST_TEXT = 4096;
const MINUTES_PER_DAY = 24 * 60;

/** Namespace of queries about businesses. */
const BUSINESS = 'w:biz';

export function businessQuery(jid: string): Query {
  const profile = { tag: 'profile', attrs: { jid } };
  const content = [{ tag: 'business_profile', attrs: { v: '244' }, content: [profile] }];
  return { xmlns: BUSINESS, type: 'get', content };
}

/**
 * Changes the account's own profile. What is not named stays (WhatsApp Web, `WAWebBusinessProfileJob`; Baileys,
 * `updateBussinesProfile`, which cannot remove a website).
 */
export function businessChangeQuery(change: BusinessChange): Query {
  const { websites, categoryIds, hours } = change;
  const texts = (['address', 'description', 'email'] as const).flatMap((tag) => {
    const text = change[tag];
    return text === undefined ? [] : [textNode(tag, text ?? '')];
  });
  const nodes = [
    ...texts,
    ...(websites?.length === 0 ? [textNode('website', '')] : []),
    ...(websites ?? []).map((website) => textNode('website', website)),
    ...(categoryIds ? [categoriesNode(categoryIds)] : []),
    ...(hours === undefined ? [] : [hoursNode(hours ?? { days: [] })]),
  ];
  return deltaQuery(nodes);
}

/** @param upload what the media server said of an uploaded picture (WhatsApp Web, `WAWebBusinessProfileJob`) */
export function coverQuery({ id, token, at }: { id: string; token: string; at: string }): Query {
  return deltaQuery([{ tag: 'cover_photo', attrs: { op: 'update', id, token, ts: at } }]);
}

export function coverRemovalQuery(id: string): Query {
  return deltaQuery([{ tag: 'cover_photo', attrs: { op: 'delete', id } }]);
}

function deltaQuery(content: BinaryNode[]): Query {
  const attrs = { v: '3', mutation_type: 'delta' };
  return { xmlns: BUSINESS, type: 'set', content: [{ tag: 'business_profile', attrs, content }] };
}

function textNode(tag: string, text: string): BinaryNode {
  // As bytes: Baileys would write a text that looks like a number or a JID in another form.
  return { tag, attrs: {}, content: Buffer.from(text, 'utf8') };
}

function categoriesNode(ids: readonly string[]): BinaryNode {
  return { tag: 'categories', attrs: {}, content: ids.map((id) => ({ tag: 'category', attrs: { id } })) };
}

function hoursNode({ timezone, days }: BusinessHours): BinaryNode {
  const content = days.map(({ day, mode, opensAt, closesAt }) => ({
    tag: 'business_hours_config',
    attrs: {
      day_of_week: day,
      mode,
      ...(opensAt !== undefined && { open_time: String(minutesOf(opensAt)) }),
      ...(closesAt !== undefined && { close_time: String(minutesOf(closesAt)) }),
    },
  }));
  return { tag: 'business_hours', attrs: timezone === undefined ? {} : { timezone }, content };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/**
 * Reads a business profile (WhatsApp Web, `WAWebCommonParsersParseBusinessProfile`; whatsmeow, `parseBusinessProfile`).
 * Undefined if the account is not a business.
 */
export function readBusiness(answer: BinaryNode): Business | undefined {
  const [root] = childrenOf(answer, 'business_profile');
  const [profile] = root ? childrenOf(root, 'profile') : [];
  if (!profile) return undefined;
  const options = childrenOf(profile, 'profile_options')[0];
  const categories = categoriesIn(profile);
  return {
    description: textIn(profile, 'description'),
    category: categories[0]?.name,
    categories,
    email: textIn(profile, 'email'),
    websites: childrenOf(profile, 'website')
      .slice(0, MOST_ENTRIES)
      .flatMap((node) => cut(textOf(node)) || []),
    address: textIn(profile, 'address'),
    latitude: numberIn(profile, 'latitude'),
    longitude: numberIn(profile, 'longitude'),
    hours: hoursIn(profile),
    coverPhoto: coverIn(profile),
    memberSince: textIn(profile, 'member_since_text'),
    commerce: commerceIn(options),
    cartEnabled: flagIn(options, 'cart_enabled'),
    directConnection: directConnectionIn(profile) ?? flagIn(options, 'direct_connection'),
    ...linkedAccountsIn(profile),
    automatedType: textIn(profile, 'automated_type'),
  };
}

function cut(text: string | undefined): string | undefined {
  return text?.slice(0, LONGEST_TEXT);
}

function textIn(node: BinaryNode | undefined, tag: string): string | undefined {
  const [child] = node ? childrenOf(node, tag) : [];
  return cut(child && textOf(child)) || undefined;
}

function numberIn(node: BinaryNode, tag: string): number | undefined {
  const text = textIn(node, tag);
  const value = text === undefined ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function flagIn(node: BinaryNode | undefined, tag: string): boolean | undefined {
  const text = textIn(node, tag);
  return text === undefined ? undefined : text === 'true';
}

function categoriesIn(profile: BinaryNode): BusinessCategory[] {
  const [categories] = childrenOf(profile, 'categories');
  const nodes = categories ? childrenOf(categories, 'category').slice(0, MOST_ENTRIES) : [];
  return nodes.flatMap((node) => {
    const name = cut(textOf(node));
    return name ? [{ id: node.attrs['id'] ?? '', name }] : [];
  });
}

function hoursIn(profile: BinaryNode): BusinessHours | undefined {
  const [hours] = childrenOf(profile, 'business_hours');
  if (!hours) return undefined;
  const days = childrenOf(hours, 'business_hours_config')
    .slice(0, MOST_ENTRIES)
    .flatMap(({ attrs }): OpeningHours[] => {
      const day = DAYS.find((name) => name === attrs['day_of_week']);
      const mode = HOURS_MODES.find((name) => name === attrs['mode']);
      if (!day || !mode) return [];
      if (mode !== 'specific_hours') return [{ day, mode }];
      return [{ day, mode, opensAt: timeOf(attrs['open_time']), closesAt: timeOf(attrs['close_time']) }];
    });
  const { timezone } = hours.attrs;
  return days.length === 0 && !timezone ? undefined : { timezone: timezone || undefined, days };
}

/** @param text minutes since midnight; WhatsApp omits 0 */
function timeOf(text: string | undefined): string | undefined {
  const minutes = Number(text ?? 0);
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > MINUTES_PER_DAY) return undefined;
  const padded = (value: number) => String(value).padStart(2, '0');
  return `${padded(Math.floor(minutes / 60))}:${padded(minutes % 60)}`;
}

function coverIn(profile: BinaryNode): Business['coverPhoto'] {
  const [cover] = childrenOf(profile, 'cover_photo');
  const id = cover?.attrs['id'];
  const url = cut(cover && textOf(cover));
  return id && url ? { id, url } : undefined;
}

function commerceIn(options: BinaryNode | undefined): Business['commerce'] {
  const text = textIn(options, 'commerce_experience');
  return text === 'catalog' || text === 'shop' ? text : undefined;
}

function directConnectionIn(profile: BinaryNode): boolean | undefined {
  const [connection] = childrenOf(profile, 'direct_connection');
  return connection && connection.attrs['enabled'] === 'true';
}

function linkedAccountsIn(profile: BinaryNode): Pick<Business, 'facebook' | 'instagram'> {
  const [linked] = childrenOf(profile, 'linked_accounts');
  const [page] = linked ? childrenOf(linked, 'fb_page') : [];
  const [professional] = linked ? childrenOf(linked, 'ig_professional') : [];
  const handle = textIn(professional, 'ig_handle');
  return {
    facebook: page && { id: page.attrs['id'], name: textIn(page, 'display_name') },
    instagram: handle === undefined ? undefined : { handle },
  };
}
