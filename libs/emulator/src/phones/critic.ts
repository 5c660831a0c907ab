import { createHash } from 'node:crypto';
import type { Account } from '../accounts/account.js';
import { chatKey, type Envelope, otherSide } from '../chats/envelope.js';
import { type MessagePlace, placeKey } from '../accounts/originals.js';
import type { Content, MessageContent } from '../content/content.js';
import type { OpenContent } from './opened.js';
import { Group } from '../groups/group.js';
import type { Complaints } from '../reports/complaints.js';
import { addressingOf } from '../wire/jid.js';

/** How many messages are compared with those of the same id. */
const REMEMBERED = 20_000;

/** Looks at what companions of others write, as people do who see how it appears on their phones. */
export class Critic {
  /** What came under an id first, by reader, chat, author and id; the oldest is first. */
  private readonly seen = new Map<string, string>();

  constructor(private readonly complaints: Complaints) {}

  /**
   * Compares what comes under one id: a client may send a message again, but no other message. Phones show the first.
   * @param place of the message on the reader's phone
   */
  compare(reader: Account, envelope: Envelope, place: MessagePlace, content: Content): void {
    if (envelope.device === 0 || envelope.sender === reader) return;
    const key = `${reader.phone} ${placeKey(place)}`;
    const digest = createHash('sha256').update(JSON.stringify(content)).digest('base64');
    const before = this.seen.get(key);
    if (before !== undefined && before !== digest)
      this.complain(envelope, 'reused_id', 'another content under the id of an earlier message');
    if (before !== undefined) return;
    this.seen.set(key, digest);
    const [oldest] = this.seen.keys();
    if (this.seen.size > REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
  }

  /** @param reader owner of a phone that got the message */
  look(reader: Account, envelope: Envelope, content: MessageContent): void {
    if (envelope.device === 0 || envelope.sender === reader) return;
    const chat = otherSide(envelope, reader);
    const timer = chat instanceof Group ? chat.ephemeral : (reader.timers.get(chatKey(chat)) ?? 0);
    const { ephemeral = 0, mentions } = content;
    if (timer > 0 && ephemeral !== timer)
      this.complain(envelope, 'timer', `disappears after ${ephemeral} s instead of ${timer}`);
    const strange = mentions.filter((jid) => addressingOf(jid) !== envelope.addressing);
    if (chat instanceof Group && strange.length > 0)
      this.complain(envelope, 'mentions', `${strange.join()} in a group addressed by ${envelope.addressing}`);
  }

  /**
   * A stanza has to declare that it pins a message, or that the sender no longer lets others keep one (whatsmeow,
   * `getEditAttribute`).
   */
  checkStanza(reader: Account, envelope: Envelope, content: OpenContent): void {
    if (envelope.device === 0 || envelope.sender === reader) return;
    const undoesKeep = content.kind === 'keep' && !content.kept && content.target.fromMe;
    const edit = content.kind === 'pin' ? '2' : undoesKeep ? '7' : undefined;
    if (edit !== undefined && envelope.edit !== edit)
      this.complain(
        envelope,
        'edit',
        `the stanza has the edit ${envelope.edit ?? 'none'} instead of ${edit}`,
      );
  }

  private complain(
    { sender, id, recipient }: Envelope,
    kind: 'timer' | 'mentions' | 'reused_id' | 'edit',
    detail: string,
  ): void {
    const chat = chatKey(recipient);
    this.complaints.record({ kind, from: sender.phone, messageId: id, chat, detail });
  }
}
