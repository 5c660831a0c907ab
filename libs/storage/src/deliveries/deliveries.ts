import { sql } from 'kysely';
import type { Database, Write } from '../database.js';
import type { DeliveryState } from '../schema.js';
import { claimQueries, type Line, type QueuedDelivery, type Range } from './claim-queries.js';
import { makeDue } from './targets.js';

/** A delivery with all that is needed to make it. */
export interface DueDelivery extends QueuedDelivery {
  id: string;
  target: string;
  /** Attempts that do not count for the schedule. */
  attempts_before: number;
  event_id: string;
  instance_id: string;
  sequence: number;
  event: string;
  /** When the event happened, epoch ms. */
  at: number;
  /** JSON of the payload. */
  data: string;
}

/** What became of an attempt, and of its delivery. */
export interface AttemptResult {
  delivery: string;
  target: string;
  /** From 1. */
  number: number;
  /** Epoch ms of its beginning and its end. */
  startedAt: number;
  endedAt: number;
  status: number | null;
  error: string | null;
  /** First bytes of the answer. */
  response: string | null;
  /** `pending`: tried again at `dueAt`. */
  state: DeliveryState;
  dueAt: number | null;
}

/** What recording an attempt changed beyond its delivery. */
export type HoldChange = 'held' | 'released' | undefined;

/** What is still to be delivered, and what was. The row is the truth: nothing says "being sent" on disk. */
export class DeliveriesRepository {
  private batch: Batch | undefined;

  constructor(private readonly database: Database) {}

  /** What has waited longest for a target. */
  async oldest(target: string): Promise<QueuedDelivery | undefined> {
    return claimQueries.oldest(this.database.read, target).executeTakeFirst();
  }

  /** The instances of which something waits for a target that was not tried yet. */
  async instances(target: string): Promise<string[]> {
    const { rows } = await claimQueries.instances(target).execute(this.database.read);
    return rows.map(({ instance }) => instance);
  }

  /**
   * What waits for a target of one instance and was not tried yet, beyond position `after`, oldest first. Within an
   * instance nothing appears later below what was seen; between instances it may.
   */
  async untried(target: string, instance: string, after: number, limit: number): Promise<QueuedDelivery[]> {
    return claimQueries.untried(this.database.read, target, instance, after, limit).execute();
  }

  /** Positions of the untried deliveries in a line, oldest first. */
  async inLine(target: string, line: Line, range: Range): Promise<number[]> {
    const rows = await claimQueries.inLine(this.database.read, target, line, range).execute();
    return rows.map(({ position }) => position);
  }

  /** Further attempts that are due at `now` (epoch ms), the longest due first. */
  async dueRetries(target: string, now: number, limit: number): Promise<QueuedDelivery[]> {
    return claimQueries.dueRetries(this.database.read, target, now, limit).execute();
  }

  /** When the next attempt after `now` falls due (epoch ms). */
  async nextRetryAt(target: string, now: number): Promise<number | undefined> {
    return (await claimQueries.nextRetry(this.database.read, target, now).executeTakeFirst())?.due_at;
  }

  /** Those of the deliveries that are still pending, with their events, in order. */
  async load(positions: readonly number[]): Promise<DueDelivery[]> {
    return claimQueries.whole(this.database.read, positions).execute();
  }

  /**
   * Writes an attempt with all that follows from it: the delivery's state, the target's row of failures, the hold
   * that begins at `holdAfter` failures and ends with a success. Attempts that end together share one unit of work.
   * A delivery that is gone (its instance was deleted) is left in peace.
   */
  async record(result: AttemptResult, holdAfter: number): Promise<HoldChange> {
    this.batch ??= this.openBatch(holdAfter);
    const { results, changes } = this.batch;
    results.push(result);
    return (await changes).get(result);
  }

  private openBatch(holdAfter: number): Batch {
    const results: AttemptResult[] = [];
    const close = () => {
      if (this.batch === batch) this.batch = undefined;
    };
    const changes = this.database
      .write(async (write) => {
        close();
        return settleAll(write, results, holdAfter);
      })
      // A commit that fails before its turn never gets to it: nobody may join a batch that is over.
      .finally(close);
    const batch: Batch = { results, changes };
    return batch;
  }
}

/** Attempts that wait for their unit of work to begin, and what will have come of it. */
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
  const changes = new Map<AttemptResult, HoldChange>();
  for (const target of new Set(settled.map((result) => result.target))) {
    const ended = settled.filter((result) => result.target === target);
    await count(write, target, ended, holdAfter, changes);
  }
  return changes;
}

/** False when the delivery is gone, or this attempt was recorded before. */
async function settle(write: Write, result: AttemptResult): Promise<boolean> {
  const { delivery, number, target, startedAt, endedAt, status, error, response, state, dueAt } = result;
  const finishedAt = state === 'pending' ? null : endedAt;
  const { numAffectedRows } = await sql`update deliveries
    set attempts = ${number}, state = ${state}, due_at = coalesce(${dueAt}, due_at), finished_at = ${finishedAt},
      last_status = ${status}, last_error = ${error}
    where id = ${delivery} and state = 'pending' and attempts = ${number - 1}`.execute(write);
  if (numAffectedRows !== 1n) return false;
  const latency = Math.max(0, endedAt - startedAt);
  await sql`insert into attempts (delivery, number, target, at, status, latency_ms, error, response)
    values (${delivery}, ${number}, ${target}, ${startedAt}, ${status}, ${latency}, ${error}, ${response})`.execute(
    write,
  );
  return true;
}

/** Counts a target's failures in a row, through attempts in the order of their ends. */
async function count(
  write: Write,
  id: string,
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
