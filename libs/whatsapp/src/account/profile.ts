import { proto, type WASocket } from '@whiskeysockets/baileys';
import { lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import { patchAppState } from '../baileys/app-state.js';
import { businessQuery, readBusiness } from '../codec/business.js';
import { type About, readPerson } from '../codec/person.js';
import { userByJid, usync } from '../codec/usync.js';
import { profilePicture } from '../media/profile-picture.js';
import { ask } from '../wire/query.js';
import type { Uplink } from '../context/uplink.js';

/** The account's own profile, as callers see it. */
export interface ProfileView extends Pick<About, 'about'> {
  jid: string;
  /** Digits. */
  phone: string;
  lid?: string;
  name?: string;
  isBusiness: boolean;
}

const PICTURES = 'w:profile:picture';

/** Reads and changes the account's own profile. WhatsApp confirms every change. */
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

  /** Checks whether the profile can be changed now, before a file is fetched. @throws WhatsAppFault INSTANCE_NOT_CONNECTED */
  checkReady(): void {
    this.uplink.link();
  }

  /**
   * @param path path of an image
   * @throws WhatsAppFault as {@link get}; INVALID_REQUEST if the image cannot be read, MEDIA_FETCH_FAILED if it has too many
   *   pixels
   */
  async setPicture(path: string): Promise<void> {
    const content = await profilePicture(path);
    const picture = { tag: 'picture', attrs: { type: 'image' }, content };
    await this.uplink.ask((socket) => ask(socket, { xmlns: PICTURES, type: 'set', content: [picture] }));
  }

  /** Succeeds even if there is no picture. @throws WhatsAppFault as {@link get} */
  async removePicture(): Promise<void> {
    await this.uplink.ask((socket) => ask(socket, { xmlns: PICTURES, type: 'set' }));
  }

  /**
   * Sets the profile name, which others see and all devices of the account share.
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

  /** Sets the about text. @throws WhatsAppFault as {@link get} */
  async setAbout(about: string): Promise<void> {
    const status = { tag: 'status', attrs: {}, content: Buffer.from(about, 'utf8') };
    await this.uplink.ask((socket) => ask(socket, { xmlns: 'status', type: 'set', content: [status] }));
  }
}

/**
 * The account's current addresses and name. `user` of a socket is outdated: it is set when the socket is made.
 * @throws if the login reported no phone number; such a connection never counts as logged in
 */
function self({ authState }: WASocket): Pick<ProfileView, 'jid' | 'phone' | 'lid' | 'name'> {
  const { me } = authState.creds;
  const phone = phoneOf(me?.id);
  if (phone === undefined) throw new Error('WhatsApp reported no phone number at login');
  const lid = lidOf(me?.lid);
  return { jid: phoneJid(phone), phone, lid: lid && lidJid(lid), name: me?.name };
}
