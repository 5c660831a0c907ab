import type { ChatJid, MessageRow } from '#libs/storage';
import type { Content, Said } from '../codec/content.js';
import type { Envelope, Self } from '../codec/envelope.js';
import type { PhoneBook, referencePayload } from '../codec/message.js';

/** A message and what is known about it. */
export interface Heard {
  envelope: Envelope;
  self: Self;
  book: PhoneBook;
  chat: ChatJid;
  sender: ChatJid;
}

/** A message about an earlier message (`target`), which may be unknown. */
export interface AboutTarget extends Heard {
  target: MessageRow | undefined;
  reference: ReturnType<typeof referencePayload>;
}

/** The content of a message about an earlier message. */
export type About = Exclude<Said, Content | { kind: 'nothing' }>;
