/** As much of a logger as the emulator needs; pino's fits. */
export interface EmulatorLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Where the emulator's own mistakes go: they are counted, so that a test run can fail on them. */
export class ErrorLog {
  count = 0;

  constructor(private readonly logger: EmulatorLogger | undefined) {}

  report(error: unknown, where: string): void {
    this.count++;
    this.logger?.error({ err: error, where }, 'the emulator could not handle a stanza');
  }

  /** Waits for work that nobody else waits for. */
  watch(work: Promise<unknown>, where: string): void {
    work.catch((error: unknown) => this.report(error, where));
  }

  /** A client that broke the protocol or vanished; worth a line, not a mistake of ours. */
  client(error: Error): void {
    this.logger?.warn({ reason: error.message }, 'a client connection failed');
  }
}
