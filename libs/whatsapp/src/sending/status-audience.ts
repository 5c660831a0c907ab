import {
  type StatusAudience as Choice,
  isObject,
  isTexts,
  parsed,
  type Phone,
  type WireJid,
} from '#libs/storage';
import { BLOCKLIST_QUERY, readBlocklist } from '../codec/account-settings.js';
import type { InstanceContext } from '../context/instance-context.js';
import { invalid, WhatsAppFault } from '../faults.js';
import { canonicalChat, savePair } from '../people/lid-map.js';
import { absent } from '../people/numbers.js';
import { accountsOf } from '../people/registered.js';
import type { StatusPrivacySetting } from '../people/status-privacy.js';
import { lidJid, lidOf, parsePerson, phoneJid, phoneOf } from '../wire/jids.js';
import { ask, orUnknown } from '../wire/query.js';

/** Whom a status post is for. */
export interface Audience {
  /** The value of `status_setting` in the stanza (WhatsApp Web's `WAWebEncryptAndSendStatusMsg`). */
  setting: 'contacts' | 'allowlist' | 'denylist';
  /** JIDs of the people, as on the wire, without the account itself: its own devices always get the post. */
  people: WireJid[];
}

/** Phone numbers about which WhatsApp is asked at once. */
const NUMBERS_AT_ONCE = 250;
/** The largest audience. */
const MOST_PEOPLE = 5_000;
const UNKNOWN = 'WhatsApp did not say whether the recipients exist';

const SETTINGS: Readonly<Record<Choice, Audience['setting']>> = {
  contacts: 'contacts',
  contacts_except: 'denylist',
  only: 'allowlist',
};

/** A person of an audience, before their address on the wire is known. */
interface Person {
  /** As a caller or the address book names them. */
  jid: WireJid;
  /** Field of the request that names them; undefined if it comes from the settings of the account. */
  field?: string;
}

/**
 * Finds out who gets a status post. WhatsApp's server does not know this: the device that posts names everybody (whatsmeow
 * `broadcast.go`, `getStatusBroadcastRecipients`).
 */
export class StatusAudiences {
  constructor(
    private readonly context: InstanceContext,
    private readonly privacy: StatusPrivacySetting,
  ) {}

  /**
   * @param recipients phone numbers or JIDs of people; undefined: as the account has set
   * @throws WhatsAppFault INVALID_REQUEST, CONTACT_NOT_FOUND for named people; CONFLICT if nobody would get the post;
   *   INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR; all `not_sent`
   */
  async find(recipients: readonly string[] | undefined): Promise<Audience> {
    if (recipients) return this.named(recipients);
    const { audience, people } = await this.privacy.get();
    const chosen = audience === 'only' ? people : await this.contacts(audience, people);
    const blocked = await this.blocked();
    const reached = await this.addressed(chosen.map((jid) => ({ jid })));
    const kept = reached.filter(({ chat }) => !blocked.has(chat)).map(({ jid }) => jid);
    const setting = SETTINGS[audience];
    if (kept.length === 0)
      throw new WhatsAppFault(
        'CONFLICT',
        'nobody would get the post: the privacy settings of the account leave no contact on WhatsApp',
        { reason: 'no_recipients', audience },
      );
    return { setting, people: kept };
  }

  private async named(recipients: readonly string[]): Promise<Audience> {
    const people = recipients.map((name, index) => ({
      jid: parsePerson(name, `recipients.${index}`),
      field: `recipients.${index}`,
    }));
    const reached = await this.addressed(people);
    const seen = new Set<string>();
    for (const [index, { chat, isSelf }] of reached.entries()) {
      const field = `recipients.${index}`;
      if (isSelf) throw invalid(field, 'is the account itself, which always sees its own posts');
      if (seen.has(chat)) throw invalid(field, 'names somebody a second time');
      seen.add(chat);
    }
    return { setting: 'allowlist', people: reached.map(({ jid }) => jid) };
  }

  /** The people of the address book, without some. */
  private async contacts(audience: Choice, excepted: readonly WireJid[]): Promise<WireJid[]> {
    const { storage, uid } = this.context;
    const { read } = storage.database;
    const all = await storage.contacts.inAddressBook(read, uid, MOST_PEOPLE + 1);
    if (all.length > MOST_PEOPLE)
      throw new WhatsAppFault(
        'CONFLICT',
        `the account has more than ${MOST_PEOPLE} contacts: name the recipients of the post`,
        { reason: 'too_many_contacts' },
      );
    const except = new Set<string>(audience === 'contacts_except' ? excepted : []);
    return all.filter((jid) => !except.has(jid));
  }

  /** The people whom the account has blocked. WhatsApp does not show them its status. */
  private async blocked(): Promise<ReadonlySet<string>> {
    const { uplink } = this.context;
    const items = await uplink.ask(
      async (socket) => readBlocklist(await ask(socket, BLOCKLIST_QUERY)),
      'not_sent',
    );
    const chats = await Promise.all(
      items.map(({ jid, pair }) => canonicalChat(this.context, pair ? phoneJid(pair.phone) : jid)),
    );
    return new Set(chats);
  }

  /**
   * Finds the addresses of people on the wire, which are LIDs (WhatsApp Web's `WAWebEncryptAndSendStatusMsg`). People who are
   * not on WhatsApp are left out, unless a request names them.
   * @throws WhatsAppFault CONTACT_NOT_FOUND
   */
  private async addressed(people: readonly Person[]) {
    const { self } = this.context.uplink;
    const phones = people.flatMap(({ jid }) => phoneOf(jid) ?? []);
    const accounts = await this.accounts(phones);
    const found: { jid: WireJid; chat: string; isSelf: boolean }[] = [];
    for (const { jid, field } of people) {
      const number = phoneOf(jid);
      const account = number === undefined ? undefined : accounts.get(number);
      if (number !== undefined && !account) {
        if (field !== undefined) throw absent('is not on WhatsApp', field);
        continue;
      }
      const address = account?.jid ?? jid;
      const chat = account ? phoneJid(account.phone) : await canonicalChat(this.context, jid);
      const isSelf =
        phoneOf(chat) === self?.phone || (self?.lid !== undefined && lidOf(address) === self.lid);
      if (isSelf && field === undefined) continue;
      found.push({ jid: address, chat, isSelf });
    }
    return found;
  }

  /** The accounts behind phone numbers, with their addresses on the wire. WhatsApp is asked about those that are new. */
  private async accounts(numbers: readonly Phone[]): Promise<Map<Phone, { phone: Phone; jid: WireJid }>> {
    const { storage, uid, uplink } = this.context;
    const { read } = storage.database;
    const found = new Map<Phone, { phone: Phone; jid: WireJid }>();
    const renamed = new Map<Phone, Phone>();
    for (const number of numbers)
      renamed.set(number, (await storage.numbers.find(read, uid, number)) ?? number);
    const lids = await storage.lidMap.lidsOf(read, uid, [...renamed.values()]);
    for (const [number, phone] of renamed) {
      const lid = lids.get(phone);
      if (lid !== undefined) found.set(number, { phone, jid: lidJid(lid) });
    }
    const unknown = [...renamed.keys()].filter((number) => !found.has(number));
    for (let start = 0; start < unknown.length; start += NUMBERS_AT_ONCE) {
      const some = unknown.slice(start, start + NUMBERS_AT_ONCE);
      const answers = await uplink.ask((socket) => orUnknown(accountsOf(socket, some), UNKNOWN), 'not_sent');
      await storage.database.write(async (write) => {
        for (const number of some) {
          const account = answers.get(number);
          if (!account) continue;
          const phone = phoneOf(account.jid) ?? number;
          await storage.numbers.save(write, uid, number, phone);
          if (account.lid !== undefined) await savePair(storage, write, uid, { lid: account.lid, phone });
          found.set(number, {
            phone,
            jid: account.lid === undefined ? phoneJid(phone) : lidJid(account.lid),
          });
        }
      });
    }
    return found;
  }
}

/** What is stored of an audience, as JSON. */
export function audienceIn(json: string | null): Audience | undefined {
  return json === null ? undefined : parsed(json, isAudience);
}

function isAudience(value: unknown): value is Audience {
  return (
    isObject(value) &&
    'setting' in value &&
    ['contacts', 'allowlist', 'denylist'].includes(String(value.setting)) &&
    'people' in value &&
    isTexts(value.people)
  );
}
