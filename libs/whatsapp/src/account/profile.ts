import { proto, type WASocket } from '@whiskeysockets/baileys';
import { lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import { patchAppState } from '../baileys/app-state.js';
import { type About, businessQuery, readBusiness, readPerson } from '../codec/person.js';
import { userByJid, usync } from '../codec/usync.js';
import { profilePicture } from '../media/profile-picture.js';
import { ask } from '../wire/query.js';
import type { Uplink } from '../context/uplink.js';

/** What an account shows of itself. */
export interface ProfileView extends Pick<About, 'about'> {
  jid: string;
  /** Digits. */
  phone: string;
  lid?: string;
  name?: string;
  isBusiness: boolean;
}

const PICTURES = 'w:profile:picture';

/** The account's own profile. Every change is one that WhatsApp has confirmed. */
export class Profile {
  constructor(private readonly uplink: Uplink) {}

  /** @throws WhatsAppFault INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR */
  async get(): Promise<ProfileView> {
    return this.uplink.ask(async (socket) => {
      const own = self(socket);
      const about = usync(['status'], [userByJid(own.jid)], socket.generateMessageTag());
      const [person, business] = await Promise.all([
        ask(socket, about).then(readPerson),
        ask(socket, businessQuery(own.jid)).then(readBusiness),
      ]);
      return { ...own, about: person.about, isBusiness: business !== undefined };
    });
  }

  /** Tells early whether the profile could be changed now, before a file is fetched. @throws WhatsAppFault */
  checkReady(): void {
    this.uplink.link();
  }

  /**
   * @param path of an image
   * @throws WhatsAppFault as {@link get}, INVALID_REQUEST when the image cannot be read, MEDIA_FETCH_FAILED when it has
   *   too many pixels
   */
  async setPicture(path: string): Promise<void> {
    const content = await profilePicture(path);
    const picture = { tag: 'picture', attrs: { type: 'image' }, content };
    await this.uplink.ask((socket) => ask(socket, { xmlns: PICTURES, type: 'set', content: [picture] }));
  }

  /** One that is not there is removed, too. @throws WhatsAppFault as {@link get} */
  async removePicture(): Promise<void> {
    await this.uplink.ask((socket) => ask(socket, { xmlns: PICTURES, type: 'set' }));
  }

  /**
   * The name that others see; all devices of the account have it in common.
   * @throws WhatsAppFault as {@link get}, CONFLICT while the phone has not shared its keys
   */
  async setName(name: string): Promise<void> {
    await this.uplink.ask((socket) =>
      patchAppState(socket, {
        type: 'critical_block',
        apiVersion: 1,
        operation: proto.SyncdMutation.SyncdOperation.SET,
        index: ['setting_pushName'],
        syncAction: { pushNameSetting: { name }, timestamp: Date.now() },
      }),
    );
  }

  /** The text about the account. @throws WhatsAppFault as {@link get} */
  async setAbout(about: string): Promise<void> {
    const status = { tag: 'status', attrs: {}, content: Buffer.from(about, 'utf8') };
    await this.uplink.ask((socket) => ask(socket, { xmlns: 'status', type: 'set', content: [status] }));
  }
}

/**
 * Who the account is at present: `user` of a socket is as it was when the socket was made.
 * @throws when the login has told no number, after which no connection counts as one
 */
function self({ authState }: WASocket): Pick<ProfileView, 'jid' | 'phone' | 'lid' | 'name'> {
  const { me } = authState.creds;
  const phone = phoneOf(me?.id);
  if (phone === undefined) throw new Error('WhatsApp reported no phone number at login');
  const lid = lidOf(me?.lid);
  return { jid: phoneJid(phone), phone, lid: lid && lidJid(lid), name: me?.name };
}
