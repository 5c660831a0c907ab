import { type Selectable, sql } from 'kysely';
import {
  ALL_EVENTS,
  type EventSelector,
  isByName,
  isEventSelector,
  isPayloadFormat,
  type PayloadFormat,
} from '#libs/events';
import type { Database, Read, Write } from '../database.js';
import { endOf, newId, type TargetId, type Uid } from '../ids.js';
import { inBatches } from '../batches.js';
import { isTextByName, isTexts, parsed } from '../json.js';
import type { Flag, TargetsTable } from '../schema.js';
import { type EndpointFilter, isEndpointFilter } from './endpoint-filter.js';

export type TargetRow = Selectable<TargetsTable>;

/** The configuration of a target. */
export interface TargetConfig {
  webhookUrl: string | null;
  /** Null: all events that need not be asked for by name. */
  webhookEvents: EventSelector[] | null;
  webhookEnabled: boolean;
  order: 'chat' | 'strict';
  /** Headers that are added to every request. */
  headers: Record<string, string>;
  /** In which form it gets its events. */
  format: PayloadFormat;
  /** Null: it gets all events that it selects. */
  filter: EndpointFilter | null;
  /** Requests in flight at a time; null: the setting of the server. */
  concurrency: number | null;
  /** Limit of one request, ms; null: the setting of the server. */
  timeoutMs: number | null;
}

export type TargetChange = Partial<TargetConfig>;

/** Id of the global target, which receives the events of all instances. */
export const GLOBAL_TARGET: TargetId = 'tgt_global';
/** Name of the endpoint that every instance has from the beginning, and of the global one of the environment. */
export const DEFAULT_ENDPOINT = 'default';

/** Whose endpoints: those of an instance, or the global ones. */
export type EndpointOwner = Uid | null;

/** A new endpoint besides the default one. */
export interface NewEndpoint {
  name: string;
  secret: string;
  config: TargetChange;
  /** Epoch ms. */
  at: number;
}

/** In which form events are stored. */
const OWN_FORMAT: PayloadFormat = 'miaw';

const DEFAULTS: TargetConfig = {
  webhookUrl: null,
  webhookEvents: null,
  webhookEnabled: true,
  order: 'chat',
  headers: {},
  format: OWN_FORMAT,
  filter: null,
  concurrency: null,
  timeoutMs: null,
};

/** Whether deliveries go out to a target right now. */
export function isDeliverable(target: TargetRow): target is TargetRow & { url: string } {
  return target.enabled === 1 && target.paused === 0 && target.url !== null;
}

/** The configuration that a row contains. */
export function configOf(row: TargetRow): TargetConfig {
  return {
    webhookUrl: row.url,
    // Another version may have known others.
    webhookEvents: row.events === null ? null : parsed(row.events, isTexts).filter(isEventSelector),
    webhookEnabled: row.enabled === 1,
    order: row.ordering,
    headers: row.headers === null ? {} : parsed(row.headers, isTextByName),
    format: row.format !== null && isPayloadFormat(row.format) ? row.format : OWN_FORMAT,
    filter: filterOf(row),
    concurrency: row.concurrency,
    timeoutMs: row.timeout_ms,
  };
}

/** What a row wants of the events that it selects; null: all of them. */
export function filterOf({ filter }: Pick<TargetRow, 'filter'>): EndpointFilter | null {
  return filter === null ? null : parsed(filter, isEndpointFilter);
}

/**
 * The endpoints of events: those of each instance, and global ones.
 *
 * No deliveries are added for a target that has no URL or is disabled. Those it has wait until it is enabled again.
 */
export class TargetsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds a target of a new instance, in the unit of work that adds the instance. One of them has to be the default one.
   * @param secret signs the requests; null: the secret of the server
   */
  async insert(
    write: Write,
    instance: Uid,
    config: TargetChange = {},
    { name = DEFAULT_ENDPOINT, secret = null }: { name?: string; secret?: string | null } = {},
  ): Promise<TargetRow> {
    const row = await write
      .insertInto('targets')
      .values({
        ...fresh(await freshId(write), instance, name),
        ...columnsOf(changed(DEFAULTS, config)),
        ...(name === DEFAULT_ENDPOINT && { default_of: instance }),
        secret,
        created_at: sql<number>`(select created_at from instances where uid = ${instance})`,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await listEvents(write, row.id, config.webhookEvents ?? []);
    return row;
  }

  /**
   * Adds another endpoint.
   * @param most largest number of endpoints of this owner
   * @returns the endpoint, or why it was not added: its name is `taken`, there are `most` already, or the instance is `gone`
   */
  async add(
    owner: EndpointOwner,
    { name, secret, config, at }: NewEndpoint,
    most: number,
  ): Promise<TargetRow | 'taken' | 'full' | 'gone'> {
    return this.database.write(async (write) => {
      const present = await ownedBy(write, owner).select('name').execute();
      // Every instance has a default endpoint, until it is deleted.
      if (owner !== null && !present.some((row) => row.name === DEFAULT_ENDPOINT)) return 'gone';
      if (present.some((row) => row.name === name)) return 'taken';
      if (present.length >= most) return 'full';
      const row = await write
        .insertInto('targets')
        .values({
          ...fresh(await freshId(write), owner, name),
          ...columnsOf(changed(DEFAULTS, config)),
          secret,
          created_at: at,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await listEvents(write, row.id, config.webhookEvents ?? []);
      return row;
    });
  }

  /** The endpoints of an owner, oldest first. */
  async list(owner: EndpointOwner): Promise<TargetRow[]> {
    return ownedBy(this.database.read, owner)
      .selectAll()
      .orderBy('default_of', (order) => order.desc().nullsLast())
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  }

  /** The endpoint of an owner with this name. */
  async named(owner: EndpointOwner, name: string): Promise<TargetRow | undefined> {
    return ownedBy(this.database.read, owner).selectAll().where('name', '=', name).executeTakeFirst();
  }

  /** Applies a change to an endpoint, see {@link update}. */
  async change(id: TargetId, change: TargetChange, at: number): Promise<TargetRow | undefined> {
    return this.database.write(async (write) => {
      const before = await standing(write, id);
      return before && (await apply(write, before, change, at));
    });
  }

  /**
   * Gives an endpoint a new secret.
   * @param graceUntil until when requests are also signed with the secret until now, epoch ms; null: not at all
   */
  async rotate(id: TargetId, secret: string, graceUntil: number | null): Promise<TargetRow | undefined> {
    return this.database.write(async (write) => {
      const before = await standing(write, id);
      return (
        before &&
        (await write
          .updateTable('targets')
          .set({
            secret,
            previous_secret: graceUntil === null ? null : before.secret,
            previous_until: graceUntil,
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst())
      );
    });
  }

  /** Forgets the secrets whose grace is over at `now` (epoch ms). */
  async forgetSecrets(now: number): Promise<void> {
    await this.database.write(async (write) =>
      write
        .updateTable('targets')
        .set({ previous_secret: null, previous_until: null })
        .where('previous_until', '<=', now)
        .execute(),
    );
  }

  /**
   * Takes an endpoint out of service for good, in one small commit: its name is free again, its secret is gone, and nothing more
   * is delivered to it. {@link purge} removes the rest.
   * @returns false if it is gone already
   */
  async remove(id: TargetId, at: number): Promise<boolean> {
    return this.database.write(async (write) => {
      const gone = await write
        .updateTable('targets')
        .set({ enabled: 0, url: null, secret: null, previous_secret: null, headers: null })
        .set({ removed_at: at, name: id })
        .where('id', '=', id)
        .where('removed_at', 'is', null)
        .executeTakeFirst();
      await listEvents(write, id, []);
      return gone.numUpdatedRows > 0n;
    });
  }

  /** Removes the deliveries of endpoints that were removed in small commits, and then the endpoints. */
  async purge(): Promise<void> {
    const removed = await this.database.read
      .selectFrom('targets')
      .select('id')
      .where('removed_at', 'is not', null)
      .execute();
    for (const { id } of removed) {
      await inBatches(async (limit) => {
        const gone = await this.database.write(async (write) =>
          write
            .deleteFrom('deliveries')
            .where('position', 'in', (eb) =>
              eb.selectFrom('deliveries').select('position').where('target', '=', id).limit(limit),
            )
            .executeTakeFirst(),
        );
        return Number(gone.numDeletedRows);
      });
      await this.database.write(async (write) => write.deleteFrom('targets').where('id', '=', id).execute());
    }
  }

  async find(id: TargetId): Promise<TargetRow | undefined> {
    return this.database.read.selectFrom('targets').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** The default endpoint of an instance. */
  async ofInstance(instance: Uid): Promise<TargetRow | undefined> {
    return findOf(this.database.read, instance);
  }

  /** The default endpoints of all instances, by the ids that callers know. */
  async ofInstances(): Promise<Map<string, TargetRow>> {
    const rows = await this.database.read
      .selectFrom('targets')
      .innerJoin('instances', 'instances.uid', 'targets.default_of')
      .selectAll('targets')
      .select('instances.instance_id')
      .execute();
    return new Map(rows.map((row) => [row.instance_id, row]));
  }

  /**
   * Ids of the targets to which deliveries go out right now.
   * @param instances only those that get events of these; undefined: all
   */
  async deliverable(instances?: readonly Uid[]): Promise<TargetId[]> {
    const rows = await this.database.read
      .selectFrom('targets')
      .select('id')
      .where('enabled', '=', 1)
      .where('paused', '=', 0)
      .where('url', 'is not', null)
      .$if(instances !== undefined, (query) =>
        query.where((eb) => eb.or([eb('instance', 'is', null), eb('instance', 'in', instances ?? [])])),
      )
      .execute();
    return rows.map((row) => row.id);
  }

  /**
   * Changes the given fields of an instance's target. A new URL, or enabling the target again, is a fresh start: its
   * failures are reset, and waiting retries become due at `at` (epoch ms).
   * @returns the current target; undefined if the instance no longer exists
   */
  async update(instance: Uid, change: TargetChange, at: number): Promise<TargetRow | undefined> {
    return this.database.write(async (write) => {
      const before = await findOf(write, instance);
      return before && (await apply(write, before, change, at));
    });
  }

  /**
   * Applies the server's configuration to the global target, at start. Without a URL the target is disabled, and its
   * deliveries wait until the server starts with one.
   */
  async configureGlobal(
    config: { url: string | null; events: readonly EventSelector[] | null },
    at: number,
  ): Promise<TargetRow> {
    return this.database.write(async (write) => {
      const before =
        (await write.selectFrom('targets').selectAll().where('id', '=', GLOBAL_TARGET).executeTakeFirst()) ??
        (await write
          .insertInto('targets')
          .values({
            ...fresh(GLOBAL_TARGET, null, DEFAULT_ENDPOINT),
            ...columnsOf(DEFAULTS),
            created_at: at,
          })
          .returningAll()
          .executeTakeFirstOrThrow());
      const webhookEvents = config.events && [...config.events];
      return apply(
        write,
        before,
        { webhookUrl: config.url, webhookEvents, webhookEnabled: config.url !== null },
        at,
      );
    });
  }
}

async function findOf(db: Read, instance: Uid): Promise<TargetRow | undefined> {
  return db.selectFrom('targets').selectAll().where('default_of', '=', instance).executeTakeFirst();
}

/** The endpoints of an owner that were not removed. */
function ownedBy(db: Read, owner: EndpointOwner) {
  return db
    .selectFrom('targets')
    .where('instance', owner === null ? 'is' : '=', owner)
    .where('removed_at', 'is', null);
}

/** An endpoint, unless it was removed. */
async function standing(db: Read, id: TargetId): Promise<TargetRow | undefined> {
  return db
    .selectFrom('targets')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
}

async function apply(write: Write, before: TargetRow, change: TargetChange, at: number): Promise<TargetRow> {
  const config = changed(configOf(before), change);
  const columns = columnsOf(config);
  const renewed = columns.url !== before.url || columns.enabled > before.enabled;
  const after = await write
    .updateTable('targets')
    .set({ ...columns, ...(renewed ? { failures: 0, held_since: null } : {}) })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (columns.events !== before.events) await listEvents(write, before.id, config.webhookEvents ?? []);
  if (renewed) await makeDue(write, before.id, at);
  return after;
}

/** Stores the events that a target wants where {@link wantingTargets} looks for them. */
async function listEvents(write: Write, target: TargetId, events: readonly EventSelector[]): Promise<void> {
  await write.deleteFrom('target_events').where('target', '=', target).execute();
  const rows = [...new Set(events)].map((event) => ({ target, event }));
  if (rows.length > 0) await write.insertInto('target_events').values(rows).execute();
}

/** Selects the targets that are enabled and want an event of an instance, unless their filter says otherwise. */
export function wantingTargets(instance: Uid, event: string) {
  const byDefault = isByName(event) ? 0 : 1;
  const selectors = byDefault === 1 ? [event, ALL_EVENTS] : [event];
  return sql<Pick<TargetRow, 'id' | 'filter'>>`select id, filter from targets
    where enabled = 1 and url is not null and (instance = ${instance} or instance is null)
      and ((events is null and ${byDefault} = 1)
        or exists (select 1 from target_events where target = targets.id and event in (${sql.join(selectors)})))`;
}

/** Whether a target of an instance, which may be off, asks for an event by its name. */
export async function isAskedFor(db: Read, instance: Uid, event: string): Promise<boolean> {
  const row = await db
    .selectFrom('targets')
    .innerJoin('target_events', 'target_events.target', 'targets.id')
    .select('targets.id')
    .where((eb) => eb.or([eb('targets.instance', '=', instance), eb('targets.instance', 'is', null)]))
    .where('target_events.event', '=', event)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Resets the failures of a target and ends its hold.
 * @param at when waiting retries become due, epoch ms; undefined: as scheduled
 */
export async function freshStart(write: Write, target: TargetId, at?: number): Promise<void> {
  await write
    .updateTable('targets')
    .set({ failures: 0, held_since: null })
    .where('id', '=', target)
    .execute();
  if (at !== undefined) await makeDue(write, target, at);
}

/** Makes all retries of a target due at one time, so that the oldest goes first. */
export async function makeDue(write: Write, target: TargetId, at: number): Promise<void> {
  await write
    .updateTable('deliveries')
    .set({ due_at: at })
    .where('target', '=', target)
    .where((eb) => eb('state', '=', sql.lit('pending')))
    .where((eb) => eb('attempts', '>', eb.lit(0)))
    .execute();
}

/** Applies a change. Fields that are absent or undefined do not change. */
function changed(config: TargetConfig, change: TargetChange): TargetConfig {
  const { webhookUrl, webhookEvents, webhookEnabled, order, headers, format } = change;
  const { filter, concurrency, timeoutMs } = change;
  return {
    webhookUrl: webhookUrl === undefined ? config.webhookUrl : webhookUrl,
    webhookEvents: webhookEvents === undefined ? config.webhookEvents : webhookEvents,
    webhookEnabled: webhookEnabled ?? config.webhookEnabled,
    order: order ?? config.order,
    headers: headers ?? config.headers,
    format: format ?? config.format,
    filter: filter === undefined ? config.filter : filter,
    concurrency: concurrency === undefined ? config.concurrency : concurrency,
    timeoutMs: timeoutMs === undefined ? config.timeoutMs : timeoutMs,
  };
}

/** An id whose end no other has: the ids of deliveries tell endpoints apart by it. */
async function freshId(write: Write): Promise<TargetId> {
  for (;;) {
    const id = newId('tgt');
    const { rows } = await sql`select id from targets where id like ${`%${endOf(id)}`}`.execute(write);
    if (rows.length === 0) return id;
  }
}

function fresh(id: TargetId, instance: EndpointOwner, name: string) {
  return { id, instance, name, paused: 0, failures: 0, held_since: null } as const;
}

function columnsOf(
  config: TargetConfig,
): Pick<
  TargetRow,
  'url' | 'events' | 'enabled' | 'ordering' | 'headers' | 'format' | 'filter' | 'concurrency' | 'timeout_ms'
> {
  const enabled: Flag = config.webhookEnabled ? 1 : 0;
  return {
    url: config.webhookUrl,
    events: config.webhookEvents && JSON.stringify(config.webhookEvents),
    enabled,
    ordering: config.order,
    headers: Object.keys(config.headers).length > 0 ? JSON.stringify(config.headers) : null,
    format: config.format === OWN_FORMAT ? null : config.format,
    filter: config.filter && JSON.stringify(config.filter),
    concurrency: config.concurrency,
    timeout_ms: config.timeoutMs,
  };
}
