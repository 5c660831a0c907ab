import { type Insertable, type Selectable, sql } from 'kysely';
import type { Database, Write } from './database.js';
import type { InboxTable } from './schema.js';

export type InboxRow = Selectable<InboxTable>;
/** What was received, on its way into the inbox. */
export type InboxEntry = Omit<Insertable<InboxTable>, 'position' | 'instance' | 'done' | 'recorded'>;
/** What makes a received part unique. */
export type InboxIdentity = Pick<InboxRow, 'stanza_from' | 'participant' | 'stanza_id' | 'digest'>;

/** What WhatsApp handed us, kept until it has become events. */
export class InboxRepository {
  constructor(private readonly database: Database) {}

  /** Keeps a stanza that has no ratchet; one that is there already stays as it is. */
  async add(write: Write, instance: string, entry: InboxEntry): Promise<void> {
    await write
      .insertInto('inbox')
      .values({ ...entry, instance, done: 0, recorded: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async find(instance: string, identity: InboxIdentity): Promise<InboxRow | undefined> {
    return this.database.read
      .selectFrom('inbox')
      .selectAll()
      .where('instance', '=', instance)
      .where('stanza_from', '=', identity.stanza_from)
      .where('participant', '=', identity.participant)
      .where('stanza_id', '=', identity.stanza_id)
      .where('digest', '=', identity.digest)
      .executeTakeFirst();
  }

  /** What has not become events yet, oldest first. */
  async open(instance: string, after: number, limit: number): Promise<InboxRow[]> {
    return this.database.read
      .selectFrom('inbox')
      .selectAll()
      .where('instance', '=', instance)
      .where((eb) => eb('recorded', '=', sql.lit(0)))
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .execute();
  }

  /** Messages from the own phone that Baileys may not have digested, oldest first. */
  async openPeers(instance: string): Promise<InboxRow[]> {
    return this.database.read
      .selectFrom('inbox')
      .selectAll()
      .where('instance', '=', instance)
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('kind', '=', 'peer')
      .orderBy('position')
      .execute();
  }

  /** Marks a row as told, in the transaction that writes its events. A `peer` message stays open for Baileys. */
  async record(write: Write, { position, kind }: Pick<InboxRow, 'position' | 'kind'>): Promise<void> {
    const change = kind === 'peer' ? { recorded: 1 as const } : { recorded: 1 as const, done: 1 as const };
    await write.updateTable('inbox').set(change).where('position', '=', position).execute();
  }

  /** Marks a `peer` message as digested. */
  async finish(write: Write, position: number): Promise<void> {
    await write.updateTable('inbox').set({ done: 1 }).where('position', '=', position).execute();
  }

  /** Removes what was told and is older than `before`. Resolves with the number removed. */
  async prune(before: number): Promise<number> {
    return this.database.write(async (write) => {
      const result = await write
        .deleteFrom('inbox')
        .where('done', '=', 1)
        .where('recorded', '=', 1)
        .where('received_at', '<', before)
        .executeTakeFirst();
      return Number(result.numDeletedRows);
    });
  }
}
