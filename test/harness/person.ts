import type { Bot } from './bot.js';
import type { PhoneMessage } from './emulator.js';
import { jidOf } from './jid.js';
import { eventually } from './waiting.js';
import type { World } from './world.js';

/** Somebody with a phone, who talks to an instance. */
export class Person {
  constructor(
    private readonly world: World,
    /** Digits. */
    readonly phone: string,
    private readonly bot: Bot,
  ) {}

  /** What the API calls the chat with this person. */
  get chatId(): string {
    return jidOf(this.phone);
  }

  async lid(): Promise<string> {
    return String((await this.world.emulator.get(`/phones/${this.phone}`)).lid);
  }

  /** Writes to the instance. Resolves with the message's id once its webhook has told of it. */
  async writes(text: string, more: object = {}): Promise<string> {
    return this.sends({ text, ...more });
  }

  /** Sends the instance anything: the body of the emulator's call, but for `to`. */
  async sends(body: object): Promise<string> {
    const path = `/phones/${this.phone}/messages`;
    const { messageId } = await this.world.emulator.request('POST', path, { to: this.bot.phone, ...body });
    await this.bot.hears(String(messageId));
    return String(messageId);
  }

  /** Sends this person a text from the instance and waits for it. Whatever was sent before has arrived by then. */
  async gets(text: string): Promise<string> {
    const id = await this.bot.sent(this.bot.text(this.phone, text));
    await this.world.emulator.arrives(this.phone, id);
    return id;
  }

  /** The texts of all messages that this person's phone received, in order. */
  async texts(): Promise<(string | undefined)[]> {
    return (await this.world.emulator.inbox(this.phone)).map((message) => message.text);
  }

  /** edit, delete, reaction, read, vote */
  async does(messageId: string, deed: string, body: object = {}): Promise<void> {
    await this.world.emulator.act(this.phone, messageId, deed, body);
  }

  /** All that this person's phone has of conversations. */
  async phoneMessages(): Promise<PhoneMessage[]> {
    return this.world.emulator.get(`/phones/${this.phone}/messages?all=true`);
  }

  /** A message on this person's phone, once it is there and as it shall be. */
  async sees(
    messageId: string,
    fits: (message: PhoneMessage) => boolean = () => true,
  ): Promise<PhoneMessage> {
    const messages = await eventually(
      async () => (await this.phoneMessages()).filter(({ id }) => id === messageId),
      (found) => found.some(fits),
      `${this.phone} to see ${messageId} so`,
    );
    const message = messages.find(fits);
    if (!message) throw new Error(`${messageId} is gone`);
    return message;
  }

  /** Waits until a message of this person has a receipt of the instance: `delivered`, `read` or the like. */
  async has(messageId: string, type: string): Promise<void> {
    await eventually(
      () => this.receipts(messageId),
      (types) => types.includes(type),
      `the receipt ${type} of ${messageId}`,
    );
  }

  /** The receipts that the instance's linked device has sent for a message of this person. */
  async receipts(messageId: string): Promise<string[]> {
    const path = `/phones/${this.phone}/messages/${messageId}/receipts`;
    const receipts: { type: string; device: number }[] = await this.world.emulator.get(path);
    return receipts.flatMap(({ type, device }) => (device === 0 ? [] : [type]));
  }
}
