import { DatabaseError } from 'pg';
import { DatabaseUnavailable, DiskFullError } from '../database.js';

/**
 * SQLSTATE classes and codes that say nothing about the row: lost connections, refused logins, conflicts, no resources, shutdown,
 * faults of the disk, timeouts, a database that can only be read, is gone, or takes no orders from us.
 */
const PASSING = /^(08|28|40|53|57|58)|^(25006|25P03|3D000|42501|55P03|XX001|XX002)$/;
/** SQLSTATE classes and codes of connections that end, and of servers that do not take any. */
const ENDED = /^08|^57P/;
/** What the operating system says of connections that fail. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENFILE',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ETIMEDOUT',
]);
/** What Node says of TLS that fails. */
const TLS = /^(CERT|CRL|DEPTH_ZERO|ERR_SSL|ERR_TLS|HOSTNAME|INVALID_CA|SELF_SIGNED|UNABLE_TO)_/;
const DISK_FULL = '53100';
/** The server has ended a statement, for example because it took too long. */
const CANCELLED = '57014';

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
  if (code !== undefined) return UNREACHABLE.has(code) || TLS.test(code) || ENDED.test(code);
  // `pg` says so only in words.
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded|Client has encountered|Query read timeout)/.test(error.message)
  );
}

/** Whether the server itself has refused an order, over a connection that goes on. */
export function isAnswer(error: unknown): boolean {
  return error instanceof DatabaseError && !isLost(error);
}

/** Whether the server has ended a statement, over a connection that goes on. */
export function isCancelled(error: unknown): boolean {
  return codeOf(error) === CANCELLED;
}

/** Whether the server has ended a transaction because it was in the way of another one, which has gone on by now. */
export function isConflict(error: unknown): boolean {
  const cause: unknown = error instanceof DatabaseUnavailable ? error.cause : error;
  return ['40001', '40P01'].includes(codeOf(cause) ?? '');
}

/** Whether a server that is being started may say so. */
export function mayPass(error: unknown): boolean {
  const code = codeOf(error);
  return isLost(error) ? !TLS.test(code ?? '') : /^(53|57)/.test(code ?? '');
}

/** An error in our own terms, if it ends without our doing, whatever the row; otherwise as it is, without what is in the row. */
export function told(error: unknown): unknown {
  if (error instanceof DatabaseError)
    for (const name of ['detail', 'where', 'internalQuery']) Reflect.deleteProperty(error, name);
  const code = codeOf(error);
  if (code === DISK_FULL) return new DiskFullError('the database has no space left', { cause: error });
  if (!isLost(error) && !PASSING.test(code ?? '')) return error;
  const reason = error instanceof Error && error.message !== '' ? error.message : String(code);
  return new DatabaseUnavailable(`the database is not available: ${reason}`, { cause: error });
}
