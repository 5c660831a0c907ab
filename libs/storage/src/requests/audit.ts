import type { Insertable, Selectable } from 'kysely';
import { inBatches } from '../batches.js';
import type { Database } from '../database.js';
import type { AuditTable } from '../schema.js';

export type AuditRow = Selectable<AuditTable>;
/** An entry that is about to be added. */
export type NewAuditEntry = Insertable<AuditTable>;

export interface AuditFilter {
  key?: string;
  operation?: string;
  instanceId?: string;
  /** Epoch ms, inclusive. */
  from?: number;
  /** Epoch ms, exclusive. */
  to?: number;
}

/** The audit log. */
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** Adds entries, in one commit. */
  async append(entries: readonly NewAuditEntry[]): Promise<void> {
    await this.database.write((write) => write.insertInto('audit').values(entries).execute());
  }

  /** Entries before a position, newest first. @param before undefined: from the newest */
  async page(filter: AuditFilter, before: number | undefined, limit: number): Promise<AuditRow[]> {
    const { key, operation, instanceId, from, to } = filter;
    let query = this.database.read.selectFrom('audit').selectAll();
    if (key !== undefined) query = query.where('key', '=', key);
    if (operation !== undefined) query = query.where('operation', '=', operation);
    if (instanceId !== undefined) query = query.where('instance_id', '=', instanceId);
    if (from !== undefined) query = query.where('at', '>=', from);
    if (to !== undefined) query = query.where('at', '<', to);
    if (before !== undefined) query = query.where('position', '<', before);
    return query.orderBy('position', 'desc').limit(limit).execute();
  }

  /** Removes entries from before `before` (epoch ms), in small commits. @returns the number removed */
  async prune(before: number): Promise<number> {
    return inBatches((limit) =>
      this.database.write(async (write) => {
        const { numDeletedRows } = await write
          .deleteFrom('audit')
          .where('position', 'in', (eb) =>
            eb.selectFrom('audit').select('position').where('at', '<', before).orderBy('at').limit(limit),
          )
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
    );
  }
}
