/** Why a download failed, unless the status of the answer says it. */
const PLAIN = [
  'invalid_url',
  'scheme',
  'credentials',
  'blocked_address',
  'proxy_unreachable',
  'proxy_refused',
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

/** A reason as a stable word; `http_404`, for example, when the host answered with this status instead of 200. */
export type DownloadReason = (typeof PLAIN)[number] | `http_${number}`;

const WORDS: Record<(typeof PLAIN)[number], string> = {
  invalid_url: 'the URL is invalid',
  scheme: 'the scheme of the URL is not allowed',
  credentials: 'the URL contains a user name or password',
  blocked_address: 'the URL leads to a private, local or otherwise reserved address',
  proxy_unreachable: 'the proxy cannot be reached, or does not answer in time',
  proxy_refused: 'the proxy refuses the login or the connection',
  timeout: 'the host did not answer in time',
  dns: 'the host name does not resolve',
  refused: 'the host refused the connection',
  reset: 'the connection was interrupted',
  unreachable: 'the host cannot be reached',
  tls: 'a trusted TLS connection could not be established',
  invalid_answer: 'the answer was not valid HTTP',
  redirect: 'the host answered with a redirect that is not followed: there were too many, or it leaves https',
  encoding: 'the answer was compressed, which was not requested',
  too_large: 'the file is larger than the limit',
  aborted: 'the download was cancelled',
  failed: 'the download failed',
};

/** A file could not be fetched. Callers may see message and reason: neither comes from a library. */
export class DownloadFailure extends Error {
  override readonly name = 'DownloadFailure';

  constructor(
    /** A stable word for programs. */
    readonly reason: DownloadReason,
    options?: ErrorOptions,
  ) {
    super(
      isPlain(reason) ? WORDS[reason] : `the host answered with status ${reason.slice('http_'.length)}`,
      options,
    );
  }
}

function isPlain(reason: DownloadReason): reason is (typeof PLAIN)[number] {
  return Object.hasOwn(WORDS, reason);
}
