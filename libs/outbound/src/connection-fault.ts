import type { DownloadReason } from './download-failure.js';

/** What the runtime calls it, and what it comes down to. */
const WORDS: ReadonlyMap<string, DownloadReason> = new Map([
  ['ERR_OUTBOUND_REFUSED', 'blocked_address'],
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'reset'],
  ['ETIMEDOUT', 'timeout'],
  ['ECONNABORTED', 'timeout'],
  ['ENOTFOUND', 'dns'],
  ['ENODATA', 'dns'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['EPROTO', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls'],
]);

const FAMILIES: readonly (readonly [prefix: string, word: DownloadReason])[] = [
  ['EAI_', 'dns'],
  ['ERR_TLS_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['CERT_', 'tls'],
  ['HPE_', 'invalid_answer'],
];

/** How deep a library's error may wrap the system's. */
const WRAPPINGS = 4;

/** Why a connection brought no answer, in one stable word. The error's own message is for nobody's eyes. */
export function connectionFault(error: unknown): DownloadReason {
  let current = error;
  for (let depth = 0; depth < WRAPPINGS && current instanceof Error; depth += 1) {
    const word = 'code' in current && typeof current.code === 'string' ? wordOf(current.code) : undefined;
    if (word !== undefined) return word;
    current = current.cause;
  }
  return 'failed';
}

function wordOf(code: string): DownloadReason | undefined {
  return WORDS.get(code) ?? FAMILIES.find(([prefix]) => code.startsWith(prefix))?.[1];
}
