import { normalizeMessageContent } from '@whiskeysockets/baileys';
import { type Account, ADDRESSINGS } from '../accounts/account.js';
import { optionsOf, pollIn } from '../content/poll.js';
import { answerOf, eventOf } from '../content/calendar.js';
import { openEdit, openEventAnswer, openEventEdit, openVote, type SealContext } from '../content/sealed.js';
import { secretIn } from '../content/text.js';
import type { Envelope } from '../chats/envelope.js';
import { type Content, readContent } from '../content/content.js';
import type { MessagePlace } from '../accounts/originals.js';

type SealedContent = Extract<Content, { kind: 'sealed' }>;

/** The content of a message after decryption of sealed votes and edits. */
export type OpenContent = Exclude<Content, SealedContent>;

/** The message that another one refers to. */
export interface Target {
  place: MessagePlace;
  author: Account;
}

/**
 * Tries the addresses that a client may have encrypted with: either side's LID or phone number, whatever addressing
 * the chat has. @throws Error when none fits
 */
function unsealed<T>(
  author: Account,
  sender: Account,
  attempt: (jids: Pick<SealContext, 'author' | 'speaker'>) => T,
): T {
  let failure: unknown;
  for (const theirs of ADDRESSINGS)
    for (const ours of ADDRESSINGS)
      try {
        return attempt({ author: author.jid(theirs), speaker: sender.jid(ours) });
      } catch (error) {
        failure ??= error;
      }
  throw failure;
}

function open(
  account: Account,
  { sender }: Envelope,
  content: SealedContent,
  { place, author }: Target,
): OpenContent {
  const { target, sealed } = content;
  const original = account.originals.find(place)?.message;
  const secret = original && secretIn(original);
  if (!original || !secret) throw new Error('the original message is unknown or has no secret');
  if (content.holds === 'vote') {
    const poll = pollIn(normalizeMessageContent(original) ?? original);
    if (!poll) throw new Error('the original message is not a poll');
    const vote = unsealed(author, sender, (jids) =>
      openVote(sealed, { secret, messageId: target.id, ...jids }),
    );
    return { kind: 'vote', target, options: optionsOf(poll, vote) };
  }
  if (content.holds === 'event_answer') {
    const given = unsealed(author, sender, (jids) =>
      answerOf(openEventAnswer(sealed, { secret, messageId: target.id, ...jids })),
    );
    return { kind: 'event_answer', target, ...given };
  }
  if (content.holds === 'event_edit') {
    const changed = unsealed(author, sender, (jids) =>
      eventOf(openEventEdit(sealed, { secret, messageId: target.id, ...jids })),
    );
    if (!changed) throw new Error('the content is not the change of an event');
    return { kind: 'event_edit', target, event: changed };
  }
  const edit = readContent(
    unsealed(author, sender, (jids) => openEdit(sealed, { secret, messageId: target.id, ...jids })),
  );
  if (edit.kind !== 'edit' || edit.target.id !== target.id)
    throw new Error('the content is not an edit of that message');
  return edit;
}

/**
 * Decrypts a sealed vote or edit with the secret of the original message. Returns other content unchanged.
 * @param target the original message
 */
export function opened(
  account: Account,
  envelope: Envelope,
  content: Content,
  target: Target | undefined,
): OpenContent {
  if (content.kind !== 'sealed') return content;
  try {
    if (!target) throw new Error('the author of the original message is unknown');
    return open(account, envelope, content, target);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'unopened', type: content.holds, target: content.target, reason };
  }
}
