/** Why there is no answer, or no use in it. */
const PLAIN = [
  'invalid_url',
  'scheme',
  'credentials',
  'blocked_address',
  'timeout',
  'dns',
  'refused',
  'reset',
  'unreachable',
  'tls',
  'invalid_answer',
  'redirect',
  'encoding',
  'too_large',
  'aborted',
  'failed',
] as const;

/** `http_404` and the like: the answer was not 200. */
export type DownloadReason = (typeof PLAIN)[number] | `http_${number}`;

const WORDS: Record<(typeof PLAIN)[number], string> = {
  invalid_url: 'the URL cannot be parsed',
  scheme: 'the URL has a scheme that is not fetched',
  credentials: 'the URL carries a user name or password',
  blocked_address: 'the URL leads to an address that is private, local or otherwise reserved',
  timeout: 'the answer did not come in time',
  dns: 'the host name does not resolve',
  refused: 'the host refused the connection',
  reset: 'the connection broke off',
  unreachable: 'the host cannot be reached',
  tls: 'no trusted TLS connection could be made',
  invalid_answer: 'the answer was not proper HTTP',
  redirect: 'the answer was a redirect, which is not followed',
  encoding: 'the answer was compressed although that was not asked for',
  too_large: 'the file is larger than the limit',
  aborted: 'the download was not wanted any more',
  failed: 'the download failed',
};

/** A file that could not be fetched. Message and reason are fit for callers: nothing in them is the library's. */
export class DownloadFailure extends Error {
  override readonly name = 'DownloadFailure';

  constructor(
    /** One stable word for programs. */
    readonly reason: DownloadReason,
    options?: ErrorOptions,
  ) {
    super(
      isPlain(reason) ? WORDS[reason] : `the answer had the status ${reason.slice('http_'.length)}`,
      options,
    );
  }
}

function isPlain(reason: DownloadReason): reason is (typeof PLAIN)[number] {
  return Object.hasOwn(WORDS, reason);
}
