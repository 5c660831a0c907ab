import type { Account } from '../accounts/account.js';
import { chatKey, type Envelope, otherSide } from '../chats/envelope.js';
import type { MessageContent } from '../content/content.js';
import { Group } from '../groups/group.js';
import type { Complaints } from '../reports/complaints.js';
import { addressingOf } from '../wire/jid.js';

/** Looks at what companions of others write, as people do who see how it appears on their phones. */
export class Critic {
  constructor(private readonly complaints: Complaints) {}

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

  private complain({ sender, id, recipient }: Envelope, kind: 'timer' | 'mentions', detail: string): void {
    const chat = chatKey(recipient);
    this.complaints.record({ kind, from: sender.phone, messageId: id, chat, detail });
  }
}
