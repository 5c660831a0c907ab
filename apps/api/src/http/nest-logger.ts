import type { LoggerService } from '@nestjs/common';
import type { Logger } from '#libs/observability';
import { described } from './refusal.js';

/** Writes Nest's own messages to our log. Its list of all routes at start is logged as debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context: word(context) }, word(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const error = message instanceof Error ? described(message) : undefined;
    this.logger.error(
      { context: word(rest.at(-1)), error },
      error ? 'the framework reported an error' : word(message),
    );
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context: word(context) }, word(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.logger.debug({ context: word(context) }, word(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context: word(context) }, word(message));
  }
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
