import { LIMITS } from '#libs/config';
import type { SigningSecrets } from './signature.js';
import { miawSignature, standardSignature } from './signature.js';

/** Headers by name. */
export type Headers = Record<string, string>;

/** What a header of ours holds, for the documentation. */
export interface HeaderDescription {
  /** A noun phrase, in Markdown. */
  description: string;
  example: string | number;
  /** When it is sent, if not always. */
  when?: string;
}

/** The headers of every attempt that a receiver works with: what the documentation says of them is made from here. */
export const WEBHOOK_HEADERS = {
  'X-Miaw-Instance': { description: 'the id of the instance', example: 'my-bot-1' },
  'X-Miaw-Event': { description: 'the name of the event', example: 'message' },
  'X-Miaw-Signature': {
    description:
      '`sha256=` and the hex HMAC-SHA256 of the exact bytes of the body, keyed with the webhook secret followed by the value of `X-Miaw-Timestamp`',
    example: `sha256=${'0'.repeat(64)}`,
  },
  'X-Miaw-Timestamp': {
    description: 'when this attempt was signed, in milliseconds since 1970',
    example: 1_735_118_400_000,
  },
  'X-Miaw-Delivery': {
    description: 'the id of the delivery, identical on every attempt; use it to deduplicate',
    example: 'dlv_0193fd2b8a00c0ffee',
  },
  'X-Miaw-Attempt': { description: 'the number of the attempt, from 1', example: 1 },
  'webhook-id': {
    description: 'the id of the delivery, for [Standard Webhooks](https://www.standardwebhooks.com)',
    example: 'dlv_0193fd2b8a00c0ffee',
  },
  'webhook-timestamp': {
    description: 'when this attempt was signed, in seconds since 1970, for Standard Webhooks',
    example: 1_735_118_400,
  },
  'webhook-signature': {
    description:
      'the signatures for Standard Webhooks, separated by spaces; its libraries take the webhook secret as `whsec_` and the base64 of its bytes',
    example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  },
  traceparent: {
    description: 'where the attempt stands in a [trace](operating.md#traces)',
    example: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    when: 'if the event belongs to a trace',
  },
} satisfies Record<string, HeaderDescription>;

/** What is wrong with an additional header. */
export interface HeaderFault {
  name: string;
  fault: string;
}

export const MAX_CUSTOM_HEADERS = LIMITS.endpointHeaders;
export const MAX_HEADER_LENGTH = 4096;
export const MAX_HEADER_NAME_LENGTH = 128;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const PRINTABLE = /^[\t\x20-\x7e]*$/;
const RESERVED_PREFIXES = ['x-miaw-', 'webhook-', 'content-', 'proxy-'];
/** Headers that the server sets itself, and those of the connection. */
const RESERVED = new Set([
  'accept-encoding',
  'connection',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);

function isReserved(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

/** Checks the additional headers for a target. Returns an empty list if they are valid. */
export function headerFaults(headers: Headers): HeaderFault[] {
  const faults: HeaderFault[] = [];
  const entries = Object.entries(headers);
  if (entries.length > MAX_CUSTOM_HEADERS) {
    faults.push({ name: '', fault: `must contain at most ${MAX_CUSTOM_HEADERS} headers` });
  }
  for (const [name, value] of entries) {
    if (name.length > MAX_HEADER_NAME_LENGTH) {
      faults.push({ name: '', fault: `must contain names of at most ${MAX_HEADER_NAME_LENGTH} characters` });
    } else if (!TOKEN.test(name)) faults.push({ name, fault: 'is not a valid header name' });
    else if (isReserved(name)) faults.push({ name, fault: 'is set by the server and cannot be replaced' });
    else if (!PRINTABLE.test(value))
      faults.push({ name, fault: 'must contain only printable ASCII characters' });
    else if (value.length > MAX_HEADER_LENGTH) {
      faults.push({ name, fault: `must have at most ${MAX_HEADER_LENGTH} characters` });
    }
  }
  return faults;
}

/** What identifies an attempt in its headers. */
export interface AttemptIdentity {
  /** Id of the delivery. */
  delivery: string;
  /** From 1. */
  attempt: number;
  instanceId: string;
  event: string;
  /** When this attempt begins, epoch ms. */
  at: number;
  /** Where it stands in a trace. */
  traceparent?: string;
}

/**
 * The headers of an attempt. Additional headers never replace those of the server.
 * @param foreign what the format of the endpoint adds
 */
export function attemptHeaders(
  identity: AttemptIdentity,
  body: Uint8Array,
  secrets: SigningSecrets,
  custom: Headers,
  foreign: Headers = {},
): Headers {
  const seconds = Math.floor(identity.at / 1000);
  const taken = new Set(Object.keys(foreign).map((name) => name.toLowerCase()));
  const allowed = Object.entries(custom).filter(
    ([name]) => !isReserved(name) && !taken.has(name.toLowerCase()),
  );
  const ours: Record<Exclude<keyof typeof WEBHOOK_HEADERS, 'traceparent'>, string> = {
    'X-Miaw-Instance': identity.instanceId,
    'X-Miaw-Event': identity.event,
    'X-Miaw-Signature': miawSignature(secrets.secret, identity.at, body),
    'X-Miaw-Timestamp': String(identity.at),
    'X-Miaw-Delivery': identity.delivery,
    'X-Miaw-Attempt': String(identity.attempt),
    'webhook-id': identity.delivery,
    'webhook-timestamp': String(seconds),
    'webhook-signature': standardSignature(secrets, identity.delivery, seconds, body),
  };
  return {
    Accept: '*/*',
    ...Object.fromEntries(allowed),
    ...foreign,
    'Accept-Encoding': 'identity',
    'User-Agent': 'miaw-api',
    'Content-Type': 'application/json',
    ...ours,
    ...(identity.traceparent !== undefined && { traceparent: identity.traceparent }),
  };
}
