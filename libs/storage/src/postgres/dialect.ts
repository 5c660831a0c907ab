import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import {
  Client,
  type ClientBase,
  type ClientConfig,
  Pool,
  type PoolClient,
  type QueryConfig,
  type QueryResult as PgResult,
  TypeOverrides,
} from 'pg';
import { bindable } from '../bindable.js';
import { CommitUnknown, DatabaseBusy, isReadingForCaller } from '../database.js';
import { isAnswer, isCancelled, told } from './faults.js';

/** Statements that are named, and so stay compiled on the server. Lists of varying length make their number unlimited. */
const NAMED_STATEMENTS = 500;
/** How long to ask what became of a commit, and how long to wait between two questions, ms. */
const UNKNOWN_PATIENCE_MS = 30_000;
const UNKNOWN_PAUSE_MS = 200;
/** How long to wait for the end of a connection, ms. */
const END_MS = 1_000;

/**
 * How long to wait for the answer to a statement, ms. A connection whose other end is gone without a word would otherwise be waited
 * for until the system gives it up, which takes a quarter of an hour.
 */
const ANSWER_PATIENCE_MS = 60_000;

/** The type of 64-bit integers, and of what `count` returns (`select oid from pg_type where typname = 'int8'`). */
const INT8 = 20;

// Every integer of ours is below 2^53.
const types = new TypeOverrides();
types.setTypeParser(INT8, Number);

/** How connections to the server are made. @param patienceMs for the answer to a statement; 0: without an end */
export function connectionOf(url: string, patienceMs: number, name = 'miaw-api'): ClientConfig {
  return {
    connectionString: url,
    types,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    query_timeout: patienceMs,
    keepAlive: true,
  };
}

/** Ends a connection. If its other end is gone without a word, nothing answers that, and it is left to the system. */
export async function hangUp(client: Client): Promise<void> {
  await Promise.race([client.end().catch(() => undefined), setTimeout(END_MS, undefined, { ref: false })]);
}

function refuse(error: unknown): never {
  throw told(error);
}

/** @throws DatabaseBusy if the server has ended a caller's read because it took too long; otherwise as {@link refuse} */
function refuseCaller(error: unknown): never {
  if (!isCancelled(error)) refuse(error);
  throw new DatabaseBusy('a read took too long, and was ended', { cause: error });
}

/** Gives statements names by their texts, the same on each connection. */
class Names {
  private readonly names = new Map<string, string>();

  of(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || this.names.size >= NAMED_STATEMENTS) return known;
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    this.names.set(text, name);
    return name;
  }
}

class Connection implements DatabaseConnection {
  /** Of the transaction that is open: the server can be asked later what became of it. */
  transaction: string | undefined;
  private fault: Error | undefined;
  private readonly onError = (error: Error) => {
    this.fault = error;
  };

  constructor(
    private readonly client: PoolClient,
    private readonly names: Names,
    private readonly count: () => void,
    private readonly onRefusal: (error: unknown) => never,
  ) {
    client.on('error', this.onError);
  }

  get isBroken(): boolean {
    return this.fault !== undefined;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    this.count();
    const query = { text: sql, name: this.names.of(sql), values: parameters.map(bindable) };
    const { command, rowCount, rows } = await this.run(query).catch(this.onRefusal);
    const isChange = ['INSERT', 'UPDATE', 'DELETE'].includes(command);
    return { rows, ...(isChange && { numAffectedRows: BigInt(rowCount ?? 0) }) };
  }

  async begin(): Promise<void> {
    const results: unknown = await this.run('begin; select pg_current_xact_id() as id').catch(refuse);
    const [, answer] = Array.isArray(results) ? results : [];
    const [row] = Object(answer).rows ?? [];
    this.transaction = String(Object(row).id);
  }

  /** Runs something that is not counted. */
  async run(query: string | QueryConfig<unknown[]>): Promise<PgResult> {
    try {
      return await this.client.query(query);
    } catch (error) {
      if (!isAnswer(error)) this.fault ??= error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  streamQuery(): never {
    throw new Error('streaming is not supported: read in pages');
  }

  /** @param isOver closes it */
  release(isOver = this.isBroken): void {
    this.client.off('error', this.onError);
    this.client.release(isOver);
  }
}

/** Connections of which each is prepared before its first use. */
class Connections {
  private readonly pool: Pool;
  private readonly prepared = new WeakSet<PoolClient>();

  constructor(
    config: ClientConfig,
    private readonly most: number,
    private readonly prepare: (client: ClientBase) => Promise<void>,
    /** Called when a connection that nobody uses has ended. */
    onLost: () => void,
  ) {
    this.pool = new Pool({ ...config, max: most, idleTimeoutMillis: 0 });
    // Of idle connections: the next query gets a new one.
    this.pool.on('error', onLost);
    // While nobody has a connection yet, or no longer, its end is no fault of the process. Its queries fail anyway.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Whether all connections are in use. */
  get isBusy(): boolean {
    return this.pool.totalCount >= this.most && this.pool.idleCount === 0;
  }

  async take(): Promise<PoolClient> {
    const client = await this.pool.connect();
    if (this.prepared.has(client)) return client;
    try {
      await this.prepare(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.prepared.add(client);
    return client;
  }

  async end(): Promise<void> {
    await this.pool.end();
  }
}

/**
 * Kysely's driver over pools of `pg`. Commits whose outcome is unknown, because the connection was lost, are looked up by the
 * number of their transaction.
 */
class PostgresDriver implements Driver {
  private readonly names = new Names();

  constructor(
    private readonly own: Connections,
    /** Of callers who read, if they have some of their own. */
    private readonly callers: Connections | undefined,
    private readonly config: ClientConfig,
    private readonly isUnbroken: (client: ClientBase) => Promise<boolean>,
    private readonly count: () => void,
    private readonly onLost: () => void,
  ) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    if (!this.callers || !isReadingForCaller())
      return new Connection(await this.own.take().catch(refuse), this.names, this.count, refuse);
    const { callers } = this;
    const client = await callers.take().catch((error: unknown) => {
      if (callers.isBusy) throw new DatabaseBusy('other reads have taken too long', { cause: error });
      return refuse(error);
    });
    return new Connection(client, this.names, this.count, refuseCaller);
  }

  async releaseConnection(connection: Connection): Promise<void> {
    const { isBroken } = connection;
    connection.release();
    if (isBroken) this.onLost();
  }

  async beginTransaction(connection: Connection): Promise<void> {
    await connection.begin();
  }

  async commitTransaction(connection: Connection): Promise<void> {
    let answer: PgResult;
    try {
      answer = await connection.run('commit');
    } catch (error) {
      if (isAnswer(error) || !(await this.isCommitted(connection.transaction ?? '', error))) refuse(error);
      return;
    }
    // The server ends a transaction in which something has failed like this, and calls it no error.
    if (answer.command !== 'COMMIT') throw new Error(`a commit was answered with ${answer.command}`);
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    if (!connection.isBroken) await connection.run('rollback').catch(() => undefined);
  }

  async destroy(): Promise<void> {
    await Promise.all([this.own.end(), this.callers?.end()]);
  }

  /** @throws CommitUnknown */
  private async isCommitted(transaction: string, cause: unknown): Promise<boolean> {
    const deadline = performance.now() + UNKNOWN_PATIENCE_MS;
    while (performance.now() < deadline) {
      const status = await statusOf(this.config, transaction, this.isUnbroken).catch(() => undefined);
      if (status === 'forgotten') break;
      if (status === 'committed' || status === 'aborted') return status === 'committed';
      await setTimeout(UNKNOWN_PAUSE_MS);
    }
    throw new CommitUnknown('the connection was lost during a commit', { cause });
  }
}

/**
 * What the server knows of a transaction: `committed`, `aborted`, `in progress`; `forgotten` if it has crashed since.
 * @param isUnbroken whether the number of the transaction still says something
 */
async function statusOf(
  config: ClientConfig,
  transaction: string,
  isUnbroken: (client: ClientBase) => Promise<boolean>,
): Promise<unknown> {
  const client = new Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (!(await isUnbroken(client))) return 'forgotten';
    const { rows } = await client.query('select pg_xact_status($1::xid8) as status', [transaction]);
    return Object(rows[0]).status;
  } finally {
    await hangUp(client);
  }
}

/** Has the server end statements that take longer. */
async function limit(client: ClientBase, patienceMs: number): Promise<void> {
  await client.query(`set statement_timeout = ${patienceMs}`);
}

interface DialectOptions {
  connections: number;
  /** Connections of their own for callers who read, each of which may wait so long for an answer, ms. */
  callers?: { connections: number; patienceMs: number };
  /** Prepares a new connection. If it throws, the connection is not used. */
  prepare?: (client: ClientBase) => Promise<void>;
  /** Whether the server has kept everything since the writing connection was made; by default it is taken to have. */
  isUnbroken?: (client: ClientBase) => Promise<boolean>;
  /** For the answer to a statement, ms; 0: without an end. */
  patienceMs?: number;
  /** What the server calls its connections. */
  name?: string;
  /** Called when a connection has ended. */
  onLost?: () => void;
}

/** Kysely's PostgreSQL dialect, with statements that have names. */
export class PostgresDialect implements Dialect {
  /** See `Database.statements`. */
  statements = 0;
  private readonly config: ClientConfig;

  constructor(
    url: string,
    private readonly options: DialectOptions,
  ) {
    this.config = connectionOf(url, options.patienceMs ?? ANSWER_PATIENCE_MS, options.name);
  }

  createDriver(): PostgresDriver {
    const { connections, callers, prepare = async () => undefined, onLost = () => undefined } = this.options;
    const { isUnbroken = async () => true } = this.options;
    const count = () => {
      this.statements += 1;
    };
    const own = new Connections(this.config, connections, prepare, onLost);
    const limited =
      callers &&
      new Connections(
        this.config,
        callers.connections,
        (client) => limit(client, callers.patienceMs),
        onLost,
      );
    return new PostgresDriver(own, limited, this.config, isUnbroken, count, onLost);
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler();
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }

  createIntrospector(db: Kysely<unknown>): PostgresIntrospector {
    return new PostgresIntrospector(db);
  }
}
