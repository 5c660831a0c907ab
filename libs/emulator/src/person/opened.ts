import { normalizeMessageContent } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { optionsOf, pollIn } from '../kinds/poll.js';
import { openEdit, openVote, type SealContext } from '../kinds/sealed.js';
import { secretIn } from '../kinds/text.js';
import type { Envelope } from '../stanzas/envelope.js';
import { type Content, type MessageReference, readContent } from './content.js';
import type { MessagePlace } from './originals.js';

type SealedContent = Extract<Content, { kind: 'sealed' }>;

/** What a phone sees in a message once what is sealed is open. */
export type OpenContent = Exclude<Content, SealedContent>;

function open(
  account: Account,
  { sender, recipient, addressing }: Envelope,
  content: SealedContent,
  place: MessagePlace,
): OpenContent {
  const { target, sealed } = content;
  const original = account.originals.find(place)?.message;
  const secret = original && secretIn(original);
  if (!original || !secret) throw new Error('there is no such message, or it has no secret');
  const author = (target.fromMe ? sender : recipient).jid(addressing);
  const context: SealContext = { secret, messageId: target.id, author, speaker: sender.jid(addressing) };
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
 * @param targetOf where the message that the sender speaks of is
 */
export function opened(
  account: Account,
  envelope: Envelope,
  content: Content,
  targetOf: (target: MessageReference) => MessagePlace,
): OpenContent {
  if (content.kind !== 'sealed') return content;
  try {
    return open(account, envelope, content, targetOf(content.target));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'unopened', type: content.holds, target: content.target, reason };
  }
}
