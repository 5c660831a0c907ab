import type { Emulator } from './emulator.js';
import type { PhoneMessage } from './phone-message.js';
import { within } from './waiting.js';

/** What a reply has to be: exactly this text, one that matches, or one for which a function returns true. */
export type Expected = string | RegExp | ((message: PhoneMessage) => boolean);

export interface ExpectOptions {
  /** How long to wait. Default: the variable MIAW_TIMEOUT_MS, or 10,000. */
  timeoutMs?: number;
}

/** What a message has besides its text. */
export interface Manner {
  /** Id of the message that is quoted. */
  quoted?: string;
  /** Phone numbers. */
  mentions?: string[];
}

/** For a machine that is slow, a variable has another. */
function defaultTimeoutMs(): number {
  return Number(process.env.MIAW_TIMEOUT_MS) || 10_000;
}

/** Somebody with a phone, who talks to a bot. */
export class Person {
  /** How many messages of the phone are dealt with. */
  private seen = 0;

  constructor(
    private readonly emulator: Emulator,
    /** Digits. */
    readonly phone: string,
    private readonly botPhone: string,
  ) {}

  /**
   * Writes to the bot. Replies are expected from now on.
   * @returns the id of the message
   */
  async says(text: string, manner: Manner = {}): Promise<string> {
    return this.sends({ text, ...manner });
  }

  /**
   * Sends the bot anything else, such as `{ poll: { name, options } }`: the fields of `POST /phones/:phone/messages`, without `to`.
   * @returns the id of the message
   */
  async sends(message: object): Promise<string> {
    this.seen = (await this.messages()).length;
    const path = `/phones/${this.phone}/messages`;
    const { messageId } = Object(
      await this.emulator.request('POST', path, { ...message, to: this.botPhone }),
    );
    return String(messageId);
  }

  /**
   * Waits for a message of the bot that fits, after the last one that was expected and after what the person said last.
   * @returns the message as the phone shows it
   * @throws Error with what arrived instead
   */
  async expectReply(
    expected: Expected,
    { timeoutMs = defaultTimeoutMs() }: ExpectOptions = {},
  ): Promise<PhoneMessage> {
    let replies: PhoneMessage[] = [];
    const found = await within(timeoutMs, async () => {
      const messages = await this.messages();
      const isReply = (message: PhoneMessage, at: number): boolean =>
        at >= this.seen && !message.fromMe && this.isOfBot(message);
      replies = messages.filter(isReply);
      const at = messages.findIndex((message, index) => isReply(message, index) && fits(message, expected));
      const message = messages[at];
      return message && { at, message };
    });
    if (!found)
      throw new Error(
        `${this.phone} got no reply ${describe(expected)} within ${timeoutMs} ms, but ${listed(replies)}`,
      );
    this.seen = found.at + 1;
    return found.message;
  }

  /** Reads a message of the bot, which gets the receipt. */
  async reads(messageId: string): Promise<void> {
    await this.does(messageId, 'read');
  }

  /** Reacts to a message; an empty `emoji` removes the reaction. */
  async reacts(messageId: string, emoji: string): Promise<void> {
    await this.does(messageId, 'reaction', { emoji });
  }

  /** Everything that has reached the phone so far, in order of arrival. */
  async messages(): Promise<PhoneMessage[]> {
    return this.emulator.messagesOf(this.phone);
  }

  private async does(messageId: string, deed: string, body: object = {}): Promise<void> {
    await this.emulator.request('POST', `/phones/${this.phone}/messages/${messageId}/${deed}`, body);
  }

  private isOfBot({ from }: PhoneMessage): boolean {
    return from.split(/[:@]/)[0] === this.botPhone;
  }
}

function fits(message: PhoneMessage, expected: Expected): boolean {
  if (typeof expected === 'function') return expected(message);
  const text = message.text ?? message.caption;
  if (typeof expected === 'string') return text === expected;
  // Flags such as `g` would make it remember where it was.
  return text !== undefined && text.search(expected) !== -1;
}

function describe(expected: Expected): string {
  if (typeof expected === 'function') return 'for which the function returns true';
  return typeof expected === 'string' ? JSON.stringify(expected) : `that matches ${String(expected)}`;
}

function listed(messages: PhoneMessage[]): string {
  if (messages.length === 0) return 'no message of the bot';
  return messages.map(({ text, caption, type }) => JSON.stringify(text ?? caption ?? type)).join(', ');
}
