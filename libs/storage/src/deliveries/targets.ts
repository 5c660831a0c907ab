import { type Selectable, sql } from 'kysely';
import { ALL_EVENTS, type EventSelector, isByName, isEventSelector } from '#libs/events';
import type { Database, Read, Write } from '../database.js';
import { newId, type TargetId, type Uid } from '../ids.js';
import { isTextByName, isTexts, parsed } from '../json.js';
import type { Flag, TargetsTable } from '../schema.js';

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
}

export type TargetChange = Partial<TargetConfig>;

/** Id of the global target, which receives the events of all instances. */
export const GLOBAL_TARGET: TargetId = 'tgt_global';

const DEFAULTS: TargetConfig = {
  webhookUrl: null,
  webhookEvents: null,
  webhookEnabled: true,
  order: 'chat',
  headers: {},
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
  };
}

/**
 * The targets of events: one per instance, and a global one.
 *
 * No deliveries are added for a target that has no URL or is disabled. Those it has wait until it is enabled again.
 */
export class TargetsRepository {
  constructor(private readonly database: Database) {}

  /** Adds the target of a new instance, in the unit of work that adds the instance. */
  async insert(write: Write, instance: Uid, config: TargetChange = {}): Promise<TargetRow> {
    const row = await write
      .insertInto('targets')
      .values({ ...fresh(newId('tgt'), instance), ...columnsOf(changed(DEFAULTS, config)) })
      .returningAll()
      .executeTakeFirstOrThrow();
    await listEvents(write, row.id, config.webhookEvents ?? []);
    return row;
  }

  async find(id: TargetId): Promise<TargetRow | undefined> {
    return this.database.read.selectFrom('targets').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** The target of an instance. */
  async ofInstance(instance: Uid): Promise<TargetRow | undefined> {
    return findOf(this.database.read, instance);
  }

  /** The targets of all instances, by instance. */
  async ofInstances(): Promise<Map<Uid, TargetRow>> {
    const rows = await this.database.read.selectFrom('targets').selectAll().execute();
    return new Map(rows.flatMap((row) => (row.instance === null ? [] : [[row.instance, row] as const])));
  }

  /** Ids of the targets to which deliveries go out right now. */
  async deliverable(): Promise<TargetId[]> {
    const rows = await this.database.read
      .selectFrom('targets')
      .select('id')
      .where('enabled', '=', 1)
      .where('paused', '=', 0)
      .where('url', 'is not', null)
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
          .values({ ...fresh(GLOBAL_TARGET, null), ...columnsOf(DEFAULTS) })
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
  return db.selectFrom('targets').selectAll().where('instance', '=', instance).executeTakeFirst();
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

/** Selects the ids of the targets that are enabled and want an event of an instance. */
export function wantingTargets(instance: Uid, event: string) {
  const byDefault = isByName(event) ? 0 : 1;
  const selectors = byDefault === 1 ? [event, ALL_EVENTS] : [event];
  return sql<{ id: TargetId }>`select id from targets
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
  const { webhookUrl, webhookEvents, webhookEnabled, order, headers } = change;
  return {
    webhookUrl: webhookUrl === undefined ? config.webhookUrl : webhookUrl,
    webhookEvents: webhookEvents === undefined ? config.webhookEvents : webhookEvents,
    webhookEnabled: webhookEnabled ?? config.webhookEnabled,
    order: order ?? config.order,
    headers: headers ?? config.headers,
  };
}

function fresh(id: TargetId, instance: Uid | null) {
  return { id, instance, paused: 0, failures: 0, held_since: null } as const;
}

function columnsOf(
  config: TargetConfig,
): Pick<TargetRow, 'url' | 'events' | 'enabled' | 'ordering' | 'headers'> {
  const enabled: Flag = config.webhookEnabled ? 1 : 0;
  return {
    url: config.webhookUrl,
    events: config.webhookEvents && JSON.stringify(config.webhookEvents),
    enabled,
    ordering: config.order,
    headers: Object.keys(config.headers).length > 0 ? JSON.stringify(config.headers) : null,
  };
}
