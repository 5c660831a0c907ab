const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const;

function silent(): void {}

/**
 * Silences `console` for the rest of the process.
 *
 * libsignal prints whole session records through it, private keys included ("Closing session: SessionEntry {…}").
 * A filter by wording would break with its next release. The product itself writes through its logger. Assignments are
 * ignored rather than refused, because miaw-core installs a filter of its own.
 */
export function sealConsole(): void {
  for (const method of METHODS) {
    Object.defineProperty(console, method, { get: () => silent, set: silent, configurable: false });
  }
}
