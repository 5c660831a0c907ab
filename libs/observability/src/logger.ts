import { type Logger as PinoLogger, pino, stdSerializers, stdTimeFunctions } from 'pino';
import { build as pretty } from 'pino-pretty';
import { correlated } from './correlation.js';
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
    mixin: correlated,
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
