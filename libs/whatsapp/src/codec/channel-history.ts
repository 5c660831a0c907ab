import { createHash } from 'node:crypto';
import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import { childrenOf, bytesOf, keep, type KeptNode } from '../wire/stanza.js';
import { readChannelPost } from './channel-post.js';

/** A post in the history of a channel. */
export interface HistoryPost {
  serverId: number;
  /** The stanza, as if the post had just been delivered. */
  stanza: KeptNode;
  /** Undefined if the post was deleted, or its content cannot be read. */
  message?: proto.IMessage;
  deleted: boolean;
  /** Epoch ms. */
  editedAt?: number;
  views?: number;
  forwards?: number;
  reactions: { emoji: string; count: number }[];
  /** The counts of a poll, by SHA-256 of the option in hex. */
  votes: Map<string, number>;
}

/**
 * Reads an answer to `<messages type=jid jid count before>` (whatsmeow `parseNewsletterMessages`, whatsapp-rust
 * `parse_newsletter_messages_response`). Posts without a number are left out: nothing can refer to them.
 */
export function readHistory(answer: BinaryNode, channel: string): HistoryPost[] {
  const [messages] = childrenOf(answer, 'messages');
  return messages ? childrenOf(messages, 'message').flatMap((node) => readPost(node, channel) ?? []) : [];
}

function readPost(node: BinaryNode, channel: string): HistoryPost | undefined {
  const serverId = count(node.attrs['server_id']);
  if (serverId === undefined) return undefined;
  const kept = keep(node);
  const stanza = { ...kept, attrs: { ...kept.attrs, from: channel } };
  const deleted = node.attrs['edit'] === '8';
  const [meta] = childrenOf(node, 'meta');
  const [reactions] = childrenOf(node, 'reactions');
  const [votes] = childrenOf(node, 'votes');
  return {
    serverId,
    stanza,
    message: deleted ? undefined : readChannelPost(stanza)?.message,
    deleted,
    editedAt: count(meta?.attrs['msg_edit_t']),
    views: countOf(node, 'views_count'),
    forwards: countOf(node, 'forwards_count'),
    reactions: (reactions ? childrenOf(reactions, 'reaction') : []).flatMap(({ attrs }) => {
      const emoji = attrs['code'];
      return emoji ? [{ emoji, count: count(attrs['count']) ?? 0 }] : [];
    }),
    votes: new Map(
      (votes ? childrenOf(votes, 'vote') : []).flatMap((vote) => {
        const hash = bytesOf(vote)?.toString('hex');
        const counted = count(vote.attrs['count']);
        return hash === undefined || counted === undefined ? [] : [[hash, counted] as const];
      }),
    ),
  };
}

/** The key of an option of a poll in the counts of the server. */
export function optionHash(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

function countOf(node: BinaryNode, tag: string): number | undefined {
  return count(childrenOf(node, tag)[0]?.attrs['count']);
}

function count(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && text !== '' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
