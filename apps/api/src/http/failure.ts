import { HttpException } from '@nestjs/common';
import { CommitUnknown, DatabaseBusy, DatabaseUnavailable } from '#libs/storage';
import { WhatsAppFault } from '#libs/whatsapp';
import { type ErrorCode, ERRORS } from './error-catalogue.js';
import { ApiFault, type FaultDetails } from './fault.js';

/** Codes of errors of the file system and of full databases: no space, or none that is left of a quota. */
const DISK_FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** An exception, translated into the terms of the error catalogue. */
export interface Failure {
  code: ErrorCode;
  status: number;
  message: string;
  details?: FaultDetails;
  headers: Readonly<Record<string, string>>;
}

/** Errors of the framework by status. Callers never see its own texts. */
const BY_STATUS: Readonly<Record<number, { code: ErrorCode; message: string }>> = {
  400: { code: 'INVALID_REQUEST', message: 'the request is malformed' },
  401: { code: 'UNAUTHORIZED', message: 'a valid API key is required' },
  404: { code: 'NOT_FOUND', message: 'the route does not exist' },
  405: { code: 'METHOD_NOT_ALLOWED', message: 'the route does not support this method' },
  413: { code: 'PAYLOAD_TOO_LARGE', message: 'the body is too large' },
  414: { code: 'INVALID_REQUEST', message: 'the URL is too long' },
  415: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'the body must be application/json; routes that take a file also accept multipart/form-data',
  },
  429: { code: 'RATE_LIMITED', message: 'too many requests' },
};

/** Translates whatever was thrown. Anything that is not meant for callers becomes INTERNAL_ERROR, without its text. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ApiFault) return failure(thrown.code, thrown.message, thrown.details, thrown.headers);
  if (thrown instanceof WhatsAppFault)
    return failure(thrown.code, thrown.message, presentable(thrown.details));
  if (isDiskFull(thrown)) return failure('INSUFFICIENT_STORAGE', 'the disk of the server is full');
  if (thrown instanceof DatabaseBusy)
    return failure('NOT_READY', 'the database took too long to answer: ask for less, or try again later', {
      database: 'slow',
      outcome: 'not_sent',
    });
  if (thrown instanceof DatabaseUnavailable || thrown instanceof CommitUnknown)
    return failure('NOT_READY', 'the database does not answer', { database: 'failed', outcome: 'unknown' });
  const status = statusOf(thrown);
  const known = status === undefined ? undefined : BY_STATUS[status];
  if (known) return failure(known.code, known.message);
  if (status !== undefined && status >= 400 && status < 500)
    return failure('INVALID_REQUEST', 'the request is malformed');
  return failure('INTERNAL_ERROR', 'the server failed; search its log for correlationId');
}

function presentable(details: FaultDetails): FaultDetails | undefined {
  return Object.keys(details).length > 0 ? details : undefined;
}

function failure(
  code: ErrorCode,
  message: string,
  details?: FaultDetails,
  headers: Readonly<Record<string, string>> = {},
): Failure {
  return { code, status: ERRORS[code].status, message, details, headers };
}

function isDiskFull(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && DISK_FULL.has(thrown.code);
}

/** Plugins of Fastify throw plain errors that carry `statusCode`. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number')
    return thrown.statusCode;
  return undefined;
}
