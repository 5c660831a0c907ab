import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Clock } from '#libs/observability';
import type { Storage, Write } from '#libs/storage';
import { type BotAnswer, readBotAnswer } from '../codec/bot-answer.js';
import { type Envelope, readEnvelope, type Self } from '../codec/envelope.js';
import type { Ignored } from '../context/ignored.js';
import { continuesBot, keep } from '../wire/stanza.js';
import type { InboundMessages } from './inbound-messages.js';

/**
 * Records the answers of bots such as Meta AI. An answer that is shown while it is being written arrives in parts, each with
 * the whole text so far: the first becomes a message, and the last its edit.
 */
export class BotAnswers {
  constructor(
    private readonly storage: Storage,
    private readonly messages: InboundMessages,
    private readonly clock: Clock,
    private readonly ignored: Ignored,
  ) {}

  /**
   * Records an answer, as a message without content if it cannot be decrypted.
   * @returns whether this device has all that it needs of it
   * @throws if it cannot be written: the stanza must not be acknowledged then
   */
  async record(node: BinaryNode, self: Self): Promise<boolean> {
    const answer = readBotAnswer(node);
    if (answer?.part === 'inner') {
      this.ignored.note('message/bot');
      return true;
    }
    const envelope = readEnvelope(keep(node), self, this.clock.now());
    if (!envelope) {
      this.ignored.note('message/other');
      return false;
    }
    const read = await this.storage.database.write((write) =>
      this.write(write, envelope, answer, self, node),
    );
    if (!read && continuesBot(node)) this.ignored.note('message/bot');
    return read;
  }

  private async write(
    write: Write,
    envelope: Envelope,
    answer: BotAnswer | undefined,
    self: Self,
    node: BinaryNode,
  ): Promise<boolean> {
    const read = answer !== undefined && (await this.messages.recordAnswer(write, envelope, answer, self));
    if (!read && !continuesBot(node))
      await this.messages.recordUnreadable(write, envelope, self, 'not_decrypted');
    return read;
  }
}
