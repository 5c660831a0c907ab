import { sql } from 'kysely';
import { Client } from 'pg';
import type { ClusterNews, Listening } from '../cluster/cluster-news.js';
import { type Database, workingForServer } from '../database.js';
import { isUid, type NodeId, type Uid } from '../ids.js';
import { connectionOf, hangUp } from './dialect.js';
import { told } from './faults.js';

const CHANNEL = 'miaw_events';
/** What the database calls the connections of those who listen. */
const NAME = 'miaw-api news';
/** The database accepts up to 8000 bytes at a time. */
const INSTANCES_PER_NOTE = 150;
/** How long to wait for the answer that a connection still works, ms. */
const PATIENCE_MS = 2_000;

/** News over LISTEN and NOTIFY. Whoever listens has a connection for that alone. */
export class PostgresNews implements ClusterNews {
  constructor(
    private readonly url: string,
    private readonly node: NodeId,
    private readonly database: Database,
  ) {}

  async tell(instances: readonly Uid[]): Promise<void> {
    for (let from = 0; from < instances.length; from += INSTANCES_PER_NOTE) {
      const note = [this.node, ...instances.slice(from, from + INSTANCES_PER_NOTE)].join(' ');
      await workingForServer(async () =>
        sql`select pg_notify(${CHANNEL}, ${note})`.execute(this.database.read),
      );
    }
  }

  async listen(heard: (instances: readonly Uid[]) => void): Promise<Listening> {
    const client = new Client({
      ...connectionOf(this.url, PATIENCE_MS, NAME),
      connectionTimeoutMillis: PATIENCE_MS,
    });
    const line = new Line(client);
    client.on('notification', ({ payload = '' }) => {
      const [node, ...instances] = payload.split(' ');
      if (node !== this.node) heard(instances.filter(isUid));
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await line.close();
      throw told(error);
    }
    return line;
  }
}

class Line implements Listening {
  isLost = false;
  private closing: Promise<void> | undefined;

  constructor(private readonly client: Client) {
    const lose = (): void => {
      this.isLost = true;
    };
    client.on('error', lose).on('end', lose);
  }

  async check(): Promise<void> {
    await this.client.query('select 1').catch(async () => this.close());
  }

  async close(): Promise<void> {
    this.isLost = true;
    this.closing ??= hangUp(this.client);
    await this.closing;
  }
}
