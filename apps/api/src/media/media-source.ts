import { LIMITS } from '#libs/config';
import { type AddressGuard, OutboundRefused } from '#libs/outbound';
import type { ApiFault } from '../http/fault.js';
import { INLINE_MAX_BYTES } from '../http/media-body.js';
import { mediaFault, mediaTooLarge } from './media-fault.js';

/** The longest media URL, in characters: signed URLs are long. */
const LONGEST_URL = LIMITS.urlCharacters;
/** The longest head of a data: URI, which is `data:`, a media type with parameters and `;base64`. In characters. */
const LONGEST_DATA_HEAD = 512;

const SCHEME = /^[a-z][a-z\d+.-]*:/i;
const DATA_HEAD = /^data:([^;,]*(?:;[^;,]*)*);base64$/i;
/** Characters that the URL parser silently drops. */
const DROPPED = /[\s\p{Cc}]/u;
const NOT_BASE64 = /[^A-Za-z\d+/]/;
/** A path such as `/etc/crontab` is valid base64, but never meant as such. */
const PATH = /^(?:\/[A-Z]?[a-z\d]+)+\/?$/;

/** Where the field `media` of a JSON body says the bytes are. */
export type MediaSource = { kind: 'url'; url: string } | { kind: 'inline'; bytes: Buffer; hint?: string };

export interface SourceRules {
  guard: AddressGuard;
  /** Whether plain http is refused. */
  httpsOnly: boolean;
  /** Size of the largest file, in bytes. */
  maxBytes: number;
}

/**
 * Reads the field `media` of a JSON body: a web URL, a data: URI in base64, or base64. Nothing else is accepted; in
 * particular, a path never leads to a file.
 * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE
 */
export async function readSource(media: unknown, rules: SourceRules): Promise<MediaSource> {
  if (media === undefined) throw mediaFault('is required');
  if (typeof media !== 'string') throw mediaFault('must be a string');
  if (media === '') throw mediaFault('must not be empty');
  const scheme = SCHEME.exec(media.slice(0, 64))?.[0].toLowerCase();
  if (scheme === 'http:' || scheme === 'https:') return { kind: 'url', url: checkedUrl(media, rules) };
  if (scheme === 'data:') return fromDataUri(media, rules.maxBytes);
  if (scheme !== undefined || (media.length < LONGEST_URL && PATH.test(media))) throw unusable();
  return { kind: 'inline', bytes: decoded(media, rules.maxBytes) };
}

/** Checks a media URL. A forbidden address passes here: whether it is one may show only when its name is resolved. */
function checkedUrl(url: string, { guard, httpsOnly }: SourceRules): string {
  if (url.length > LONGEST_URL) throw mediaFault(`must be a URL of at most ${LONGEST_URL} characters`);
  if (DROPPED.test(url)) throw mediaFault('must not contain spaces or control characters');
  try {
    guard.checkUrl(url);
  } catch (error) {
    if (!(error instanceof OutboundRefused)) throw error;
    if (error.reason !== 'blocked_address') throw mediaFault(error.message);
  }
  if (httpsOnly && new URL(url).protocol !== 'https:') throw mediaFault('must be an https URL');
  return url;
}

function fromDataUri(uri: string, maxBytes: number): MediaSource {
  const comma = uri.slice(0, LONGEST_DATA_HEAD).indexOf(',');
  const hint = comma < 0 ? undefined : DATA_HEAD.exec(uri.slice(0, comma))?.[1];
  if (hint === undefined) throw mediaFault('must be a data: URI in base64');
  const bytes = decoded(uri.slice(comma + 1), maxBytes);
  return { kind: 'inline', bytes, ...(hint !== '' && { hint }) };
}

/** Decodes base64 strictly: Node's decoder skips unknown characters. */
function decoded(text: string, maxBytes: number): Buffer {
  if (text === '') throw mediaFault('must not be empty');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const size = (text.length / 4) * 3 - padding;
  const limit = Math.min(maxBytes, INLINE_MAX_BYTES);
  if (size > limit) throw mediaTooLarge(limit);
  const digits = text.slice(0, text.length - padding);
  if (text.length % 4 !== 0 || digits.length === 0 || NOT_BASE64.test(digits)) throw unusable();
  return Buffer.from(text, 'base64');
}

function unusable(): ApiFault {
  return mediaFault('must be a URL, a data: URI in base64, or base64 (RFC 4648, padded, on one line)');
}
