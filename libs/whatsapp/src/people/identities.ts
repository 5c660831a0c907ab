import {
  type InboxEntry,
  type InstanceRow,
  isLid,
  isObject,
  isPhone,
  type Lid,
  parsed,
  type Phone,
  type Storage,
  type Write,
} from '#libs/storage';
import { IDENTITY_KEY, type IdentityListener } from '../baileys/session-store.js';
import { isSelf, readEnvelope, type Self } from '../codec/envelope.js';
import { canonical, type PhoneBook } from '../codec/message.js';
import { timeIn } from '../codec/numbers.js';
import { plausible } from '../codec/times.js';
import { contactUpdate } from '../context/new-events.js';
import { lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import { type KeptNode, parseKept } from '../wire/stanza.js';
import { readBook, savePair } from './lid-map.js';

/** Our own type among its keys: what was reported about the identity key of somebody. */
const NEWS = 'miaw-identity-news';

interface News {
  /** WhatsApp has announced a change whose key is not known yet: the key itself is no news. */
  expected?: boolean;
  /** When a change was noticed by its key, epoch ms: what WhatsApp announces of earlier changes is no news. */
  seenAt?: number;
}

/**
 * Reports that people have new identity keys. WhatsApp announces a change to some in a notification, without the key
 * (whatsmeow, handleEncryptNotification). The key itself comes with the first message of the new phone, and with the keys
 * that are fetched before something is sent to it. Whichever comes first is reported.
 *
 * Only the keys of phones count: Baileys, too, ignores announcements about linked devices.
 */
export class Identities implements IdentityListener {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly self: () => Self | undefined,
    private readonly now: () => number,
  ) {}

  async learn(
    write: Write,
    keys: ReadonlyMap<string, string | null>,
    message: Pick<InboxEntry, 'stanza' | 'received_at'> | undefined,
  ): Promise<void> {
    const self = this.self();
    const found = [...keys].flatMap(([address, key]) => {
      const jid = phoneAt(address);
      return key === null || jid === undefined || (self && isSelf(jid, self)) ? [] : [{ jid, key }];
    });
    if (found.length === 0) return;
    const stanza = message && parseKept(message.stanza);
    if (message && stanza && self) await this.keepPairs(write, stanza, self, message.received_at);

    const book = await this.bookOf(
      write,
      found.map(({ jid }) => jid),
    );
    const named = found.map(({ jid, key }) => ({ jid, key, addresses: addressesOf(jid, book) }));
    const every = named.flatMap(({ addresses }) => addresses);
    const stored = await this.storage.sessions.keys(this.instance.uid, IDENTITY_KEY, every, write);
    for (const { jid, key, addresses } of named) {
      const [before] = addresses.flatMap((address) => stored.get(address) ?? []);
      if (before === undefined || before === key) continue;
      const now = this.now();
      const at = plausible(timeIn(stanza?.attrs['t']), now);
      const { expected } = await this.news(write, addresses);
      await this.note(write, addresses, { seenAt: at });
      if (expected) continue;
      // What was compared is replaced in the same commit, so it cannot be reported twice.
      const event = contactUpdate(now, undefined, { jid: canonical(jid, book), identityChanged: true, at });
      await this.storage.events.append(write, this.instance, [event]);
    }
  }

  /**
   * Whether a change that WhatsApp announces is news.
   * @param at of the announcement, epoch ms
   */
  async isNews(write: Write, jid: string, at: number): Promise<boolean> {
    const { seenAt = 0 } = await this.news(write, addressesOf(jid, await this.bookOf(write, [jid])));
    return at > seenAt;
  }

  /** Notes that a change was reported before its key is known. */
  async expect(write: Write, jid: string): Promise<void> {
    const addresses = addressesOf(jid, await this.bookOf(write, [jid]));
    const { seenAt } = await this.news(write, addresses);
    await this.note(write, addresses, { seenAt, expected: true });
  }

  private async keepPairs(write: Write, stanza: KeptNode, self: Self, receivedAt: number): Promise<void> {
    for (const pair of readEnvelope(stanza, self, receivedAt)?.pairs ?? [])
      await savePair(this.storage, write, this.instance.uid, pair);
  }

  private async bookOf(write: Write, jids: readonly string[]): Promise<PhoneBook> {
    const lids = jids.flatMap((jid) => lidOf(jid) ?? []);
    const phones = jids.flatMap((jid) => phoneOf(jid) ?? []);
    return readBook(this.storage.lidMap, write, this.instance.uid, lids, phones);
  }

  private async news(write: Write, addresses: readonly string[]): Promise<News> {
    const stored = await this.storage.sessions.keys(this.instance.uid, NEWS, addresses, write);
    const [value] = addresses.flatMap((address) => stored.get(address) ?? []);
    return value === undefined ? {} : parsed(value, isNews);
  }

  private async note(write: Write, addresses: readonly string[], news: News): Promise<void> {
    const value = JSON.stringify(news);
    const values = new Map(addresses.map((address) => [address, value]));
    await this.storage.sessions.saveKeys(write, this.instance.uid, NEWS, values);
  }
}

function isNews(value: unknown): value is News {
  return isObject(value);
}

/** The JID of the phone at a Signal address, `15550001111.0` or `913103037140909_1.0`; undefined for other devices. */
function phoneAt(address: string): string | undefined {
  const [, user = '', domain] = /^(\d+)(?:_(\d+))?\.0$/.exec(address) ?? [];
  if (domain === undefined && isPhone(user)) return phoneJid(user);
  return domain === LID_DOMAIN && isLid(user) ? lidJid(user) : undefined;
}

/** Baileys' number for LIDs in Signal addresses. */
const LID_DOMAIN = '1';

/**
 * The Signal addresses of a person's phone. Baileys moves a session to the LID as soon as it knows it, and leaves the
 * identity key where it was.
 */
function addressesOf(jid: string, book: PhoneBook): string[] {
  const own: { lid?: Lid; phone?: Phone } = { lid: lidOf(jid), phone: phoneOf(jid) };
  const lid = own.lid ?? [...book].find(([, phone]) => phone === own.phone)?.[0];
  const phone = own.phone ?? (own.lid && book.get(own.lid));
  return [...(lid ? [`${lid}_${LID_DOMAIN}.0`] : []), ...(phone ? [`${phone}.0`] : [])];
}
