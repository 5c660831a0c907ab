import type { Lid, Phone } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { lidJid, lidOf, parsePerson, phoneOf } from '../wire/jids.js';
import { savePair } from './lid-map.js';
import { accountsOf } from './registered.js';

/** The addresses of one person. */
export interface PersonAddresses {
  /** Digits. */
  phone?: Phone;
  /** As a JID. */
  lid?: string;
}

/** What was found out about one address. */
export type AddressResult = { address: string } & (
  | (PersonAddresses & { status: 'found'; source: 'known' | 'whatsapp' })
  /** `not_on_whatsapp`: the number has no account. `not_known`: WhatsApp does not tell the other address. */
  | { status: 'not_found'; reason: 'not_on_whatsapp' | 'not_known' }
);

/** Finds the LID of a phone number, and the other way round. */
export class Addresses {
  constructor(private readonly context: InstanceContext) {}

  /**
   * Takes what is known from earlier messages and answers, and asks WhatsApp about the other numbers. WhatsApp does not tell the
   * number of a LID.
   * @param addresses phone numbers and JIDs
   * @param field field of the request that contains them, for errors
   * @returns one result per address, in the order of `addresses`
   * @throws WhatsAppFault INVALID_REQUEST; INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR if WhatsApp has to be asked:
   *   a missing answer never counts as a no
   */
  async resolve(addresses: readonly string[], field: string): Promise<AddressResult[]> {
    const jids = addresses.map((address) => parsePerson(address, field));
    const known = await Promise.all(jids.map((jid) => this.known(jid)));
    const asked = jids.flatMap((jid, index) => (known[index] ? [] : (phoneOf(jid) ?? [])));
    const told = asked.length > 0 ? await this.ask([...new Set(asked)]) : new Map<string, PersonAddresses>();
    return addresses.map((address, index): AddressResult => {
      const before = known[index];
      if (before) return { address, status: 'found', source: 'known', ...before };
      const phone = phoneOf(jids[index]);
      const found = phone === undefined ? undefined : told.get(phone);
      if (found?.lid !== undefined) return { address, status: 'found', source: 'whatsapp', ...found };
      const isAbsent = phone !== undefined && found === undefined;
      return { address, status: 'not_found', reason: isAbsent ? 'not_on_whatsapp' : 'not_known' };
    });
  }

  private async known(jid: string): Promise<PersonAddresses | undefined> {
    const { storage, uid } = this.context;
    const { read } = storage.database;
    const lid = lidOf(jid);
    if (lid !== undefined) {
      const phone = await storage.lidMap.phoneOf(read, uid, lid);
      return phone === undefined ? undefined : { phone, lid: lidJid(lid) };
    }
    const number = phoneOf(jid);
    if (number === undefined) return undefined;
    const phone = (await storage.numbers.find(read, uid, number)) ?? number;
    const its = await storage.lidMap.lidOf(read, uid, phone);
    return its === undefined ? undefined : { phone, lid: lidJid(its) };
  }

  private async ask(phones: readonly Phone[]): Promise<Map<string, PersonAddresses>> {
    const { uplink, storage, uid } = this.context;
    const accounts = await uplink.ask((socket) => accountsOf(socket, phones));
    const pairs: { lid: Lid; phone: Phone }[] = [];
    const found = new Map<string, PersonAddresses>();
    for (const [asked, { jid, lid }] of accounts) {
      const phone = phoneOf(jid);
      found.set(asked, { phone, lid: lid && lidJid(lid) });
      if (phone !== undefined && lid !== undefined) pairs.push({ lid, phone });
    }
    await storage.database.write(async (write) => {
      for (const pair of pairs) await savePair(storage, write, uid, pair);
    });
    return found;
  }
}
