import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteAdapter as KyselySqliteAdapter,
  SqliteDialect as KyselySqliteDialect,
  type SqliteDatabase,
  SqliteDriver as KyselySqliteDriver,
  type SqliteStatement,
} from 'kysely';
import { bindable } from '../bindable.js';
import { fold } from './fold.js';

/** Number of compiled statements to keep. Lists of varying length (`in (…)`) make the number of statements unlimited. */
const CACHED_STATEMENTS = 300;

/** What begins and ends transactions and savepoints. */
const FRAME = /^(begin|commit|rollback|savepoint|release)\b/;

class Statement implements SqliteStatement {
  /** Whether the statement returns rows. Cached, because asking SQLite is as expensive as running the statement. */
  readonly reader: boolean;

  constructor(
    private readonly compiled: StatementSyncInstance,
    private readonly count: () => void,
  ) {
    this.reader = compiled.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    this.count();
    return this.compiled.all(...parameters.map(bindable));
  }

  run(parameters: readonly unknown[]) {
    this.count();
    return this.compiled.run(...parameters.map(bindable));
  }

  iterate(): never {
    throw new Error('streaming is not supported: read in pages');
  }
}

/** Adapts @photostructure/sqlite (the API of node:sqlite, prebuilt for Node 20) to Kysely, with compiled statements. */
class SqliteFile implements SqliteDatabase {
  private readonly statements = new Map<string, Statement>();
  private readonly database: InstanceType<typeof DatabaseSync>;
  executed = 0;

  constructor(path: string, pragmas: readonly string[]) {
    this.database = new DatabaseSync(path);
    for (const pragma of pragmas) this.database.exec(`PRAGMA ${pragma}`);
    this.database.function('fold', { deterministic: true }, (text: unknown) => fold(String(text)));
  }

  get isTransaction(): boolean {
    return this.database.isTransaction;
  }

  prepare(text: string): Statement {
    const known = this.statements.get(text);
    if (known) return known;
    if (this.statements.size >= CACHED_STATEMENTS) this.statements.clear();
    const count = FRAME.test(text) ? () => undefined : () => void (this.executed += 1);
    const statement = new Statement(this.database.prepare(text), count);
    this.statements.set(text, statement);
    return statement;
  }

  /** Empties the write-ahead log first: deleted data must not be readable there. */
  close(): void {
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.database.close();
  }
}

/**
 * Gives out the single connection strictly in the order of the requests. Kysely's own lock wakes all waiters whenever it
 * is released, and a request of that moment goes first: ten thousand concurrent reads take ten times as long with it.
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

  /** Takes the write lock at the beginning: `busy_timeout` applies there, but not when a read becomes a write. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** After a full disk or an I/O error SQLite has already ended the transaction, so there is nothing to roll back. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.file.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Lets all migrations of a start share one transaction: a crash leaves none half done, and one sync is enough. */
class SqliteAdapter extends KyselySqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely's SQLite dialect for one file. */
export class SqliteDialect extends KyselySqliteDialect {
  private readonly file: SqliteFile;

  /**
   * @param path file of the database
   * @param pragmas pragmas to run when the connection opens, without the word PRAGMA
   */
  constructor(path: string, pragmas: readonly string[]) {
    const file = new SqliteFile(path, pragmas);
    super({ database: file });
    this.file = file;
  }

  /** See `Database.statements`. */
  get statements(): number {
    return this.file.executed;
  }

  override createDriver(): SqliteDriver {
    return new SqliteDriver(this.file);
  }

  override createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }
}
