import type { DownloadReason } from './download-failure.js';

/** The reason behind each error code of the runtime. */
const WORDS: ReadonlyMap<string, DownloadReason> = new Map([
  ['ERR_OUTBOUND_REFUSED', 'blocked_address'],
  ['ERR_PROXY_UNREACHABLE', 'proxy_unreachable'],
  ['ERR_PROXY_REFUSED', 'proxy_refused'],
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

/** How many levels of `cause` are searched for a known code. */
const WRAPPINGS = 4;

/** Why a connection brought no answer, as a stable word. The error's own message is not shown to anybody. */
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
