import { AsyncLocalStorage } from 'node:async_hooks';
import { type Logger as PinoLogger, pino, stdSerializers, stdTimeFunctions } from 'pino';
import { build as pretty } from 'pino-pretty';
import { readableStack } from './stacks.js';

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

/** The request that is being handled; without its id once it has been answered. */
interface Correlation {
  requestId?: string;
}

const correlation = new AsyncLocalStorage<Correlation>();

/**
 * Lines that are logged while a request is handled carry its id. What the request has started goes on after the answer, a
 * connection for example: from then on its lines are no longer about the request.
 */
export class RequestLog {
  private readonly mark: Correlation;

  constructor(requestId: string) {
    this.mark = { requestId };
  }

  /** Runs `work` so that every line logged within it carries the id, until {@link end}. */
  run<T>(work: () => T): T {
    return correlation.run(this.mark, work);
  }

  /** The request has been answered. */
  end(): void {
    delete this.mark.requestId;
  }
}

/**
 * The process' logger, on standard output.
 * @param format `json`: one object per line, for programs; `pretty`: for people
 * @param level pino's names: trace, debug, info, warn, error, fatal, silent
 */
export function createLogger(level: string, format: 'json' | 'pretty' = 'json'): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: SECRETS, censor: '[hidden]' },
    mixin: () => ({ ...correlation.getStore() }),
    serializers: { err: errorOf },
  };
  if (format === 'json') return pino(options);
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', singleLine: true }));
}

/** An error as pino logs it, with its stack in TypeScript. */
function errorOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const line = stdSerializers.err(error);
  line.stack = readableStack(line.stack);
  return line;
}
