import type { Lid, Phone } from '#libs/storage';
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

/** Somebody, by the addresses that are known. */
interface Somebody {
  /** Canonical chat. */
  chat: string;
  /** As registered. */
  phone?: Phone;
  lid?: Lid;
}

/** An entry of WhatsApp's list. */
interface Entry extends Somebody {
  /** As WhatsApp names it. */
  wireJid: string;
}

/** The people whom the account has blocked: their messages do not arrive. WhatsApp names them by LID. */
export class Blocklist {
  constructor(private readonly context: InstanceContext) {}

  /** @throws WhatsAppFault INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR */
  async list(): Promise<BlockedPerson[]> {
    const entries = await this.entries();
    return entries.map(({ chat, phone, lid }) => ({ jid: chat, phone, lid: lid && lidJid(lid) }));
  }

  /**
   * Blocks or unblocks somebody. Succeeds if that is so already.
   * @param person phone number or JID
   * @returns the JID
   * @throws WhatsAppFault as {@link list}; INVALID_REQUEST, CONTACT_NOT_FOUND if a number to block is not on WhatsApp
   */
  async set(person: string, on: boolean): Promise<string> {
    const jid = parsePerson(person, 'jid');
    const { somebody, entry } = await this.find(jid, on);
    if ((entry !== undefined) === on) return somebody.chat;
    const wireJid = entry?.wireJid ?? wireJidOf(somebody);
    const phone = somebody.phone && phoneJid(somebody.phone);
    await this.context.uplink.ask((socket) => ask(socket, blockChange(wireJid, phone, on)));
    return somebody.chat;
  }

  /**
   * Finds somebody in the list. It can name them by another address than the caller: WhatsApp is asked which LID belongs to which
   * number where that is unknown. It does not tell the number of a LID.
   * @param on whether they are to be blocked, for which WhatsApp has to know them
   */
  private async find(jid: string, on: boolean): Promise<{ somebody: Somebody; entry?: Entry }> {
    const entries = await this.entries();
    const somebody = await this.known(jid);
    const entry = entries.find((each) => isSame(each, somebody));
    const isPaired = somebody.phone !== undefined && somebody.lid !== undefined;
    if (entry || isPaired || (entries.length === 0 && !on)) return { somebody, entry };
    const unpaired =
      somebody.phone === undefined ? entries.filter(({ lid }) => lid === undefined) : [somebody];
    const phones = unpaired.flatMap(({ phone }) => phone ?? []);
    const registered = await this.learn(phones);
    if (on && somebody.phone !== undefined && !registered.has(somebody.phone))
      throw new WhatsAppFault('CONTACT_NOT_FOUND', 'the contact is not on WhatsApp');
    const found = await this.known(jid);
    const named = await Promise.all(entries.map(({ wireJid }) => this.entry(wireJid)));
    return { somebody: found, entry: named.find((each) => isSame(each, found)) };
  }

  private async entries(): Promise<Entry[]> {
    const { uplink, storage, uid } = this.context;
    const items = await uplink.ask(
      async (socket) => readBlocklist(await ask(socket, BLOCKLIST_QUERY)),
      'not_sent',
    );
    await storage.database.write(async (write) => {
      for (const { pair } of items) if (pair) await savePair(storage, write, uid, pair);
    });
    return Promise.all(items.map(({ jid }) => this.entry(jid)));
  }

  private async entry(wireJid: string): Promise<Entry> {
    return { ...(await this.known(wireJid)), wireJid };
  }

  private async known(jid: string): Promise<Somebody> {
    const { storage, uid } = this.context;
    const chat = await canonicalChat(this.context, jid);
    const phone = phoneOf(chat);
    const lid = lidOf(jid) ?? (phone && (await storage.lidMap.lidOf(storage.database.read, uid, phone)));
    return { chat, phone, lid };
  }

  /**
   * Asks WhatsApp for the accounts of numbers, and stores their addresses.
   * @returns the numbers that are on WhatsApp
   */
  private async learn(phones: readonly Phone[]): Promise<ReadonlySet<string>> {
    if (phones.length === 0) return new Set();
    const { uplink, storage, uid } = this.context;
    const accounts = await uplink.ask((socket) => accountsOf(socket, phones), 'not_sent');
    await storage.database.write(async (write) => {
      for (const number of phones) {
        const account = accounts.get(number);
        if (!account) continue;
        const phone = phoneOf(account.jid) ?? number;
        await storage.numbers.save(write, uid, number, phone);
        if (account.lid !== undefined) await savePair(storage, write, uid, { lid: account.lid, phone });
      }
    });
    return new Set(accounts.keys());
  }
}

function isSame(one: Somebody, other: Somebody): boolean {
  return one.chat === other.chat || (one.lid !== undefined && one.lid === other.lid);
}

/** WhatsApp blocks by LID; by number only whoever has none. */
function wireJidOf({ chat, lid }: Somebody): string {
  return lid === undefined ? chat : lidJid(lid);
}
