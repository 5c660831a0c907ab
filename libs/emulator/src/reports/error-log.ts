/** The methods of a logger that the emulator uses; pino has them. */
export interface EmulatorLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** The emulator's own errors. They are counted, so that a test run can fail on them. */
export class ErrorLog {
  count = 0;

  constructor(private readonly logger: EmulatorLogger | undefined) {}

  report(error: unknown, where: string): void {
    this.count++;
    this.logger?.error({ err: error, where }, 'the emulator could not handle a stanza');
  }

  /** Reports the failure of work that nobody awaits. */
  watch(work: Promise<unknown>, where: string): void {
    work.catch((error: unknown) => this.report(error, where));
  }

  /** Logs a client that broke the protocol or disconnected; not an error of the emulator. */
  client(error: Error): void {
    this.logger?.warn({ reason: error.message }, 'a client connection failed');
  }
}
