import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LIMITS } from '#libs/config';
import { type Logger, readableStack } from '#libs/observability';
import type { ErrorEnvelope } from './envelope.js';
import { ApiFault } from './fault.js';
import { type Failure, failureOf } from './failure.js';
import { newRequestId, REQUEST_ID_HEADER } from './request-id.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Error code of the answer, if it was refused. */
    faultCode?: string;
  }
}

/** The error envelope of a failure. */
export function errorEnvelope({ code, message, details }: Failure, correlationId: string): ErrorEnvelope {
  return { success: false, error: { code, message, ...(details && { details }), correlationId } };
}

/** Answers with the error envelope, and logs the failure with the id that the caller gets. */
export function refuse(
  logger: Logger,
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  cause: unknown,
): void {
  request.faultCode = failure.code;
  logFailure(
    logger,
    request.id,
    failure,
    {
      method: request.method,
      route: request.routeOptions?.url,
      key: request.principal?.id,
      address: request.hop?.address ?? request.ip,
    },
    cause,
  );
  partFromSlow(request);
  // The rest of a body that is too large is read and dropped: closing the connection would lose the answer.
  if (failure.code === 'PAYLOAD_TOO_LARGE') void reply.removeHeader('connection');
  void reply
    .status(failure.status)
    .headers({ ...failure.headers, [REQUEST_ID_HEADER]: request.id })
    .type('application/json; charset=utf-8')
    .send(errorEnvelope(failure, request.id));
}

/** Closes the connection of a refused request whose body does not end. Its answer has been read by then. */
function partFromSlow({ raw }: FastifyRequest): void {
  if (raw.complete) return;
  const alarm = setTimeout(() => {
    if (!raw.complete) raw.destroy();
  }, LIMITS.lingerMs);
  alarm.unref();
  // Comes after the end of the body, and if the connection closes before. The socket outlives the request.
  raw.once('close', () => clearTimeout(alarm));
}

function logFailure(
  logger: Logger,
  requestId: string,
  failure: Failure,
  where: object,
  cause: unknown,
): void {
  const line = { requestId, code: failure.code, status: failure.status, ...where };
  // What the database says is for the operator.
  const isOfDatabase = failure.details?.['database'] !== undefined && !(cause instanceof ApiFault);
  if (failure.code === 'INTERNAL_ERROR' || isOfDatabase)
    logger.error({ ...line, error: described(cause) }, 'request failed');
  else logger.info(line, 'request refused');
}

/** Name, message and stack of an error. Its other properties may contain whole requests, keys included. */
export function described(cause: unknown): object {
  if (!(cause instanceof Error)) return { type: typeof cause };
  return { name: cause.name, message: cause.message, stack: readableStack(cause.stack ?? '') };
}

/** Answers a request that is not HTTP, or whose headers exceed the parser's limits. */
export function refuseSocket(logger: Logger, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const failure = failureOf(Object.assign(new Error('not HTTP'), { statusCode: 400 }));
  const requestId = newRequestId();
  logFailure(logger, requestId, failure, { parser: error.code }, error);
  if (socket.writable) socket.write(rawAnswer(failure, requestId));
  socket.destroySoon();
}

function rawAnswer(failure: Failure, requestId: string): string {
  const body = JSON.stringify(errorEnvelope(failure, requestId));
  return [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `${REQUEST_ID_HEADER}: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
