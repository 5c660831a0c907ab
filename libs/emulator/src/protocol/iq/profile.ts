import type { Account } from '../../accounts/account.js';
import type { Directory } from '../../accounts/directory.js';
import { shows } from '../../accounts/privacy.js';
import { PRIVACY_NAMES, PRIVACY_VALUES } from '../../accounts/profile.js';
import { PictureDamaged, type Pictures } from '../../phones/pictures.js';
import { nowSeconds } from '../../wire/ids.js';
import { bytes, child, childrenNamed, stanza, text } from '../../wire/stanza.js';
import { type IqHandler, IqRefusal, type IqRequest } from './registry.js';

/** The limit of WhatsApp's clients, in characters. */
const LONGEST_ABOUT = 139;
const LARGEST_PICTURE_BYTES = 1_048_576;

function setAbout({ node, login }: IqRequest) {
  const about = text(child(node, 'status')) ?? '';
  if ([...about].length > LONGEST_ABOUT) throw new IqRefusal(406, 'not-acceptable');
  login.account.profile.setAbout(about, nowSeconds());
  return {};
}

function getPrivacy({ login }: IqRequest) {
  const settings = Object.entries(login.account.profile.privacy);
  return {
    content: [
      stanza(
        'privacy',
        {},
        settings.map(([name, value]) => stanza('category', { name, value })),
      ),
    ],
  };
}

function setPrivacy({ node, login }: IqRequest) {
  const categories = childrenNamed(child(node, 'privacy'), 'category');
  for (const { attrs } of categories) {
    const name = PRIVACY_NAMES.find((known) => known === attrs.name);
    const value = PRIVACY_VALUES.find((known) => known === attrs.value);
    if (!name || !value) throw new IqRefusal(400, 'bad-request');
    login.account.profile.setPrivacy(name, value);
  }
  return { content: [stanza('privacy', {}, categories)] };
}

/** Profiles: pictures, about texts and privacy settings. */
export function profileHandlers(directory: Directory, pictures: Pictures): IqHandler[] {
  const getPicture = ({ node, login }: IqRequest) => {
    const account = directory.findJid(node.attrs.target);
    const picture = account?.profile.picture;
    if (!account || !picture) throw new IqRefusal(404, 'item-not-found');
    if (!shows(account, 'profile', login.account)) throw new IqRefusal(401, 'not-authorized');
    const size = child(node, 'picture')?.attrs.type === 'image' ? 'image' : 'preview';
    const path = picture[size];
    const attributes = { id: picture.id, type: size, url: pictures.urlOf(path), direct_path: path };
    return { content: [stanza('picture', attributes)] };
  };

  const setPicture = async ({ node, login: { account, companion } }: IqRequest) => {
    if (node.attrs.target !== undefined && directory.findJid(node.attrs.target) !== account)
      throw new IqRefusal(403, 'forbidden');
    const image = bytes(child(node, 'picture'));
    if (!image) {
      pictures.remove(account, companion);
      return {};
    }
    return { content: [stanza('picture', { id: await taken(account, image, companion) })] };
  };

  const taken = async (account: Account, image: Buffer, companion: IqRequest['login']['companion']) => {
    if (image.length > LARGEST_PICTURE_BYTES) throw new IqRefusal(413, 'request-too-large');
    try {
      return (await pictures.set(account, image, companion)).id;
    } catch (error) {
      if (error instanceof PictureDamaged) throw new IqRefusal(406, 'not-acceptable');
      throw error;
    }
  };

  return [
    { xmlns: 'w:profile:picture', type: 'get', answer: getPicture },
    { xmlns: 'w:profile:picture', type: 'set', answer: setPicture },
    { xmlns: 'status', type: 'set', child: 'status', answer: setAbout },
    { xmlns: 'privacy', type: 'get', child: 'privacy', answer: getPrivacy },
    { xmlns: 'privacy', type: 'set', child: 'privacy', answer: setPrivacy },
  ];
}
