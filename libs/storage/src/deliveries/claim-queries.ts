import { type ExpressionBuilder, sql } from 'kysely';
import { heldBy } from '../cluster/held-by.js';
import type { Read } from '../database.js';
import type { NodeId, TargetId, Uid } from '../ids.js';
import type { Schema } from '../schema.js';

/** A line: the deliveries of one chat, or those of an instance that belong to no chat. They go out in order. */
export interface Line {
  instance: Uid;
  chat: string | null;
}

/** Positions after `after`, up to and including `upTo`. */
export interface Range {
  after: number;
  upTo: number;
  limit: number;
}

/** A pending delivery. */
export interface QueuedDelivery extends Line {
  position: number;
  /** Number of attempts; 0: untried. */
  attempts: number;
  /** When the next attempt is due, epoch ms. Meaningless before the first attempt, which is due immediately. */
  due_at: number;
}

type Deliveries = ExpressionBuilder<Schema, 'deliveries'>;

// Literals, not bound parameters: SQLite uses a partial index only if the query repeats its condition.
const pending = (eb: Deliveries) => eb('deliveries.state', '=', sql.lit('pending'));
const untried = (eb: Deliveries) => eb('deliveries.attempts', '=', eb.lit(0));
const tried = (eb: Deliveries) => eb('deliveries.attempts', '>', eb.lit(0));

const QUEUED = ['position', 'instance', 'chat', 'attempts', 'due_at'] as const;

/**
 * The queries that run for every claim. Each walks one index from where its result begins, so that its cost does not grow
 * with the backlog; a spec checks that.
 */
export const claimQueries = {
  oldest: (db: Read, target: TargetId, node?: NodeId) =>
    db
      .selectFrom('deliveries')
      .select(QUEUED)
      .where('target', '=', target)
      .where(pending)
      .where(heldBy(node, 'deliveries.instance'))
      .orderBy('position')
      .limit(1),

  /** Looks up each next instance from the previous one, and skips the rows in between. */
  instances: (target: TargetId, node?: NodeId) =>
    sql<{ instance: Uid }>`with recursive waiting (instance) as (
        select min(instance) from deliveries where target = ${target} and state = 'pending' and attempts = 0
        union all
        select (
          select min(deliveries.instance) from deliveries
            where target = ${target} and state = 'pending' and attempts = 0
              and deliveries.instance > waiting.instance
        ) from waiting where waiting.instance is not null
      )
      select instance from waiting where instance is not null${
        node === undefined ? sql`` : sql` and instance in (select instance from leases where node = ${node})`
      }`,

  untried: (db: Read, target: TargetId, instance: Uid, after: number, limit: number) =>
    db
      .selectFrom('deliveries')
      .select(QUEUED)
      .where('target', '=', target)
      .where('instance', '=', instance)
      .where(pending)
      .where(untried)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit),

  inLine: (db: Read, target: TargetId, line: Line, { after, upTo, limit }: Range) =>
    db
      .selectFrom('deliveries')
      .select('position')
      .where('target', '=', target)
      .where('instance', '=', line.instance)
      .where((eb) => (line.chat === null ? eb('chat', 'is', null) : eb('chat', '=', line.chat)))
      .where(pending)
      .where(untried)
      .where('position', '>', after)
      .where('position', '<=', upTo)
      .orderBy('position')
      .limit(limit),

  dueRetries: (db: Read, target: TargetId, node: NodeId | undefined, now: number, limit: number) =>
    db
      .selectFrom('deliveries')
      .select(QUEUED)
      .where('target', '=', target)
      .where(pending)
      .where(tried)
      .where(heldBy(node, 'deliveries.instance'))
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('position')
      .limit(limit),

  nextRetry: (db: Read, target: TargetId, node: NodeId | undefined, after: number) =>
    db
      .selectFrom('deliveries')
      .select('due_at')
      .where('target', '=', target)
      .where(pending)
      .where(tried)
      .where(heldBy(node, 'deliveries.instance'))
      .where('due_at', '>', after)
      .orderBy('due_at')
      .limit(1),

  whole: (db: Read, node: NodeId | undefined, positions: readonly number[]) =>
    db
      .selectFrom('deliveries')
      .innerJoin('events', 'events.id', 'deliveries.event')
      .leftJoin('instances', 'instances.uid', 'deliveries.instance')
      .select('instances.phone')
      .select(['deliveries.id', 'deliveries.target', 'deliveries.position', 'deliveries.attempts'])
      .select('deliveries.attempts_before')
      .select(['deliveries.instance', 'deliveries.chat', 'deliveries.due_at', 'events.id as event_id'])
      .select(['events.instance_id', 'events.sequence', 'events.event', 'events.at', 'events.data'])
      .select('events.metadata')
      .select('events.traceparent')
      .where('deliveries.position', 'in', positions)
      .where('deliveries.state', '=', 'pending')
      .where(heldBy(node, 'deliveries.instance'))
      .orderBy('deliveries.position'),
};
