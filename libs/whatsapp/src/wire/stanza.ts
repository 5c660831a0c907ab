import { createHash } from 'node:crypto';
import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Unavailable } from '#libs/events';
import { isObject, parsed } from '#libs/storage';
import { isNewsletter, isStatus } from './jids.js';

/** A stanza or a part of one, as it is stored. The content is text, bytes in base64, or children. */
export interface KeptNode {
  tag: string;
  attrs: Record<string, string>;
  text?: string;
  bytes?: string;
  children?: KeptNode[];
}

/** Tag whose content is a ciphertext. It is stored separately, decrypted, and useless afterwards. */
const CIPHERTEXT = 'enc';

/** Converts a stanza for storage, without its ciphertexts. */
export function keep(node: BinaryNode): KeptNode {
  const kept: KeptNode = { tag: node.tag, attrs: { ...node.attrs } };
  const { content } = node;
  if (Array.isArray(content)) kept.children = content.map(keep);
  else if (node.tag === CIPHERTEXT) return kept;
  else if (typeof content === 'string') kept.text = content;
  else if (content) kept.bytes = Buffer.from(content).toString('base64');
  return kept;
}

/** Restores a stored stanza, without its ciphertexts. */
export function restore(kept: KeptNode): BinaryNode {
  const node: BinaryNode = { tag: kept.tag, attrs: { ...kept.attrs } };
  if (kept.children) node.content = kept.children.map(restore);
  else if (kept.text !== undefined) node.content = kept.text;
  else if (kept.bytes !== undefined) node.content = Buffer.from(kept.bytes, 'base64');
  return node;
}

/** Parses the JSON of a stanza that {@link keep} converted. */
export function parseKept(json: string): KeptNode {
  return parsed(json, isKeptNode);
}

function isKeptNode(value: unknown): value is KeptNode {
  return isObject(value) && 'tag' in value && 'attrs' in value;
}

/** A stanza without its children of a kind. */
export function without({ tag, attrs, content }: BinaryNode, kind: string): BinaryNode {
  return {
    tag,
    attrs,
    content: Array.isArray(content) ? content.filter((child) => child.tag !== kind) : content,
  };
}

export function childrenOf(node: BinaryNode, tag: string): BinaryNode[] {
  return Array.isArray(node.content) ? node.content.filter((child) => child.tag === tag) : [];
}

/** The content of a node as bytes. The codec returns some short contents as text. */
export function bytesOf({ content }: BinaryNode): Buffer | undefined {
  return content === undefined || Array.isArray(content) ? undefined : Buffer.from(content);
}

/** The content of a node as text. */
export function textOf(node: BinaryNode): string | undefined {
  return bytesOf(node)?.toString('utf8');
}

/** Kinds of messages that linked devices do not get, and Baileys does not request from our phone (its `handleMessage`). */
const KEPT_FROM_COMPANIONS: ReadonlyMap<string | undefined, Unavailable> = new Map([
  ['bot_unavailable_fanout', 'not_decrypted'],
  ['hosted_unavailable_fanout', 'not_decrypted'],
  ['view_once_unavailable_fanout', 'view_once'],
  ['view_once', 'view_once'],
]);
/** Type of the ciphertext of a bot, which is sealed with the secret of the message that it answers. */
const FROM_BOT = 'msmsg';
/** Parts of a bot's answer after the first, while it is being written (whatsmeow, `BotEditType`). */
const BOT_CONTINUES = new Set<string | undefined>(['inner', 'last']);

/**
 * Why a `<message>` has no content that this device can read; undefined if it has, or may still get it.
 */
export function unavailableIn(node: BinaryNode): Unavailable | undefined {
  if (childrenOf(node, 'enc').length > 0) return undefined;
  for (const { attrs } of childrenOf(node, 'unavailable')) {
    const why = KEPT_FROM_COMPANIONS.get(attrs['type']);
    if (why) return why;
  }
  return undefined;
}

/** Whether a `<message>` has nothing but the answer of a bot. */
export function isBotAnswer(node: BinaryNode): boolean {
  const sealed = childrenOf(node, 'enc');
  return sealed.length > 0 && sealed.every(isFromBot);
}

/**
 * Whether a `<message>` begins with the answer of a bot. Baileys refuses it then, whatever else is in it (its `handleMessage`).
 */
export function beginsWithBotAnswer(node: BinaryNode): boolean {
  return childrenOf(node, 'enc').slice(0, 1).some(isFromBot);
}

/** Whether a `<message>` continues the answer of a bot that was begun in an earlier one. */
export function continuesBot(node: BinaryNode): boolean {
  return childrenOf(node, 'bot').some(({ attrs }) => BOT_CONTINUES.has(attrs['edit']));
}

/**
 * Whether a `<message>` is a status post that Baileys would refuse. WhatsApp's server withholds everything behind a post that
 * was refused, at every login.
 */
export function isUnreadablePost(node: BinaryNode): boolean {
  const { from = '', participant } = node.attrs;
  if (!isStatus(from)) return false;
  return !participant || beginsWithBotAnswer(node) || !childrenOf(node, 'enc').some(isCiphertext);
}

function isCiphertext({ attrs, content }: BinaryNode): boolean {
  return DECRYPTED.has(attrs['type']) && content instanceof Uint8Array;
}

/** Whether a ciphertext is the answer of a bot. */
export function isFromBot({ attrs }: BinaryNode): boolean {
  return attrs['type'] === FROM_BOT;
}

/** Types of ciphertexts that Baileys decrypts. */
const DECRYPTED = new Set<string | undefined>(['pkmsg', 'msg', 'skmsg']);

/** Whether a `<message>` has no content that this device could decrypt, so that only our phone can read it. */
export function isPlaceholder(node: BinaryNode): boolean {
  const { from = '', category } = node.attrs;
  if (category === 'peer' || isStatus(from) || isNewsletter(from)) return false;
  if (childrenOf(node, 'plaintext').length > 0 || childrenOf(node, 'enc').some(isCiphertext)) return false;
  return unavailableIn(node) === undefined;
}

/** The attributes that identify a stanza in the inbox, without its ciphertexts. */
export function sourceOf(
  node: BinaryNode | undefined,
): { stanza_from: string; participant: string; stanza_id: string } | undefined {
  const { from, participant = '', id } = node?.attrs ?? {};
  return from && id ? { stanza_from: from, participant, stanza_id: id } : undefined;
}

/** SHA-256 in hex, which distinguishes the ciphertexts of one stanza id. */
export function digestOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
