import type { Selectable, Updateable } from 'kysely';
import type { Database, Read, Write } from '../database.js';
import { inBatches, MESSAGES_PER_COMMIT, ROWS_PER_COMMIT } from '../batches.js';
import { newId, type TargetId, type Uid } from '../ids.js';
import type { Phone } from '../jids.js';
import type { InstancesTable } from '../schema.js';
import { type Batch, BATCHES, messagesBatch } from './purge.js';

export type InstanceRow = Selectable<InstancesTable>;
/** A change of an instance. */
export type InstanceChange = Omit<
  Updateable<InstancesTable>,
  'uid' | 'instance_id' | 'created_at' | 'next_sequence' | 'deleted_at'
>;

/** What is decided about an instance when it is created. */
export interface NewInstance {
  /** Largest number of messages per minute; null: the setting of the server. */
  sendRate?: number | null;
  /** The only account that may be linked; null: any. */
  ownPhone?: Phone | null;
  metadata?: Record<string, string>;
  /** Whose messages are marked as read; by default nobody's. */
  autoRead?: string;
  /** URL of the proxy; null: none. */
  proxy?: string | null;
  /** Whether people see the account typing before its messages; by default they do not. */
  typing?: boolean;
}

/** What the id of a deleted instance begins with; ids that callers choose do not. */
const RETIRED = '~';

/** All instances, with their state and what the operator wants of them. */
export class InstancesRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<InstanceRow[]> {
    return this.database.read
      .selectFrom('instances')
      .selectAll()
      .where('deleted_at', 'is', null)
      .orderBy('created_at')
      .orderBy('uid')
      .execute();
  }

  /** Of all instances, also those that were deleted and are not removed yet. */
  async uids(): Promise<Uid[]> {
    const rows = await this.database.read
      .selectFrom('instances')
      .select('uid')
      .orderBy('created_at')
      .execute();
    return rows.map(({ uid }) => uid);
  }

  /** The given instances, also those that were deleted and are not removed yet. */
  async byUid(uids: readonly Uid[]): Promise<InstanceRow[]> {
    if (uids.length === 0) return [];
    return this.database.read
      .selectFrom('instances')
      .selectAll()
      .where('uid', 'in', uids)
      .orderBy('created_at')
      .orderBy('uid')
      .execute();
  }

  async count(db: Read | Write = this.database.read): Promise<number> {
    const { count } = await db
      .selectFrom('instances')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow();
    return count;
  }

  /** How many are connected, as their rows say, besides the given ones. */
  async countConnected(without: readonly string[]): Promise<number> {
    const { count } = await this.database.read
      .selectFrom('instances')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('deleted_at', 'is', null)
      .where('status', '=', 'connected')
      .$if(without.length > 0, (query) => query.where('instance_id', 'not in', without))
      .executeTakeFirstOrThrow();
    return count;
  }

  async find(instanceId: string): Promise<InstanceRow | undefined> {
    return this.database.read
      .selectFrom('instances')
      .selectAll()
      .where('instance_id', '=', instanceId)
      .executeTakeFirst();
  }

  /** Adds an instance. Resolves with undefined if the id is taken. */
  async insert(
    write: Write,
    instanceId: string,
    at: number,
    {
      sendRate = null,
      ownPhone = null,
      metadata = {},
      autoRead,
      proxy = null,
      typing = false,
    }: NewInstance = {},
  ): Promise<InstanceRow | undefined> {
    return write
      .insertInto('instances')
      .values({
        uid: newId('ins'),
        instance_id: instanceId,
        created_at: at,
        last_activity: at,
        desired: 'disconnected',
        halted: null,
        phone: null,
        lid: null,
        name: null,
        connected_at: null,
        presence: null,
        last_disconnect: null,
        send_rate: sendRate,
        own_phone: ownPhone,
        last_phone: null,
        deleted_at: null,
        reject_calls_text: null,
        metadata: JSON.stringify(metadata),
        auto_read: autoRead,
        proxy,
        typing: typing ? 1 : 0,
      })
      .onConflict((conflict) => conflict.column('instance_id').doNothing())
      .returningAll()
      .executeTakeFirst();
  }

  async update(db: Read | Write, uid: Uid, change: InstanceChange): Promise<void> {
    await db.updateTable('instances').set(change).where('uid', '=', uid).execute();
  }

  /**
   * Takes the next slot at which a message may leave.
   * @param pauseMs time until the slot after it
   * @returns epoch ms; undefined if the instance no longer exists
   */
  async takeSlot(write: Write, uid: Uid, now: number, pauseMs: number): Promise<number | undefined> {
    const row = await write
      .selectFrom('instances')
      .select('next_slot')
      .where('uid', '=', uid)
      .executeTakeFirst();
    if (!row) return undefined;
    const slot = Math.max(now, row.next_slot);
    await this.update(write, uid, { next_slot: slot + pauseMs });
    return slot;
  }

  /**
   * Takes an instance out of service for good, in one small commit: its id is free again, its credentials are gone, and
   * deliveries to its endpoints rest. {@link purge} removes the rest, and then lets the last event go out.
   * @param at epoch ms
   */
  async retire(write: Write, uid: Uid, at: number): Promise<void> {
    await write
      .updateTable('instances')
      .set({ instance_id: RETIRED + uid, deleted_at: at, desired: 'disconnected', metadata: '{}' })
      .set({
        phone: null,
        lid: null,
        name: null,
        own_phone: null,
        last_phone: null,
        reject_calls_text: null,
        proxy: null,
      })
      .where('uid', '=', uid)
      .execute();
    await write.deleteFrom('credentials').where('instance', '=', uid).execute();
    await write
      .updateTable('targets')
      .set({ enabled: 0, url: null, headers: null, secret: null, previous_secret: null })
      .where('instance', '=', uid)
      .where((eb) => eb.or([eb('enabled', '=', 0), eb('paused', '=', 1)]))
      .execute();
    await write
      .updateTable('targets')
      .set({ paused: 1 })
      .where('instance', '=', uid)
      .where('enabled', '=', 1)
      .execute();
  }

  /** Instances that were retired, and of which rows are left that may go. */
  async retired(): Promise<Uid[]> {
    const rows = await this.database.read
      .selectFrom('instances')
      .select('uid')
      .where('deleted_at', 'is not', null)
      .where((eb) =>
        eb.or([
          eb('purged', '=', 0),
          eb.not(
            eb.exists(
              eb.selectFrom('deliveries').select('id').whereRef('deliveries.instance', '=', 'instances.uid'),
            ),
          ),
        ]),
      )
      .execute();
    return rows.map(({ uid }) => uid);
  }

  /**
   * Removes the rows of a retired instance in small commits, and then the instance. If its last event was to be delivered, the
   * instance stays as long as that is kept in the delivery log.
   * @param goesOn asked before each commit; if it says no, what is left waits for the next call
   * @returns the targets of the instance to which the last event goes out from now on
   */
  async purge(uid: Uid, goesOn: () => boolean): Promise<TargetId[]> {
    const clear = async (batch: Batch, perCommit: number) =>
      inBatches(async (limit) => {
        if (!goesOn()) return 0;
        const { numDeletedRows } = await this.database.write(async (write) => batch(write, uid, limit));
        return Number(numDeletedRows);
      }, perCommit);
    await clear(messagesBatch, MESSAGES_PER_COMMIT);
    for (const batch of BATCHES) await clear(batch, ROWS_PER_COMMIT);
    if (!goesOn()) return [];
    return this.database.write(async (write) => {
      const delivery = await write
        .selectFrom('deliveries')
        .select('id')
        .where('instance', '=', uid)
        .limit(1)
        .executeTakeFirst();
      if (!delivery) {
        await this.remove(write, uid);
        return [];
      }
      await this.update(write, uid, { purged: 1 });
      const released = await write
        .updateTable('targets')
        .set({ paused: 0 })
        .where('instance', '=', uid)
        .where('enabled', '=', 1)
        .returning('id')
        .execute();
      return released.map(({ id }) => id);
    });
  }

  /** Removes the targets of retired instances to which nothing is to be delivered any longer. */
  async forgetTargets(): Promise<void> {
    await this.database.write(async (write) =>
      write
        .deleteFrom('targets')
        .where('instance', 'in', (eb) =>
          eb
            .selectFrom('instances')
            .select('uid')
            .where('deleted_at', 'is not', null)
            .where('purged', '=', 1),
        )
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('deliveries')
                .select('id')
                .whereRef('deliveries.target', '=', 'targets.id')
                .where('state', '=', 'pending'),
            ),
          ),
        )
        .execute(),
    );
  }

  /** Removes the instance and, by cascade, all its rows, in one commit. */
  async remove(write: Write, uid: Uid): Promise<void> {
    await write.deleteFrom('instances').where('uid', '=', uid).execute();
  }
}
