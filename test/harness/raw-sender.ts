import type { Bot } from './bot.js';
import type { Document } from './document.js';
import type { World } from './world.js';

/** What goes with a raw message; see docs/emulator.md. */
export interface RawTraits {
  /** In place of the instance: a group. */
  to?: string;
  id?: string;
  type?: string;
  attributes?: Record<string, string | null>;
  /** Id of the message whose file stands in for `{{copy}}`. */
  copyMediaOf?: string;
}

/** A phone that sends an instance whatever a client of WhatsApp could put on the wire. */
export class RawSender {
  constructor(
    private readonly world: World,
    /** Digits. */
    readonly phone: string,
    private readonly bot: Bot,
    private readonly document: Document,
  ) {}

  /** Sends a message of WAProto as JSON. Resolves with the payload of its webhook, which has been held against the document. */
  async sends(message: object, traits: RawTraits = {}): Promise<Record<string, unknown>> {
    return this.puts({ message, ...traits });
  }

  /** Sends bytes in place of a message. */
  async sendsBytes(bytes: Uint8Array, traits: RawTraits = {}): Promise<Record<string, unknown>> {
    return this.puts({ bytes: Buffer.from(bytes).toString('base64'), ...traits });
  }

  private async puts(body: object): Promise<Record<string, unknown>> {
    const path = `/phones/${this.phone}/raw`;
    const { messageId } = await this.world.emulator.post(path, { to: this.bot.phone, ...body });
    const arrival = await this.bot.hears(String(messageId));
    expect(this.document.webhookFaults(arrival)).toEqual([]);
    return arrival.data;
  }
}
