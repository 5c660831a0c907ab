import { parsePhone } from './addresses.js';
import { readRegistered, userByPhone, usync } from './codec/usync.js';
import type { Instance } from './instance.js';
import { ask } from './query.js';

/** Whether a number is on WhatsApp. */
export interface CheckResult {
  /** As it was given. */
  phone: string;
  exists: boolean;
  /** The account's JID, which may have another number than the one that was given. */
  jid?: string;
}

/** The people that instances know, or could. */
export class Contacts {
  constructor(private readonly find: (instanceId: string) => Instance) {}

  /**
   * Tells which numbers are on WhatsApp, in their order.
   * @param field of the request that holds them, for errors
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_FOUND, INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT,
   *   WHATSAPP_ERROR: silence and refusals are never taken for a no
   */
  async check(instanceId: string, phones: readonly string[], field: string): Promise<CheckResult[]> {
    const digits = phones.map((phone) => parsePhone(phone, field));
    const registered = await this.find(instanceId).onSocket(async (socket) => {
      const users = [...new Set(digits)].map(userByPhone);
      return readRegistered(await ask(socket, usync(['contact'], users, socket.generateMessageTag())));
    });
    return phones.map((phone, index) => {
      const jid = registered.get(digits[index] ?? '');
      return { phone, exists: jid !== undefined, jid };
    });
  }
}
