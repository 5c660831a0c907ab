/** A PostgreSQL server that can be stopped and started again. */
export class PostgresServer {
  /** `postgres://…`, without a database. */
  readonly url: string;
  /** Makes one and starts it. */
  static make(): Promise<PostgresServer>;
  start(): Promise<void>;
  /** Ends it at once, as a crash would. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}
