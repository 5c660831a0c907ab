import { sql } from 'kysely';
import { inPowers } from '../batches.js';
import type { Database, Write } from '../database.js';
import type { HeldLeases } from '../cluster/held-leases.js';
import type { DeliveryId, EventId, NodeId, TargetId, Uid } from '../ids.js';
import type { Phone } from '../jids.js';
import type { DeliveryState } from '../schema.js';
import { claimQueries, type Line, type QueuedDelivery, type Range } from './claim-queries.js';
import { makeDue } from './targets.js';

/** A pending delivery with everything that an attempt needs. */
export interface DueDelivery extends QueuedDelivery {
  id: DeliveryId;
  target: TargetId;
  /** Number of attempts that do not count for the schedule. */
  attempts_before: number;
  event_id: EventId;
  instance_id: string;
  /** The account that is linked now; null: there is no such account. */
  phone: Phone | null;
  sequence: number;
  event: string;
  /** When the event happened, epoch ms. */
  at: number;
  /** JSON of the payload. */
  data: string;
  /** JSON of the instance's metadata at that time; null if it had no metadata. */
  metadata: string | null;
  /** Where the event happened in a trace. */
  traceparent: string | null;
}

/** The result of an attempt, and the state of its delivery after it. */
export interface AttemptResult {
  delivery: DeliveryId;
  target: TargetId;
  instance: Uid;
  /** From 1. */
  number: number;
  /** Beginning and end of the attempt, epoch ms. */
  startedAt: number;
  endedAt: number;
  status: number | null;
  error: string | null;
  /** Beginning of the receiver's answer. */
  response: string | null;
  /** `pending`: retried at `dueAt`. */
  state: DeliveryState;
  dueAt: number | null;
}

/** How an attempt changed the hold of its target, if it did. */
export type HoldChange = 'held' | 'released' | undefined;

/** All deliveries. No state on disk says that a delivery is being sent: after a crash it is simply pending. */
export class DeliveriesRepository {
  /** By what writes it. */
  private readonly batches = new Map<Database, Batch>();

  /** @param node whose instances' deliveries are meant; undefined: all */
  constructor(
    private readonly database: Database,
    private readonly leases: HeldLeases,
    private readonly node?: NodeId,
  ) {}

  /** The oldest pending delivery to a target. */
  async oldest(target: TargetId): Promise<QueuedDelivery | undefined> {
    return claimQueries.oldest(this.database.read, target, this.node).executeTakeFirst();
  }

  /** The instances that have untried deliveries to a target. */
  async instances(target: TargetId): Promise<Uid[]> {
    const { rows } = await claimQueries.instances(target, this.node).execute(this.database.read);
    return rows.map(({ instance }) => instance);
  }

  /**
   * The untried deliveries of one instance to a target, after position `after`, oldest first. Within an instance, no
   * delivery appears later below a position that was seen; across instances it can.
   */
  async untried(target: TargetId, instance: Uid, after: number, limit: number): Promise<QueuedDelivery[]> {
    return claimQueries.untried(this.database.read, target, instance, after, limit).execute();
  }

  /** Positions of the untried deliveries of a line, oldest first. */
  async inLine(target: TargetId, line: Line, range: Range): Promise<number[]> {
    const rows = await claimQueries.inLine(this.database.read, target, line, range).execute();
    return rows.map(({ position }) => position);
  }

  /** The retries that are due at `now` (epoch ms), those due the longest first. */
  async dueRetries(target: TargetId, now: number, limit: number): Promise<QueuedDelivery[]> {
    return claimQueries.dueRetries(this.database.read, target, this.node, now, limit).execute();
  }

  /** When the next retry after `now` is due; both in epoch ms. */
  async nextRetryAt(target: TargetId, now: number): Promise<number | undefined> {
    return (await claimQueries.nextRetry(this.database.read, target, this.node, now).executeTakeFirst())
      ?.due_at;
  }

  /** The given deliveries that are still pending, with their events, in order. */
  async load(positions: readonly number[]): Promise<DueDelivery[]> {
    return claimQueries.whole(this.database.read, this.node, positions).execute();
  }

  /**
   * Records an attempt and its consequences: the state of the delivery, the failures of the target, and the hold, which
   * begins after `holdAfter` failures in a row and ends with a success. Attempts that end together share one unit of
   * work. Nothing is recorded if the delivery no longer exists because its instance was deleted.
   * @throws Fenced if another server has the instance
   */
  async record(result: AttemptResult, holdAfter: number): Promise<HoldChange> {
    const database = this.leases.databaseOf(result.instance);
    const { results, changes } = this.batches.get(database) ?? this.openBatch(database, holdAfter);
    results.push(result);
    return (await changes).get(result);
  }

  private openBatch(database: Database, holdAfter: number): Batch {
    const results: AttemptResult[] = [];
    const close = () => {
      if (this.batches.get(database) === batch) this.batches.delete(database);
    };
    const changes = database
      .write(async (write) => {
        close();
        return settleAll(write, results, holdAfter);
      })
      // If the commit fails before its turn, `close` was not called: nothing may join a batch that has ended.
      .finally(close);
    const batch: Batch = { results, changes };
    this.batches.set(database, batch);
    return batch;
  }
}

/** Attempts that wait for their unit of work to begin, and its future result. */
interface Batch {
  results: AttemptResult[];
  changes: Promise<Map<AttemptResult, HoldChange>>;
}

async function settleAll(
  write: Write,
  results: readonly AttemptResult[],
  holdAfter: number,
): Promise<Map<AttemptResult, HoldChange>> {
  const settled: AttemptResult[] = [];
  for (const result of results) if (await settle(write, result)) settled.push(result);
  for (const some of inPowers(settled))
    await write.insertInto('attempts').values(some.map(attemptOf)).execute();
  const changes = new Map<AttemptResult, HoldChange>();
  for (const target of new Set(settled.map((result) => result.target))) {
    const ended = settled.filter((result) => result.target === target);
    await count(write, target, ended, holdAfter, changes);
  }
  return changes;
}

/** Changes a delivery after an attempt. Returns false if it no longer exists or the attempt was recorded before. */
async function settle(write: Write, result: AttemptResult): Promise<boolean> {
  const { delivery, number, endedAt, status, error, state, dueAt } = result;
  const finishedAt = state === 'pending' ? null : endedAt;
  const { numAffectedRows } = await sql`update deliveries
    set attempts = ${number}, state = ${state}, due_at = coalesce(${dueAt}, due_at), finished_at = ${finishedAt},
      last_status = ${status}, last_error = ${error}
    where id = ${delivery} and state = 'pending' and attempts = ${number - 1}`.execute(write);
  return numAffectedRows === 1n;
}

function attemptOf({ delivery, number, target, startedAt, endedAt, status, error, response }: AttemptResult) {
  const latency_ms = Math.max(0, endedAt - startedAt);
  return { delivery, number, target, at: startedAt, status, latency_ms, error, response };
}

/** Updates the failures and the hold of a target, for attempts in the order in which they ended. */
async function count(
  write: Write,
  id: TargetId,
  ended: readonly AttemptResult[],
  holdAfter: number,
  changes: Map<AttemptResult, HoldChange>,
): Promise<void> {
  const before = await write
    .selectFrom('targets')
    .select(['failures', 'held_since'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!before) return;
  let { failures, held_since } = before;
  for (const result of ended) {
    if (result.state === 'delivered') {
      if (held_since !== null) {
        await makeDue(write, id, result.endedAt);
        changes.set(result, 'released');
      }
      [failures, held_since] = [0, null];
      continue;
    }
    failures += 1;
    if (held_since !== null || failures < holdAfter) continue;
    held_since = result.endedAt;
    changes.set(result, 'held');
  }
  if (failures === before.failures && held_since === before.held_since) return;
  await write.updateTable('targets').set({ failures, held_since }).where('id', '=', id).execute();
}
