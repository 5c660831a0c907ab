import { createHash } from 'node:crypto';
import { isObject, parsed } from '#libs/storage';
import type { PasskeyRequest } from '../../codec/passkey.js';
import { invalid, type WhatsAppFault } from '../../faults.js';

/**
 * The answer of an authenticator: `toJSON()` of what `navigator.credentials.get` returned, as far as WhatsApp gets it.
 * All values are base64url.
 */
export interface PasskeyCredential {
  id: string;
  rawId: string;
  type: 'public-key';
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle?: string | null;
  };
}

/** Hash of the domain, flags and counter (WebAuthn, section 6.1). In bytes. */
const HASH_BYTES = 32;
const SHORTEST_DATA = 37;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

/**
 * Finds in a credential what WhatsApp would refuse, as far as it can be known without the passkey's public key: a credential
 * that does not answer the request must not leave this server.
 * @returns undefined if nothing is wrong
 */
export function credentialFault(
  credential: PasskeyCredential,
  request: PasskeyRequest,
): WhatsAppFault | undefined {
  const { id, rawId, response } = credential;
  if (id !== rawId) return invalid('rawId', 'must be the same as id');
  if (request.allowed.length > 0 && !request.allowed.some((each) => same(each, rawId)))
    return invalid('id', 'must be one of the passkeys that the request allows');
  return (
    clientDataFault(response.clientDataJSON, request) ??
    authenticatorFault(response.authenticatorData, request)
  );
}

/** The credential as WhatsApp Web sends it, and nothing more: a browser adds fields that tell about its machine. */
export function assertionOf({ id, rawId, type, response }: PasskeyCredential): Buffer {
  const { clientDataJSON, authenticatorData, signature, userHandle = null } = response;
  return Buffer.from(
    JSON.stringify({
      id,
      rawId,
      type,
      response: { clientDataJSON, authenticatorData, signature, userHandle: userHandle || null },
    }),
  );
}

export function credentialIdOf({ rawId }: PasskeyCredential): Buffer {
  return Buffer.from(rawId, 'base64url');
}

function clientDataFault(text: string, { challenge, rpId }: PasskeyRequest): WhatsAppFault | undefined {
  const field = 'response.clientDataJSON';
  let data: object;
  try {
    data = parsed(Buffer.from(text, 'base64url').toString('utf8'), isObject);
  } catch {
    return invalid(field, 'must be JSON in base64url');
  }
  const { type, challenge: answered, origin } = Object(data);
  if (type !== 'webauthn.get') return invalid(field, 'must have the type webauthn.get');
  if (typeof answered !== 'string' || !same(answered, challenge))
    return invalid(field, 'answers another request; fetch the current one with GET passkey');
  if (!isOriginOf(origin, rpId))
    return invalid(field, `must come from a page of ${rpId}, such as https://web.${rpId}`);
  return undefined;
}

function authenticatorFault(text: string, { rpId, verifiesUser }: PasskeyRequest): WhatsAppFault | undefined {
  const field = 'response.authenticatorData';
  const data = Buffer.from(text, 'base64url');
  if (data.length < SHORTEST_DATA) return invalid(field, `must have at least ${SHORTEST_DATA} bytes`);
  if (!data.subarray(0, HASH_BYTES).equals(createHash('sha256').update(rpId).digest()))
    return invalid(field, `must belong to a passkey of ${rpId}`);
  const flags = data[HASH_BYTES] ?? 0;
  if ((flags & USER_PRESENT) === 0) return invalid(field, 'must say that the owner was present');
  if (verifiesUser && (flags & USER_VERIFIED) === 0)
    return invalid(field, 'must say that the owner was verified, by fingerprint, face or PIN');
  return undefined;
}

function same(one: string, other: string): boolean {
  return Buffer.from(one, 'base64url').equals(Buffer.from(other, 'base64url'));
}

function isOriginOf(origin: unknown, domain: string): boolean {
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' && (hostname === domain || hostname.endsWith(`.${domain}`));
}
