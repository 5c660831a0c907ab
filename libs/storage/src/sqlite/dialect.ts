import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteDialect as KyselySqliteDialect,
  type SqliteDatabase,
  SqliteDriver as KyselySqliteDriver,
  type SqliteStatement,
} from 'kysely';

/** Statements kept compiled; `in (…)` lists of varying length make their number open-ended. */
const CACHED_STATEMENTS = 300;

type Bindable = null | number | bigint | string | Uint8Array;

function bindable(value: unknown): Bindable {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`cannot bind a ${typeof value} to a statement`);
}

class Statement implements SqliteStatement {
  /** Whether it answers with rows. Asking SQLite is as expensive as running the statement. */
  readonly reader: boolean;

  constructor(private readonly compiled: StatementSyncInstance) {
    this.reader = compiled.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.compiled.all(...parameters.map(bindable));
  }

  run(parameters: readonly unknown[]) {
    return this.compiled.run(...parameters.map(bindable));
  }

  iterate(): never {
    throw new Error('streaming is not offered: read in pages');
  }
}

/** @photostructure/sqlite (the API of node:sqlite, prebuilt for Node 20) as Kysely wants it, with compiled statements. */
class SqliteFile implements SqliteDatabase {
  private readonly statements = new Map<string, Statement>();
  private readonly database: InstanceType<typeof DatabaseSync>;

  constructor(path: string, pragmas: readonly string[]) {
    this.database = new DatabaseSync(path);
    for (const pragma of pragmas) this.database.exec(`PRAGMA ${pragma}`);
  }

  get isTransaction(): boolean {
    return this.database.isTransaction;
  }

  prepare(text: string): Statement {
    const known = this.statements.get(text);
    if (known) return known;
    if (this.statements.size >= CACHED_STATEMENTS) this.statements.clear();
    const statement = new Statement(this.database.prepare(text));
    this.statements.set(text, statement);
    return statement;
  }

  /** Empties the log beside the file first: what was deleted must not be readable there. */
  close(): void {
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.database.close();
  }
}

/**
 * Hands out the one connection strictly in the order of asking. Kysely's own lock wakes everyone who waits whenever
 * it is released, and lets whoever asks at that moment go first: ten thousand reads at once take it ten times as long.
 */
class SqliteDriver extends KyselySqliteDriver {
  private tail: Promise<void> = Promise.resolve();
  private release: () => void = () => undefined;

  constructor(private readonly file: SqliteFile) {
    super({ database: file });
  }

  override acquireConnection(): Promise<DatabaseConnection> {
    let release = () => {};
    const turn = this.tail.then(() => {
      this.release = release;
      return super.acquireConnection();
    });
    this.tail = new Promise((resolve) => {
      release = resolve;
    });
    return turn;
  }

  override releaseConnection(): Promise<void> {
    this.release();
    return super.releaseConnection();
  }

  /** Takes the write lock at once: waiting for it, unlike being refused later, is what `busy_timeout` is for. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** On a full disk or an I/O error SQLite has ended the transaction itself: there is nothing left to roll back. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.file.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Kysely's SQLite dialect over one file. */
export class SqliteDialect extends KyselySqliteDialect {
  private readonly file: SqliteFile;

  /**
   * @param path file of the database
   * @param pragmas run on the connection when it opens, without the word PRAGMA
   */
  constructor(path: string, pragmas: readonly string[]) {
    const file = new SqliteFile(path, pragmas);
    super({ database: file });
    this.file = file;
  }

  override createDriver(): SqliteDriver {
    return new SqliteDriver(this.file);
  }
}
