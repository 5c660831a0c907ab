import type { WASocket } from '@whiskeysockets/baileys';
import type { ChatJid, Lid, Phone } from '#libs/storage';
import { blockChange, BLOCKLIST_QUERY, readBlocklist } from '../codec/account-settings.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import { canonicalChat, savePair } from '../people/lid-map.js';
import { accountsOf } from '../people/registered.js';
import { lidJid, lidOf, parsePerson, phoneJid, phoneOf } from '../wire/jids.js';
import { ask } from '../wire/query.js';

/** Somebody whom the account has blocked. */
export interface BlockedPerson {
  /** Phone JID, or LID while the phone is unknown. */
  jid: string;
  /** Digits. */
  phone?: string;
  lid?: string;
}

/** The people whom the account has blocked: their messages do not arrive. WhatsApp names them by LID. */
export class Blocklist {
  constructor(private readonly context: InstanceContext) {}

  /** @throws WhatsAppFault INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR */
  async list(): Promise<BlockedPerson[]> {
    const jids = await this.read();
    return Promise.all(
      jids.map(async (jid) => {
        const phone = phoneOf(jid);
        const lid = phone === undefined ? lidOf(jid) : await this.knownLid(phone);
        return { jid, phone, lid: lid && lidJid(lid) };
      }),
    );
  }

  /**
   * Blocks or unblocks somebody. Succeeds if that is so already.
   * @param person phone number or JID
   * @returns the JID
   * @throws WhatsAppFault as {@link list}; INVALID_REQUEST, CONTACT_NOT_FOUND if the number is not on WhatsApp
   */
  async set(person: string, on: boolean): Promise<string> {
    const jid = await canonicalChat(this.context, parsePerson(person, 'jid'));
    const blocked = await this.read();
    // What was read may have shown that a LID belongs to a number.
    const known = await canonicalChat(this.context, jid);
    if (blocked.includes(known) === on) return known;
    const phone = phoneOf(known);
    await this.context.uplink.ask(async (socket) => {
      const lid = phone === undefined ? known : await this.lidFor(socket, phone);
      await ask(socket, blockChange(lid, phone && phoneJid(phone), on));
    });
    return known;
  }

  private async read(): Promise<ChatJid[]> {
    const { uplink, storage, uid } = this.context;
    const items = await uplink.ask(
      async (socket) => readBlocklist(await ask(socket, BLOCKLIST_QUERY)),
      'not_sent',
    );
    await storage.database.write(async (write) => {
      for (const { pair } of items) if (pair) await savePair(storage, write, uid, pair);
    });
    return Promise.all(items.map(({ jid }) => canonicalChat(this.context, jid)));
  }

  private async knownLid(phone: Phone): Promise<Lid | undefined> {
    const { storage, uid } = this.context;
    return storage.lidMap.lidOf(storage.database.read, uid, phone);
  }

  /** The LID of a number as a JID; the number itself if WhatsApp reports none. */
  private async lidFor(socket: WASocket, phone: Phone): Promise<string> {
    const known = await this.knownLid(phone);
    if (known !== undefined) return lidJid(known);
    const account = (await accountsOf(socket, [phone])).get(phone);
    if (!account) throw new WhatsAppFault('CONTACT_NOT_FOUND', 'the contact is not on WhatsApp');
    if (account.lid === undefined) return account.jid;
    const { storage, uid } = this.context;
    const pair = { lid: account.lid, phone: phoneOf(account.jid) ?? phone };
    await storage.database.write((write) => savePair(storage, write, uid, pair));
    return lidJid(account.lid);
  }
}
