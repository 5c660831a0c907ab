const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const;

function silent(): void {}

/**
 * Takes the voice from `console` for the rest of the process.
 *
 * libsignal prints whole session records through it, private keys included ("Closing session: SessionEntry
 * {…}"), and filtering by wording would break with its next release. What the product has to say goes
 * through its logger. Assignments are ignored rather than refused: miaw-core installs a filter of its own.
 */
export function sealConsole(): void {
  for (const method of METHODS) {
    Object.defineProperty(console, method, { get: () => silent, set: silent, configurable: false });
  }
}
