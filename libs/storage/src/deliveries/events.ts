import { EventEmitter } from 'node:events';
import { isByName } from '#libs/events';
import { currentTrace, epochMs, measures, startSpan, traceparentOf } from '#libs/observability';
import { type Insertable, type Selectable, sql } from 'kysely';
import { inPowers, ROWS_PER_COMMIT } from '../batches.js';
import type { Database, Read, Write } from '../database.js';
import type { LidMapRepository } from '../accounts/lid-map.js';
import { deliveryIdOf, type EventId, newId, type Uid } from '../ids.js';
import { INDEXED, indexable } from '../indexable.js';
import { isLid, isPhone } from '../jids.js';
import type { InstanceRow } from '../accounts/instances.js';
import type { DeliveriesTable, EventsTable } from '../schema.js';
import type { NewDeliveries } from './new-deliveries.js';
import { passes } from './endpoint-filter.js';
import { filterOf, isAskedFor, type TargetRow, wantingTargets } from './targets.js';

export type EventRow = Selectable<EventsTable>;

/** The metadata of an instance that has none. */
const NO_METADATA = '{}';

/** An event that is about to be stored. */
export interface NewEvent {
  event: string;
  /** When it happened, epoch ms; `timestamp` in the body of the webhook. */
  at: number;
  /** Canonical chat, whose events are delivered in order. */
  chat: string | null;
  /** At most one event per instance has this key; null: the event is always new. */
  dedupe: string | null;
  data: object;
}

/** An event with its place in the log. */
type NumberedEvent = NewEvent & Pick<EventRow, 'id' | 'sequence'>;
type NewDelivery = Insertable<DeliveriesTable>;
/** A target that wants events of a name. */
type Wanting = Pick<TargetRow, 'id' | 'filter'>;

/** Selects events of an instance by their sequences. */
interface EventRange {
  /** Only later ones. */
  after: number;
  /** None later than this. */
  upTo: number;
  limit: number;
  /** Of payloads. */
  bytes: number;
  names?: readonly string[];
}

/** The event log: all events of all instances in order, and their deliveries. */
export class EventsRepository {
  /** From the WhatsApp clients to the webhooks. It only says that there is news: the rows are the truth. */
  private readonly bridge: EventEmitter<{ appended: [Uid] }>;

  /** @param origin whose listeners hear of what is appended */
  constructor(
    private readonly database: Database,
    private readonly newDeliveries: NewDeliveries,
    private readonly lidMap: LidMapRepository,
    origin?: EventsRepository,
  ) {
    this.bridge = origin?.bridge ?? new EventEmitter();
  }

  /** Calls `listener`, which must not throw, after each event's commit. That may have failed; see `afterCommit`. */
  onAppended(listener: (instance: Uid) => void): void {
    this.bridge.on('appended', listener);
  }

  /**
   * Stores events, and a delivery to every target that wants them, in the caller's unit of work. Events that have to be
   * asked for by name are dropped unless a target does.
   * @returns the number of new events
   */
  async append(
    write: Write,
    instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    events: readonly NewEvent[],
  ): Promise<number> {
    const fresh = await this.fresh(write, instance.uid, events);
    const last = fresh.at(-1);
    if (!last) return 0;
    // This update comes first, so that events of one instance are written one after the other even with concurrent
    // writers. Otherwise sequences and positions would not become visible in order.
    const counter = await write
      .updateTable('instances')
      .set((eb) => ({ next_sequence: eb('next_sequence', '+', fresh.length), last_activity: last.at }))
      .where('uid', '=', instance.uid)
      .where('deleted_at', 'is', null)
      .returning(['next_sequence', 'metadata'])
      .executeTakeFirst();
    // The instance was deleted meanwhile.
    if (!counter) return 0;
    const first = counter.next_sequence - fresh.length;
    const metadata = counter.metadata === NO_METADATA ? null : counter.metadata;
    const numbered = fresh.map((event, index) => ({ ...event, id: newId('evt'), sequence: first + index }));
    for (const some of inPowers(numbered)) {
      const rows = some.map((event) => this.rowOf(write, instance, event, metadata));
      await write.insertInto('events').values(rows).execute();
    }
    await this.addDeliveries(write, instance.uid, numbered);
    this.database.afterCommit(write, () => this.bridge.emit('appended', instance.uid));
    return fresh.length;
  }

  async find(id: EventId): Promise<EventRow | undefined> {
    return this.database.read.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** Sequence of the newest event of an instance; 0 if it has no events, undefined if it no longer exists. */
  async lastSequence(instance: Uid): Promise<number | undefined> {
    const row = await this.database.read
      .selectFrom('instances')
      .select('next_sequence')
      .where('uid', '=', instance)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    return row && row.next_sequence - 1;
  }

  /** Sequences of the newest events of instances. */
  async lastSequences(instances: readonly Uid[]): Promise<Map<Uid, number>> {
    const rows = await this.database.read
      .selectFrom('instances')
      .select(['uid', 'next_sequence'])
      .where('uid', 'in', instances)
      .execute();
    return new Map(rows.map(({ uid, next_sequence }) => [uid, next_sequence - 1]));
  }

  /**
   * The sequences of an instance whose events are still kept, in order: those after `after`, up to and including `upTo`.
   */
  async sequences(instance: Uid, after: number, upTo: number, limit: number): Promise<number[]> {
    const rows = await this.database.read
      .selectFrom('events')
      .select('sequence')
      .where('instance', '=', instance)
      .where('sequence', '>', after)
      .where('sequence', '<=', upTo)
      .orderBy('sequence')
      .limit(limit)
      .execute();
    return rows.map(({ sequence }) => sequence);
  }

  /**
   * Events of an instance in order: those with one of `names`, or all. Not more than `limit`, nor, if there are several, than
   * `bytes` of payloads.
   * @returns `upTo`: where they end; events up to there that are not among them have other names
   */
  async inOrder(
    instance: Uid,
    { after, upTo, limit, bytes, names }: EventRange,
  ): Promise<{ events: EventRow[]; upTo: number }> {
    let query = this.database.read
      .selectFrom('events')
      .where('instance', '=', instance)
      .where('sequence', '>', after)
      .where('sequence', '<=', upTo)
      .orderBy('sequence');
    if (names) query = query.where('event', 'in', names);
    const sizes = await query
      .select(['sequence', sql<number>`octet_length(data)`.as('size')])
      .limit(limit)
      .execute();
    let sum = 0;
    const over = sizes.findIndex(({ size }, index) => (sum += size) > bytes && index > 0);
    const fitting = over < 0 ? sizes : sizes.slice(0, over);
    const end = over < 0 && sizes.length < limit ? upTo : (fitting.at(-1)?.sequence ?? upTo);
    const events = await query.selectAll().where('sequence', '<=', end).limit(limit).execute();
    return { events, upTo: end };
  }

  /** The event with a deduplication key. */
  async byDedupe(db: Read, instance: Uid, dedupe: string): Promise<EventRow | undefined> {
    return db
      .selectFrom('events')
      .selectAll()
      .where('instance', '=', instance)
      .where('dedupe', '=', dedupe)
      .executeTakeFirst();
  }

  /**
   * Removes events older than `before` (epoch ms) that no pending delivery needs, in small commits.
   * @returns the number removed
   */
  async prune(before: number): Promise<number> {
    let removed = 0;
    let after: { at: number; id: EventId } | undefined = { at: 0, id: 'evt_' };
    while (after) {
      const from: { at: number; id: EventId } = after;
      const page = await this.database.write(async (write) => pruneAfter(write, from, before));
      removed += page.removed;
      after = page.last;
    }
    return removed;
  }

  /** Those of the events that are to be stored. */
  private async fresh(write: Write, instance: Uid, events: readonly NewEvent[]): Promise<NewEvent[]> {
    const keyed = events.map((event) => ({
      ...event,
      dedupe: event.dedupe === null ? null : indexable(event.dedupe, INDEXED.key),
    }));
    const known = await this.known(write, instance, keyed);
    const asked = new Map<string, boolean>();
    const fresh: NewEvent[] = [];
    for (const event of keyed) {
      const { dedupe } = event;
      if (dedupe !== null && known.has(dedupe)) continue;
      if (isByName(event.event)) {
        const isAsked = asked.get(event.event) ?? (await isAskedFor(write, instance, event.event));
        asked.set(event.event, isAsked);
        if (!isAsked) continue;
      }
      if (dedupe !== null) known.add(dedupe);
      fresh.push(event);
    }
    return fresh;
  }

  /** The keys of events that are stored already. */
  private async known(write: Write, instance: Uid, events: readonly NewEvent[]): Promise<Set<string>> {
    const keys = new Set(events.flatMap(({ dedupe }) => dedupe ?? []));
    const known = new Set<string>();
    for (const some of inPowers([...keys])) {
      const rows = await write
        .selectFrom('events')
        .select('dedupe')
        .where('instance', '=', instance)
        .where('dedupe', 'in', some)
        .execute();
      for (const { dedupe } of rows) if (dedupe !== null) known.add(dedupe);
    }
    return known;
  }

  private rowOf(
    write: Write,
    instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    { id, sequence, event, at, chat, dedupe, data }: NumberedEvent,
    metadata: string | null,
  ): EventRow {
    const span = startSpan(`event ${event}`, {
      kind: 'producer',
      attributes: { 'miaw.event': event, 'miaw.event.id': id, 'miaw.instance': instance.instance_id },
    });
    const lagMs = Math.max(0, epochMs() - at);
    this.database.afterCommit(write, (succeeded) => {
      if (succeeded) measures.event.note({ name: event, lagMs });
      else span?.fail('commit');
      span?.end();
    });
    return {
      id,
      instance: instance.uid,
      instance_id: instance.instance_id,
      sequence,
      event,
      at,
      chat,
      dedupe,
      data: JSON.stringify(data),
      metadata,
      traceparent: traceparentOf(span?.context ?? currentTrace()) ?? null,
    };
  }

  /** Adds one pending delivery per endpoint that is enabled and wants an event. Its filter is asked here, and nowhere else. */
  private async addDeliveries(write: Write, instance: Uid, events: readonly NumberedEvent[]): Promise<void> {
    const targets = new Map<string, Wanting[]>();
    const otherAddress = async (jid: string) => this.otherAddress(write, instance, jid);
    const rows: NewDelivery[] = [];
    for (const event of events) {
      const wanting =
        targets.get(event.event) ?? (await wantingTargets(instance, event.event).execute(write)).rows;
      targets.set(event.event, wanting);
      const chat = event.chat === null ? null : indexable(event.chat, INDEXED.jid);
      for (const { id: target, filter } of wanting) {
        const wanted = filterOf({ filter });
        if (wanted && !(await passes(wanted, event, otherAddress))) continue;
        const { at } = event;
        const id = deliveryIdOf(event.id, target);
        rows.push({
          id,
          event: event.id,
          target,
          instance,
          chat,
          state: 'pending',
          attempts: 0,
          due_at: at,
          created_at: at,
        });
      }
    }
    for (const some of inPowers(rows)) await write.insertInto('deliveries').values(some).execute();
    for (const target of new Set(rows.map((row) => row.target)))
      this.database.afterCommit(write, () => this.newDeliveries.add(target, instance));
  }

  /** The LID of a phone's chat or the phone's JID of a LID's, if it is known. */
  private async otherAddress(write: Write, instance: Uid, jid: string): Promise<string | undefined> {
    const [user = '', server] = jid.split('@');
    if (server === 'lid' && isLid(user)) {
      const phone = await this.lidMap.phoneOf(write, instance, user);
      return phone && `${phone}@s.whatsapp.net`;
    }
    if (server !== 's.whatsapp.net' || !isPhone(user)) return undefined;
    const lid = await this.lidMap.lidOf(write, instance, user);
    return lid && `${lid}@lid`;
  }
}

/** Prunes one page of old events. `last` is where the page ended; undefined on the last page. */
async function pruneAfter(
  write: Write,
  after: { at: number; id: EventId },
  before: number,
): Promise<{ removed: number; last: { at: number; id: EventId } | undefined }> {
  const page = await write
    .selectFrom('events')
    .select(['id', 'at'])
    .where('at', '<', before)
    .where((eb) => eb(eb.refTuple('at', 'id'), '>', eb.tuple(after.at, after.id)))
    .orderBy('at')
    .orderBy('id')
    .limit(ROWS_PER_COMMIT)
    .execute();
  // PostgreSQL does not know an empty list.
  if (page.length === 0) return { removed: 0, last: undefined };
  const { numDeletedRows } = await write
    .deleteFrom('events')
    .where(
      'id',
      'in',
      page.map(({ id }) => id),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('deliveries')
            .select('deliveries.id')
            .whereRef('deliveries.event', '=', 'events.id')
            .where('deliveries.state', '=', 'pending'),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return { removed: Number(numDeletedRows), last: page.length < ROWS_PER_COMMIT ? undefined : page.at(-1) };
}
