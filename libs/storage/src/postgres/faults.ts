import { DatabaseUnavailable, DiskFullError } from '../database.js';

/** SQLSTATE classes and codes of what passes: lost connections, no resources, shutdown, conflicts, timeouts. */
const PASSING = /^(08|53|57|40)|^(55P03|25P03)$/;
/** SQLSTATE classes and codes of connections that end, and of servers that do not take any. */
const ENDED = /^08|^57P/;
/** What the operating system says of connections that fail. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
const DISK_FULL = '53100';

/** The SQLSTATE of an error of the server, or the code of the operating system. */
function codeOf(error: unknown): string | undefined {
  const code: unknown = Object(error).code;
  return typeof code === 'string' ? code : undefined;
}

/** Whether an error comes from the server or its connection, and not from us. */
export function isOfDatabase(error: unknown): boolean {
  return isLost(error) || /^[0-9A-Z]{5}$/.test(codeOf(error) ?? '');
}

/** Whether the connection has ended or never began, so that nobody knows what became of the last order. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return UNREACHABLE.has(code) || ENDED.test(code);
  // `pg` says so only in words.
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded|Client has encountered|Query read timeout)/.test(error.message)
  );
}

/** An error in our own terms, if it ends without our doing, whatever the row; otherwise as it is. */
export function told(error: unknown): unknown {
  const code = codeOf(error);
  if (code === DISK_FULL) return new DiskFullError('the database has no space left', { cause: error });
  if (!isLost(error) && !PASSING.test(code ?? '')) return error;
  const reason = error instanceof Error && error.message !== '' ? error.message : String(code);
  return new DatabaseUnavailable(`the database is not available: ${reason}`, { cause: error });
}
