import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { isObject, parsed } from '#libs/storage';
import { bytesOf, childrenOf, textOf } from '../wire/stanza.js';

/** WhatsApp's request for a passkey, made by the companion linking of WhatsApp Web ("Shortcake"). */
export interface PasskeyRequest {
  /** WebAuthn request options as WhatsApp sent them, for `navigator.credentials.get`; binary values are base64url. */
  options: Record<string, unknown>;
  /** Base64url. */
  challenge: string;
  /** Domain that the passkey belongs to. */
  rpId: string;
  /** How long the request can be answered. */
  timeoutMs: number;
  /** Whether the owner must prove to the authenticator who they are. */
  verifiesUser: boolean;
  /** Ids of the passkeys that may answer, in base64url; empty: any passkey of the domain. */
  allowed: readonly string[];
}

/** The phone's part in the exchange of keys. */
export interface PrimaryIdentity {
  /** X25519 public key, 32 bytes. */
  publicKey: Buffer;
  /** 32 bytes. */
  nonce: Buffer;
}

/** The tag that carries the request in the notification, and names the query for it. */
export const PASSKEY_OPTIONS = 'passkey_request_options';

/** WhatsApp Web takes no larger request. In bytes. */
const LARGEST_OPTIONS = 4_096;
/** What WhatsApp sets, for a request that does not say how long it is valid. */
const DEFAULT_TIMEOUT_MS = 600_000;
const LONGEST_TIMEOUT_MS = 3_600_000;
const SHORTEST_TIMEOUT_MS = 1_000;
const KEY_BYTES = 32;

/**
 * Reads the options in the notification `passkey_prologue_request`, or in the answer to a query for them.
 * @returns undefined if the node has no options, or no authenticator could answer them
 */
export function readPasskeyRequest(node: BinaryNode): PasskeyRequest | undefined {
  const [child] = childrenOf(node, PASSKEY_OPTIONS);
  const bytes = child && bytesOf(child);
  if (!bytes || bytes.length > LARGEST_OPTIONS) return undefined;
  let options: Record<string, unknown>;
  try {
    options = parsed(bytes.toString('utf8'), isRecord);
  } catch {
    return undefined;
  }
  const { challenge, rpId, timeout, userVerification, allowCredentials } = options;
  if (typeof challenge !== 'string' || challenge === '' || typeof rpId !== 'string' || rpId === '')
    return undefined;
  const ids: unknown[] = Array.isArray(allowCredentials)
    ? allowCredentials.map((each: unknown) => (isRecord(each) ? each['id'] : undefined))
    : [];
  return {
    options,
    challenge,
    rpId,
    timeoutMs: timeoutOf(timeout),
    verifiesUser: userVerification === 'required',
    allowed: ids.filter((id) => typeof id === 'string'),
  };
}

/** Reads the phone's answer in the notification `crsc_continuation`. @returns undefined if it is unusable */
export function readPrimaryIdentity(node: BinaryNode): PrimaryIdentity | undefined {
  const [child] = childrenOf(node, 'primary_ephemeral_identity');
  const bytes = child && bytesOf(child);
  if (!bytes) return undefined;
  try {
    const { publicKey, nonce } = proto.PrimaryEphemeralIdentity.decode(bytes);
    if (publicKey?.length !== KEY_BYTES || nonce?.length !== KEY_BYTES) return undefined;
    return { publicKey: Buffer.from(publicKey), nonce: Buffer.from(nonce) };
  } catch {
    return undefined;
  }
}

/** Reads the answer to the query `ref`. */
export function readRef(answer: BinaryNode): string | undefined {
  const [ref] = childrenOf(answer, 'ref');
  return (ref && textOf(ref)) || undefined;
}

function timeoutOf(timeout: unknown): number {
  if (typeof timeout !== 'number' || !Number.isFinite(timeout)) return DEFAULT_TIMEOUT_MS;
  return Math.min(Math.max(Math.round(timeout), SHORTEST_TIMEOUT_MS), LONGEST_TIMEOUT_MS);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}
