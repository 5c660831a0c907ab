import { normalizeMessageContent } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { optionsOf, pollIn } from '../content/poll.js';
import { openEdit, openVote, type SealContext } from '../content/sealed.js';
import { secretIn } from '../content/text.js';
import type { Envelope } from '../chats/envelope.js';
import { type Content, readContent } from '../content/content.js';
import type { MessagePlace } from '../accounts/originals.js';

type SealedContent = Extract<Content, { kind: 'sealed' }>;

/** What a phone sees in a message once what is sealed is open. */
export type OpenContent = Exclude<Content, SealedContent>;

/** The message that another one speaks of. */
export interface Target {
  place: MessagePlace;
  author: Account;
}

function open(
  account: Account,
  { sender, addressing }: Envelope,
  content: SealedContent,
  { place, author }: Target,
): OpenContent {
  const { target, sealed } = content;
  const original = account.originals.find(place)?.message;
  const secret = original && secretIn(original);
  if (!original || !secret) throw new Error('there is no such message, or it has no secret');
  const jids = { author: author.jid(addressing), speaker: sender.jid(addressing) };
  const context: SealContext = { secret, messageId: target.id, ...jids };
  if (content.holds === 'vote') {
    const poll = pollIn(normalizeMessageContent(original) ?? original);
    if (!poll) throw new Error('the message is no poll');
    return { kind: 'vote', target, options: optionsOf(poll, openVote(sealed, context)) };
  }
  const edit = readContent(openEdit(sealed, context));
  if (edit.kind !== 'edit' || edit.target.id !== target.id) throw new Error('holds no edit of that message');
  return edit;
}

/**
 * Opens what is sealed with the secret of a message that the phone has; everything else stays as it is.
 * @param target the message that the sender speaks of
 */
export function opened(
  account: Account,
  envelope: Envelope,
  content: Content,
  target: Target | undefined,
): OpenContent {
  if (content.kind !== 'sealed') return content;
  try {
    if (!target) throw new Error('nobody knows whose message is meant');
    return open(account, envelope, content, target);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'unopened', type: content.holds, target: content.target, reason };
  }
}
