import { type AddressGuard, OutboundRefused } from '#libs/outbound';
import type { ApiFault } from '../http/fault.js';
import { INLINE_MAX_BYTES } from '../http/media-body.js';
import { mediaFault, mediaTooLarge } from './media-fault.js';

/** Signed URLs are long. */
const LONGEST_URL = 8192;
/** `data:`, a type with parameters and `;base64`, in characters. */
const LONGEST_DATA_HEAD = 512;

const SCHEME = /^[a-z][a-z\d+.-]*:/i;
const DATA_HEAD = /^data:([^;,]*(?:;[^;,]*)*);base64$/i;
/** What the parser of URLs drops without a word. */
const DROPPED = /[\s\p{Cc}]/u;
const NOT_BASE64 = /[^A-Za-z\d+/]/;
/** `/etc/crontab` is proper base64, and never meant as such. */
const PATH = /^(?:\/[A-Z]?[a-z\d]+)+\/?$/;

/** Where the field `media` of a JSON body says that the bytes are. */
export type MediaSource = { kind: 'url'; url: string } | { kind: 'inline'; bytes: Buffer; hint?: string };

export interface SourceRules {
  guard: AddressGuard;
  /** Plain http is refused. */
  httpsOnly: boolean;
  /** Largest medium, in bytes. */
  maxBytes: number;
}

/**
 * Reads the field `media` of a JSON body: a web URL, a data: URI in base64, or base64. Nothing else is taken,
 * and no path ever leads to a file.
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

/** An address that is forbidden passes here: whether it is may show only once its name is resolved. */
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

/** Node's decoder skips what it does not know; here every character has to count. */
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
