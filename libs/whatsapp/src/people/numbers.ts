import { Lanes } from '#libs/observability';
import { isLid, type Phone, type WireJid } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import { orUnknown } from '../wire/query.js';
import { lidJid, phoneJid, phoneOf } from '../wire/jids.js';
import { savePair } from './lid-map.js';
import { accountsOf } from './registered.js';

const UNKNOWN = 'WhatsApp did not say whether the recipient exists';

/**
 * Finds the accounts behind the numbers that callers write to. WhatsApp knows some accounts under another number than
 * people write: Brazil, Mexico and Argentina have added digits. It is asked once per number; the answers are stored.
 */
export class Numbers {
  /** By number: whoever comes while WhatsApp is asked about it waits for the answer. */
  private readonly lanes = new Lanes();

  constructor(private readonly context: InstanceContext) {}

  /**
   * The address to send to.
   * @param check called when it is the number's turn; throws if the caller no longer waits
   * @throws WhatsAppFault CONTACT_NOT_FOUND if a number is not on WhatsApp, INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT; all
   *   `not_sent`
   */
  async resolve(jid: WireJid, check: () => void): Promise<WireJid> {
    const number = phoneOf(jid);
    if (number === undefined || number === this.context.uplink.self?.phone) return jid;
    return this.lanes.run(number, async () => {
      check();
      return phoneJid((await this.known(number)) ?? (await this.ask(number)));
    });
  }

  /** To be called if a phone turns out not to be on WhatsApp: it is asked about again before the next message to it. */
  async forget(phone: Phone): Promise<void> {
    const { storage, uid } = this.context;
    await storage.database.write((write) => storage.numbers.forget(write, uid, phone));
  }

  /** Somebody whose LID is known, or who has written, has an account under this very number. */
  private async known(number: Phone): Promise<Phone | undefined> {
    const { storage, uid } = this.context;
    const { read } = storage.database;
    const phone = await storage.numbers.find(read, uid, number);
    if (phone !== undefined) return phone;
    if ((await storage.lidMap.lidOf(read, uid, number)) !== undefined) return number;
    const contact = await storage.contacts.find(read, uid, phoneJid(number));
    return contact?.heard_at ? number : undefined;
  }

  private async ask(number: Phone): Promise<Phone> {
    const { storage, uid, uplink } = this.context;
    const account = await uplink.ask(
      async (socket) => (await orUnknown(accountsOf(socket, [number]), UNKNOWN)).get(number),
      'not_sent',
    );
    if (!account) throw await this.absent(number);
    const phone = phoneOf(account.jid) ?? number;
    await storage.database.write(async (write) => {
      await storage.numbers.save(write, uid, number, phone);
      if (account.lid !== undefined) await savePair(storage, write, uid, { lid: account.lid, phone });
    });
    return phone;
  }

  private async absent(number: string): Promise<WhatsAppFault> {
    const { storage, uid } = this.context;
    const isLidOfSomebody =
      isLid(number) && (await storage.lidMap.phoneOf(storage.database.read, uid, number)) !== undefined;
    return isLidOfSomebody
      ? absent(`is not on WhatsApp as a phone number; as a LID, write ${lidJid(number)}`)
      : absent();
  }
}

/** The recipient of a message is not on WhatsApp. */
export function absent(reason = 'is not on WhatsApp', field = 'to'): WhatsAppFault {
  return new WhatsAppFault('CONTACT_NOT_FOUND', `the recipient ${reason}`, {
    fields: [{ field, reason }],
    outcome: 'not_sent',
  });
}
