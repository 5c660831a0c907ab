import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database, Read } from '../database.js';
import type { TargetId, Uid } from '../ids.js';
import { type DeliveryState, type Flag, OPERATIONS } from '../schema.js';

/** Counting ends here, so that a look costs little however much there is. */
export const MOST_COUNTED = 50_000;

/** What came and went. Each number is at most {@link MOST_COUNTED}, which stands for more, too. */
export interface Traffic {
  /** Messages of others. */
  received: number;
  /** Messages of the account, without those that failed. */
  sent: number;
  /** Messages of the account that WhatsApp did not take. */
  failed: number;
  /** Attempts that the receivers took. */
  delivered: number;
  failedAttempts: number;
  /** Deliveries in these states right now, whenever they began. */
  pending: number;
  parked: number;
}

/** Counts what instances do. */
export class TrafficRepository {
  constructor(private readonly database: Database) {}

  /**
   * @param targets those whose deliveries count
   * @param since epoch ms: when the messages were written, and the attempts made
   */
  async of(instance: Uid, targets: readonly TargetId[], since: number): Promise<Traffic> {
    const { read } = this.database;
    const heard = await trafficQueries.heard(read, instance, since).executeTakeFirstOrThrow();
    // Each query holds the event loop on SQLite.
    await setImmediate();
    const own = await trafficQueries.own(read, instance, since).executeTakeFirstOrThrow();
    await setImmediate();
    const messages = { received: heard.count, sent: own.count - own.failed, failed: own.failed };
    if (targets.length === 0) return { ...messages, delivered: 0, failedAttempts: 0, pending: 0, parked: 0 };
    const attempts = await trafficQueries.attempts(read, targets, since).executeTakeFirstOrThrow();
    await setImmediate();
    const inState = async (state: DeliveryState): Promise<number> =>
      (await trafficQueries.inState(read, targets, state).executeTakeFirstOrThrow()).count;
    return {
      ...messages,
      delivered: attempts.count - attempts.failed,
      failedAttempts: attempts.failed,
      pending: await inState('pending'),
      parked: await inState('parked'),
    };
  }
}

/** Messages since a time, by way of the chats that have any: no index has the messages of an instance by time. */
function inChats(db: Read, instance: Uid, since: number) {
  return db
    .selectFrom('chats')
    .innerJoin('messages', (join) =>
      join.onRef('messages.instance', '=', 'chats.instance').onRef('messages.chat', '=', 'chats.chat'),
    )
    .where('chats.instance', '=', instance)
    .where('chats.last_at', '>=', since)
    .where('messages.at', '>=', since)
    .limit(MOST_COUNTED);
}

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const trafficQueries = {
  /** The literal lets it use the index of what others wrote. */
  heard(db: Read, instance: Uid, since: number) {
    const found = inChats(db, instance, since)
      .select('messages.at')
      .where('messages.from_me', '=', sql.lit<Flag>(0));
    return db.selectFrom(found.as('counted')).select(({ fn }) => fn.countAll<number>().as('count'));
  },

  own(db: Read, instance: Uid, since: number) {
    const found = inChats(db, instance, since)
      .select(sql<number | null>`case when messages.status = 'failed' then 1 end`.as('failed'))
      .where('messages.from_me', '=', 1)
      .where('messages.type', 'not in', OPERATIONS);
    return db
      .selectFrom(found.as('counted'))
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.count<number>('failed').as('failed')]);
  },

  attempts(db: Read, targets: readonly TargetId[], since: number) {
    const found = db
      .selectFrom('attempts')
      .select('error')
      .where('target', 'in', targets)
      .where('at', '>=', since)
      .limit(MOST_COUNTED);
    return db
      .selectFrom(found.as('counted'))
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.count<number>('error').as('failed')]);
  },

  inState(db: Read, targets: readonly TargetId[], state: DeliveryState) {
    const found = db
      .selectFrom('deliveries')
      .select('position')
      .where('target', 'in', targets)
      .where('state', '=', state)
      .limit(MOST_COUNTED);
    return db.selectFrom(found.as('counted')).select(({ fn }) => fn.countAll<number>().as('count'));
  },
};
