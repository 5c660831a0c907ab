import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Fields } from '../state/fields.js';
import type { Json } from '../state/state-file.js';
import { stanza } from '../wire/stanza.js';

/** How a post was changed: `3` edited, `8` deleted (whatsmeow, `EditAttributeAdminEdit` and `EditAttributeAdminRevoke`). */
export const POST_EDITS = ['3', '8'] as const;

/** A post in a channel, as the server keeps it: nothing of it is encrypted. */
export interface Post {
  /** Chosen by the author. */
  id: string;
  /** Number of the post in its channel. */
  serverId: number;
  /** Phone of the author. */
  by: string;
  /** Seconds. */
  at: number;
  /** As in the stanza: `text`, `media` or `poll`. */
  type: string;
  /** What the file is; undefined for texts. */
  mediatype?: string;
  /** Names the upload of the file. */
  mediaId?: string;
  /** `creation` for polls. */
  polltype?: string;
  /** A message; empty once it is deleted. */
  plaintext: Buffer;
  edit?: (typeof POST_EDITS)[number];
  /** Milliseconds. */
  editedAt?: number;
  /** Emoji by phone. */
  reactions: Map<string, string>;
  /** The options that were chosen in a poll, as SHA-256 in hex, by phone. */
  votes: Map<string, string[]>;
  views: number;
  forwards: number;
}

export function readPost(fields: Fields): Post {
  const reactions = fields.records('reactions');
  const votes = fields.records('votes');
  return {
    id: fields.text('id'),
    serverId: fields.integer('serverId'),
    by: fields.text('by'),
    at: fields.integer('at'),
    type: fields.text('type'),
    mediatype: fields.optionalText('mediatype'),
    mediaId: fields.optionalText('mediaId'),
    polltype: fields.optionalText('polltype'),
    plaintext: fields.bytes('plaintext'),
    edit: fields.optionalOneOf('edit', POST_EDITS),
    editedAt: fields.optionalInteger('editedAt'),
    reactions: new Map(reactions.map((each) => [each.text('phone'), each.text('emoji')])),
    votes: new Map(votes.map((each) => [each.text('phone'), each.texts('options')])),
    views: fields.integer('views'),
    forwards: fields.integer('forwards'),
  };
}

export function postJson({ plaintext, reactions, votes, ...rest }: Post): Json {
  return {
    ...rest,
    plaintext: plaintext.toString('base64'),
    reactions: [...reactions].map(([phone, emoji]) => ({ phone, emoji })),
    votes: [...votes].map(([phone, options]) => ({ phone, options })),
  };
}

/** How often each emoji was chosen. */
export function reactionCounts({ reactions }: Post): Map<string, number> {
  const counts = new Map<string, number>();
  for (const emoji of reactions.values()) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  return counts;
}

/** How often each option of a poll was chosen, by its SHA-256 in hex. */
export function voteCounts({ votes }: Post): Map<string, number> {
  const counts = new Map<string, number>();
  for (const option of [...votes.values()].flat()) counts.set(option, (counts.get(option) ?? 0) + 1);
  return counts;
}

/**
 * A post in the history of its channel (whatsapp-rust `parse_newsletter_messages_response`, whatsmeow
 * `parseNewsletterMessages`). Counts of zero are left out.
 * @param reader phone of whoever asks
 */
export function historyNode(post: Post, reader: string): BinaryNode {
  const own = post.by === reader;
  return stanza(
    'message',
    {
      id: post.id,
      server_id: post.serverId,
      t: post.at,
      type: post.type,
      edit: post.edit,
      is_sender: own ? 'true' : undefined,
    },
    [...metaNodes(post), ...countNodes(post), plaintextNode(post)],
  );
}

/** The counts of a post, as live updates have them, too. */
export function countNodes(post: Post): BinaryNode[] {
  const reactions = [...reactionCounts(post)].map(([code, count]) => stanza('reaction', { code, count }));
  const votes = [...voteCounts(post)].map(([hash, count]) =>
    stanza('vote', { count }, Buffer.from(hash, 'hex')),
  );
  return [
    ...(votes.length > 0 ? [stanza('votes', {}, votes)] : []),
    ...(post.views > 0 ? [stanza('views_count', { count: post.views })] : []),
    ...(post.forwards > 0 ? [stanza('forwards_count', { count: post.forwards })] : []),
    ...(reactions.length > 0 ? [stanza('reactions', {}, reactions)] : []),
  ];
}

export function metaNodes({ polltype, at, editedAt }: Post): BinaryNode[] {
  const edited = editedAt === undefined ? {} : { original_msg_t: at, msg_edit_t: editedAt };
  const attributes = { polltype, ...edited };
  return polltype === undefined && editedAt === undefined ? [] : [stanza('meta', attributes)];
}

export function plaintextNode({ mediatype, plaintext }: Post): BinaryNode {
  return stanza('plaintext', { mediatype }, plaintext.length > 0 ? plaintext : undefined);
}
