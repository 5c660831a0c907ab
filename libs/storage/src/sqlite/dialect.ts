import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** Statements kept compiled per connection; `in (…)` lists of varying length make the number open-ended. */
const CACHED_STATEMENTS = 300;

type Bindable = null | number | bigint | string | Uint8Array;

function bindable(value: unknown): Bindable {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`cannot bind a ${typeof value} to a statement`);
}

interface Prepared {
  statement: StatementSyncInstance;
  /** It answers with rows. Asking the statement is as dear as running it. */
  answers: boolean;
}

/** One SQLite connection that keeps its most recent statements compiled. */
class SqliteConnection implements DatabaseConnection {
  private readonly statements = new Map<string, Prepared>();

  constructor(private readonly database: InstanceType<typeof DatabaseSync>) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, answers } = this.prepared(query.sql);
    const parameters = query.parameters.map(bindable);
    if (answers) return { rows: statement.all(...parameters) };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  // oxlint-disable-next-line require-yield -- the interface asks for a generator; nobody streams here
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not offered: read in pages');
  }

  private prepared(text: string): Prepared {
    const known = this.statements.get(text);
    if (known) return known;
    if (this.statements.size >= CACHED_STATEMENTS) this.statements.clear();
    const statement = this.database.prepare(text);
    const prepared = { statement, answers: statement.columns().length > 0 };
    this.statements.set(text, prepared);
    return prepared;
  }
}

/** Hands the one connection to one user at a time, so that a transaction is never interleaved. */
class SqliteDriver implements Driver {
  private readonly database: InstanceType<typeof DatabaseSync>;
  private readonly connection: SqliteConnection;
  private tail: Promise<void> = Promise.resolve();
  private readonly releases = new WeakMap<DatabaseConnection, () => void>();

  constructor(path: string, pragmas: readonly string[]) {
    this.database = new DatabaseSync(path);
    for (const pragma of pragmas) this.database.exec(`PRAGMA ${pragma}`);
    this.connection = new SqliteConnection(this.database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.tail;
    const turn = new Promise<() => void>((ready) => {
      this.tail = new Promise<void>((release) => ready(release));
    });
    await before;
    this.releases.set(this.connection, await turn);
    return this.connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  /** SQLite ends the transaction by itself on a full disk or an I/O error: then there is nothing to roll back. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.releases.get(connection)?.();
  }

  /** Empties the log beside the file first: what was deleted must not be readable there. */
  async destroy(): Promise<void> {
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.database.close();
  }
}

/** Kysely on @photostructure/sqlite (the API of node:sqlite, prebuilt for Node 20). */
export class SqliteDialect implements Dialect {
  /**
   * @param path file of the database
   * @param pragmas run on the connection when it opens, without the word PRAGMA
   */
  constructor(
    private readonly path: string,
    private readonly pragmas: readonly string[],
  ) {}

  createDriver(): Driver {
    return new SqliteDriver(this.path, this.pragmas);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}
