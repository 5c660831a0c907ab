import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { isGroup, isNewsletter } from '../wire/jids.js';
import { beginsWithBotAnswer, childrenOf } from '../wire/stanza.js';

/** The servers of people, in JIDs. */
const PEOPLE = ['@s.whatsapp.net', '@lid', '@hosted', '@hosted.lid'];

/**
 * Whether Baileys refuses a message before it decrypts it, because of its attributes (its `decodeMessageNode` throws) or its
 * first ciphertext, or takes a plain text that only channels may send.
 * @param own JIDs of the account
 */
export function isRefusedByBaileys(node: BinaryNode, own: readonly string[]): boolean {
  const { id, from, participant, recipient } = node.attrs;
  if (!id || !from || childrenOf(node, 'plaintext').length > 0 || beginsWithBotAnswer(node)) return true;
  if (PEOPLE.some((server) => from.endsWith(server)))
    // Only the account itself names a recipient. A bot may be one of anybody.
    return Boolean(recipient) && !recipient?.endsWith('@bot') && !isFromOneOf(node, own);
  if (isGroup(from) || from.endsWith('@broadcast')) return !participant;
  return !isNewsletter(from);
}

/** @param jids of people */
export function isFromOneOf({ attrs }: BinaryNode, jids: readonly string[]): boolean {
  return jids.some((jid) => isSameUser(jid, attrs['from'] ?? ''));
}

/** Takes from a stanza the claim that it is for this device alone, which only our own phone may make. */
export function denyPeer(node: BinaryNode): void {
  if (node.attrs['category'] === 'peer') delete node.attrs['category'];
}

/** Baileys compares the user parts alone (its `areJidsSameUser`). */
function isSameUser(one: string, other: string): boolean {
  return userOf(one) === userOf(other);
}

function userOf(jid: string): string | undefined {
  return jid.includes('@') ? /^[^@:_]*/.exec(jid)?.[0] : undefined;
}

/**
 * Removes certificates of business names that do not decode. Baileys decodes them where an error fails the whole message (its
 * `decryptMessageNode`), which it refuses then.
 */
export function dropWrongCertificates(node: BinaryNode): void {
  if (!Array.isArray(node.content)) return;
  node.content = node.content.filter(({ tag, content }) => tag !== 'verified_name' || isCertificate(content));
}

function isCertificate(content: BinaryNode['content']): boolean {
  if (!(content instanceof Uint8Array)) return true;
  try {
    const { details } = proto.VerifiedNameCertificate.decode(content);
    if (!details) return false;
    proto.VerifiedNameCertificate.Details.decode(details);
    return true;
  } catch {
    return false;
  }
}
