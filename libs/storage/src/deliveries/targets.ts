import { type Selectable, sql } from 'kysely';
import { isWebhookEvent, type WebhookEvent } from '#libs/events';
import type { Database, Read, Write } from '../database.js';
import { newId } from '../ids.js';
import type { Flag, TargetsTable } from '../schema.js';

export type TargetRow = Selectable<TargetsTable>;

/** What the operator says about a target. */
export interface TargetConfig {
  webhookUrl: string | null;
  /** Null: all there are. */
  webhookEvents: WebhookEvent[] | null;
  webhookEnabled: boolean;
  order: 'chat' | 'strict';
  /** Extra request headers. */
  headers: Record<string, string>;
}

export type TargetChange = Partial<TargetConfig>;

/** Id of the target that hears every instance. */
export const GLOBAL_TARGET = 'tgt_global';

const DEFAULTS: TargetConfig = {
  webhookUrl: null,
  webhookEvents: null,
  webhookEnabled: true,
  order: 'chat',
  headers: {},
};

/** Whether anything goes out to a target at present. */
export function isDeliverable(target: TargetRow): target is TargetRow & { url: string } {
  return target.enabled === 1 && target.paused === 0 && target.url !== null;
}

/** A row in the words of the operator. */
export function configOf(row: TargetRow): TargetConfig {
  return {
    webhookUrl: row.url,
    webhookEvents: row.events === null ? null : eventsIn(row.events),
    webhookEnabled: row.enabled === 1,
    order: row.ordering,
    headers: row.headers === null ? {} : headersIn(row.headers),
  };
}

/**
 * Where events go: one target per instance, and a global one.
 *
 * A target without a URL, or turned off, gets no new deliveries; those it has wait and go on when it is back.
 */
export class TargetsRepository {
  constructor(private readonly database: Database) {}

  /** Adds the target of a new instance, in the unit of work that adds the instance. */
  async insert(write: Write, instance: string, config: TargetChange = {}): Promise<TargetRow> {
    const row = await write
      .insertInto('targets')
      .values({ ...fresh(newId('tgt'), instance), ...columnsOf(changed(DEFAULTS, config)) })
      .returningAll()
      .executeTakeFirstOrThrow();
    await listEvents(write, row.id, config.webhookEvents ?? []);
    return row;
  }

  async find(id: string): Promise<TargetRow | undefined> {
    return this.database.read.selectFrom('targets').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** The target of an instance, by the instance's uid. */
  async ofInstance(instance: string): Promise<TargetRow | undefined> {
    return findOf(this.database.read, instance);
  }

  /** The targets of all instances, by the instance's uid. */
  async ofInstances(): Promise<Map<string, TargetRow>> {
    const rows = await this.database.read.selectFrom('targets').selectAll().execute();
    return new Map(rows.flatMap((row) => (row.instance === null ? [] : [[row.instance, row] as const])));
  }

  /** Ids of the targets that deliveries go out to at present. */
  async deliverable(): Promise<string[]> {
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
   * Changes what is given of an instance's target. A new URL, or being turned on again, is a fresh start:
   * past failures are forgotten and what waits becomes due at `at` (epoch ms).
   * @returns the target as it is now, undefined when the instance is gone
   */
  async update(instance: string, change: TargetChange, at: number): Promise<TargetRow | undefined> {
    return this.database.write(async (write) => {
      const before = await findOf(write, instance);
      return before && (await apply(write, before, change, at));
    });
  }

  /**
   * Brings the global target in line with the server's configuration, at start. Without a URL it is turned
   * off, and what it had not received yet waits for a start with one.
   */
  async configureGlobal(
    config: { url: string | null; events: readonly WebhookEvent[] | null },
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

async function findOf(db: Read, instance: string): Promise<TargetRow | undefined> {
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

/** Puts what a target wants to hear of where {@link wantingTargets} looks. */
async function listEvents(write: Write, target: string, events: readonly WebhookEvent[]): Promise<void> {
  await write.deleteFrom('target_events').where('target', '=', target).execute();
  const rows = [...new Set(events)].map((event) => ({ target, event }));
  if (rows.length > 0) await write.insertInto('target_events').values(rows).execute();
}

/** Ids of the targets that are to get an event of an instance: those that are enabled and want it. */
export function wantingTargets(instance: string, event: string) {
  return sql<{ id: string }>`select id from targets
    where enabled = 1 and url is not null and (instance = ${instance} or instance is null)
      and (events is null
        or exists (select 1 from target_events where target = targets.id and event = ${event}))`;
}

/**
 * Forgets the past failures of a target, and that it is held.
 * @param at where given, what waits becomes due then (epoch ms)
 */
export async function freshStart(write: Write, target: string, at?: number): Promise<void> {
  await write
    .updateTable('targets')
    .set({ failures: 0, held_since: null })
    .where('id', '=', target)
    .execute();
  if (at !== undefined) await makeDue(write, target, at);
}

/** Makes every retry of a target due, so that the oldest goes first. */
export async function makeDue(write: Write, target: string, at: number): Promise<void> {
  await write
    .updateTable('deliveries')
    .set({ due_at: at })
    .where('target', '=', target)
    .where((eb) => eb('state', '=', sql.lit('pending')))
    .where((eb) => eb('attempts', '>', eb.lit(0)))
    .execute();
}

/** What is absent, or undefined, stays as it is. */
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

function fresh(id: string, instance: string | null) {
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

function eventsIn(text: string): WebhookEvent[] {
  const names: unknown = JSON.parse(text);
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string' && isWebhookEvent(name)) : [];
}

function headersIn(text: string): Record<string, string> {
  const parsed: unknown = JSON.parse(text);
  const headers: Record<string, string> = {};
  if (typeof parsed !== 'object' || parsed === null) return headers;
  for (const [name, value] of Object.entries(parsed)) if (typeof value === 'string') headers[name] = value;
  return headers;
}
