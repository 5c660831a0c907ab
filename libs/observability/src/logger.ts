import { AsyncLocalStorage } from 'node:async_hooks';
import { type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';

export type Logger = PinoLogger;

/** Paths whose values are always redacted. */
const SECRETS = [
  'authorization',
  'headers.authorization',
  'headers["x-api-key"]',
  'req.headers.authorization',
  'req.headers["x-api-key"]',
  'apiKey',
  'secret',
  'creds',
  'keys',
  'node',
  'session',
];

interface Correlation {
  requestId: string;
}

const correlation = new AsyncLocalStorage<Correlation>();

/** Runs `work` so that every line logged within it carries the id of the request. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return correlation.run({ requestId }, work);
}

/**
 * The process' logger: JSON lines on standard output.
 * @param level pino's names: trace, debug, info, warn, error, fatal, silent
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: SECRETS, censor: '[hidden]' },
    mixin: () => ({ ...correlation.getStore() }),
  });
}
