import { type Kysely, sql } from 'kysely';
import type { ClusterTables, Holder, NodeEntry, NodeView } from '../cluster/cluster-tables.js';
import type { Lease } from '../cluster/lease.js';
import type { Write } from '../database.js';
import type { NodeId, Uid } from '../ids.js';
import type { NodesTable, Schema } from '../schema.js';
import type { PostgresDatabase } from './database.js';

/** How long servers need to come back to a database that was restarted. */
const SETTLING = '15 s';

/**
 * The tables of a cluster. A takeover waits for the commits of the last owner, which hold the row of the lease until they are
 * durable, and none of them begins after it.
 */
export class PostgresClusterTables implements ClusterTables {
  constructor(private readonly database: PostgresDatabase) {}

  /** Beats must not wait for anything else. */
  private get db(): Kysely<Schema> {
    return this.database.signs;
  }

  async beat({ id, url, version, startedAt, draining }: NodeEntry): Promise<number> {
    const { rows } = await sql<{ now: number }>`
      insert into nodes (id, url, version, started_at, beat, draining)
        values (${id}, ${url}, ${version}, ${startedAt}, 1, ${draining ? 1 : 0})
        on conflict (id) do update set beat = nodes.beat + 1, draining = excluded.draining
        returning (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(this.db);
    return rows[0]?.now ?? Number.NaN;
  }

  async nodes(): Promise<NodeView[]> {
    const { rows } = await sql<NodesTable & { present: boolean }>`
      select nodes.*, clock_timestamp() - pg_postmaster_start_time() < ${SETTLING}::interval
          or exists (select from pg_stat_activity where application_name = nodes.id) as present
        from nodes order by id`.execute(this.db);
    return rows.map(({ id, url, version, started_at: startedAt, beat, draining, present }) => {
      return { id, url, version, startedAt, beat, draining: draining === 1, present };
    });
  }

  async knows(node: NodeId): Promise<boolean> {
    const row = await this.database.read
      .selectFrom('nodes')
      .select('id')
      .where('id', '=', node)
      .executeTakeFirst();
    return row !== undefined;
  }

  async insert(write: Write, instance: Uid, node: NodeId, then: (lease: Lease) => void): Promise<Lease> {
    const lease = { instance, epoch: 1 };
    await write
      .insertInto('leases')
      .values({ ...lease, node })
      .execute();
    this.database.afterCommit(write, (succeeded) => {
      if (succeeded) then(lease);
    });
    return lease;
  }

  async forget(node: NodeId): Promise<void> {
    await sql`delete from nodes where id = ${node}
      and not exists (select from leases where node = ${node})`.execute(this.db);
  }

  async shares(): Promise<ReadonlyMap<NodeId | null, number>> {
    const { rows } = await sql<{ node: NodeId | null; count: number }>`
      select leases.node, count(*) as count from instances left join leases on leases.instance = instances.uid
        group by leases.node`.execute(this.db);
    return new Map(rows.map(({ node, count }) => [node, count]));
  }

  async leasesOf(node: NodeId): Promise<Lease[]> {
    return this.db.selectFrom('leases').select(['instance', 'epoch']).where('node', '=', node).execute();
  }

  async takeFree(node: NodeId, limit: number): Promise<Lease[]> {
    await sql`insert into leases (instance, node, epoch)
      select uid, null, 0 from instances where not exists (select from leases where leases.instance = instances.uid)
      on conflict do nothing`.execute(this.db);
    const { rows } = await sql<Lease>`
      with chosen as (
        select instance from leases
          where node is null or not exists (select from nodes where nodes.id = leases.node)
          order by md5(instance || ${node}) limit ${limit} for no key update skip locked
      )
      update leases set node = ${node}, epoch = epoch + 1 where instance in (select instance from chosen)
        returning instance, epoch`.execute(this.db);
    return rows;
  }

  async takeFrom({ id, beat }: Pick<NodeView, 'id' | 'beat'>, node: NodeId, limit: number): Promise<Lease[]> {
    const { rows } = await sql<Lease>`
      with chosen as (
        select instance from leases
          where node = ${id} and exists (select from nodes where nodes.id = ${id} and beat = ${beat})
          order by md5(instance || ${node}) limit ${limit} for no key update skip locked
      )
      update leases set node = ${node}, epoch = epoch + 1 where instance in (select instance from chosen)
        returning instance, epoch`.execute(this.db);
    return rows;
  }

  async renew(node: NodeId): Promise<Lease[]> {
    return this.db
      .updateTable('leases')
      .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
      .where('node', '=', node)
      .returning(['instance', 'epoch'])
      .execute();
  }

  async handOver({ instance, epoch }: Lease, to: NodeId | null): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('leases')
      .set({ node: to, epoch: epoch + 1 })
      .where('instance', '=', instance)
      .where('epoch', '=', epoch)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** Every change of a row is a new version of it, with the number of its transaction. */
  async revisions(): Promise<{ keys: string; endpoints: string }> {
    const { rows } = await sql<{ keys: string; endpoints: string }>`select
      (select md5(string_agg(concat(id, ' ', xmin), ',' order by id)) from api_keys) as keys,
      (select md5(string_agg(concat(id, ' ', xmin), ',' order by id)) from targets where instance is null) as endpoints`.execute(
      this.database.read,
    );
    return rows[0] ?? { keys: '', endpoints: '' };
  }

  async holderOf(instanceId: string): Promise<Holder | undefined> {
    const row = await this.database.read
      .selectFrom('instances')
      .leftJoin('leases', 'leases.instance', 'instances.uid')
      .leftJoin('nodes', 'nodes.id', 'leases.node')
      .select(['instances.uid', 'nodes.id', 'nodes.url'])
      .where('instances.instance_id', '=', instanceId)
      .executeTakeFirst();
    return row && { instance: row.uid, node: row.id ?? undefined, url: row.url ?? undefined };
  }
}
