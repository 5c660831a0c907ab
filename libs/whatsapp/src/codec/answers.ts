import type { proto } from '@whiskeysockets/baileys';
import type { Told } from './said.js';

/** An answer to a question in a status post. */
export function readStatusAnswer({ key, text }: proto.Message.IStatusQuestionAnswerMessage): Told {
  return { text: text || undefined, answers: quotedBy(key, true) };
}

/** An answer to a question in a channel. */
export function readQuestionAnswer({ key, text }: proto.Message.IQuestionResponseMessage): Told {
  return { text: text || undefined, answers: quotedBy(key) };
}

/** A status post that quotes another one. */
export function readStatusQuote({ originalStatusId, text }: proto.Message.IStatusQuotedMessage): Told {
  return { text: text || undefined, answers: quotedBy(originalStatusId, true) };
}

function quotedBy(key: proto.IMessageKey | null | undefined, isStatus?: true): Told['answers'] {
  return key?.id ? { id: key.id, participant: key.participant || undefined, isStatus } : undefined;
}
