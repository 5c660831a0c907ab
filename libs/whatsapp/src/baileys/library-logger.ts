import type { Logger } from '#libs/observability';
import type { MiawClientOptions } from 'miaw-core';

type LibraryLogger = NonNullable<MiawClientOptions['logger']>;

/**
 * The logger for miaw-core and Baileys. Both log whole stanzas, keys and credentials with their messages, in either order
 * of arguments. Only the message, and the name and message of an error, pass, at level debug.
 */
export function libraryLogger(logger: Logger): LibraryLogger {
  const say = (...parts: unknown[]): void => {
    const text = parts.find((part) => typeof part === 'string');
    const fault = parts.map(errorIn).find((found) => found !== undefined);
    logger.debug({ source: 'baileys', fault }, text ?? 'no words');
  };
  const quiet = (): void => undefined;
  const adapter: LibraryLogger = {
    level: 'warn',
    child: () => adapter,
    trace: quiet,
    debug: quiet,
    info: quiet,
    warn: say,
    error: say,
    fatal: say,
  };
  return adapter;
}

function errorIn(part: unknown): string | undefined {
  if (part instanceof Error) return `${part.name}: ${part.message}`;
  if (typeof part !== 'object' || part === null) return undefined;
  for (const name of ['err', 'error'] as const) {
    const value: unknown = Reflect.get(part, name);
    if (value instanceof Error) return `${value.name}: ${value.message}`;
  }
  return undefined;
}
