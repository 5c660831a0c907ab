import { type ExpressionBuilder, type Insertable, type Selectable, sql } from 'kysely';
import { inBatches } from '../batches.js';
import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import { INDEXED, indexable } from '../indexable.js';
import type { Flag, InboxTable, Schema } from '../schema.js';

export type InboxRow = Selectable<InboxTable>;
/** A row to add to the inbox. */
export type InboxEntry = Omit<
  Insertable<InboxTable>,
  'position' | 'instance' | 'done' | 'recorded' | 'tries'
>;
/** The columns that identify a received part. */
export type InboxIdentity = Pick<InboxRow, 'stanza_from' | 'participant' | 'stanza_id' | 'digest'>;

const WITHOUT_PAYLOAD = [
  'position',
  'instance',
  'kind',
  'stanza_from',
  'participant',
  'stanza_id',
  'digest',
  'stanza',
  'done',
  'recorded',
  'received_at',
  'fault',
  'tries',
] as const satisfies (keyof InboxRow)[];

/** What identifies a stanza, as it stands in the index. The stanza itself is kept whole. */
function indexed({
  stanza_from,
  participant,
  stanza_id,
}: Omit<InboxIdentity, 'digest'>): Omit<InboxIdentity, 'digest'> {
  return {
    stanza_from: indexable(stanza_from, INDEXED.jid),
    participant: indexable(participant, INDEXED.jid),
    stanza_id: indexable(stanza_id, INDEXED.id),
  };
}

/**
 * Selects the messages that arrived after a placeholder, from its sender and with its id. A key that came in the same stanza
 * was received before it.
 */
function copies(eb: ExpressionBuilder<Schema, 'inbox'>) {
  return eb
    .selectFrom('inbox as copy')
    .select('copy.position')
    .whereRef('copy.instance', '=', 'inbox.instance')
    .whereRef('copy.stanza_from', '=', 'inbox.stanza_from')
    .whereRef('copy.participant', '=', 'inbox.participant')
    .whereRef('copy.stanza_id', '=', 'inbox.stanza_id')
    .whereRef('copy.position', '>', 'inbox.position')
    .where('copy.kind', '=', 'message');
}

/** The inbox: what WhatsApp delivered, until events are made of it. */
export class InboxRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds a row, unless it is in the inbox already.
   * @param isDone whether nothing is left to do about it
   */
  async add(write: Write, instance: Uid, entry: InboxEntry, isDone = false): Promise<void> {
    const flag: Flag = isDone ? 1 : 0;
    await write
      .insertInto('inbox')
      .values({ ...entry, ...indexed(entry), instance, done: flag, recorded: flag })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async find(instance: Uid, identity: InboxIdentity): Promise<InboxRow | undefined> {
    return this.database.read
      .selectFrom('inbox')
      .selectAll()
      .where((eb) => eb.and({ instance, ...indexed(identity), digest: identity.digest }))
      .executeTakeFirst();
  }

  /** Positions of rows of which no events were made yet, oldest first. Payloads, which can be large, are not read. */
  async open(instance: Uid, after: number, limit: number): Promise<number[]> {
    const rows = await this.database.read
      .selectFrom('inbox')
      .select('position')
      .where('instance', '=', instance)
      .where((eb) => eb('recorded', '=', sql.lit(0)))
      .where('kind', '!=', 'history')
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
      .execute();
    return rows.map(({ position }) => position);
  }

  /**
   * Rows that wait to be processed, over all instances: their number, and when the oldest was received, epoch ms. A
   * placeholder that was reported without its content only waits for a copy, which may never come.
   */
  async backlog(): Promise<{ open: number; oldestAt: number | undefined }> {
    const row = await this.database.read
      .selectFrom('inbox')
      .select((eb) => [
        eb.fn.countAll<number>().as('open'),
        eb.fn.min<number | null>('received_at').as('oldest'),
      ])
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('fault', 'is', null)
      .executeTakeFirstOrThrow();
    return { open: row.open, oldestAt: row.oldest ?? undefined };
  }

  /** The rows at these positions, in order. */
  async at(positions: readonly number[]): Promise<InboxRow[]> {
    return this.database.read
      .selectFrom('inbox')
      .selectAll()
      .where('position', 'in', positions)
      .orderBy('position')
      .execute();
  }

  /** Rows to pass to Baileys again after a login: it has not processed them, or an answer is missing. Oldest first. */
  async undigested(instance: Uid): Promise<Omit<InboxRow, 'payload'>[]> {
    return this.database.read
      .selectFrom('inbox')
      .select(WITHOUT_PAYLOAD)
      .where('instance', '=', instance)
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('kind', 'in', ['peer', 'history', 'placeholder'])
      .orderBy('position')
      .execute();
  }

  /** Marks a row as recorded, in the transaction that writes its events. A `message` is thereby done. */
  async record(write: Write, { position, kind }: Pick<InboxRow, 'position' | 'kind'>): Promise<void> {
    const change = kind === 'message' ? { recorded: 1 as const, done: 1 as const } : { recorded: 1 as const };
    await write.updateTable('inbox').set(change).where('position', '=', position).execute();
  }

  /** Turns a row into `history`: it is done when its history is stored. */
  async awaitHistory(write: Write, position: number): Promise<void> {
    await write.updateTable('inbox').set({ kind: 'history' }).where('position', '=', position).execute();
  }

  /** Marks a row as recorded and done. */
  async finish(write: Write, position: number): Promise<void> {
    await write.updateTable('inbox').set({ done: 1, recorded: 1 }).where('position', '=', position).execute();
  }

  /**
   * Finishes a row that cannot be read. Its payload is kept until retention removes it.
   * @param fault why it cannot be read, for debugging
   */
  async settle(write: Write, position: number, fault: string): Promise<void> {
    await write
      .updateTable('inbox')
      .set({ done: 1, recorded: 1, fault })
      .where('position', '=', position)
      .execute();
  }

  /**
   * Finishes the peer messages that were received until `until` (epoch ms): Baileys has processed them by now.
   * @returns the number of peer messages that were received later
   */
  async finishPeers(write: Write, instance: Uid, until: number): Promise<number> {
    await write
      .updateTable('inbox')
      .set({ done: 1 })
      .where('instance', '=', instance)
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('kind', '=', 'peer')
      .where('recorded', '=', 1)
      .where('received_at', '<=', until)
      .execute();
    const { left } = await write
      .selectFrom('inbox')
      .select((eb) => eb.fn.countAll<number>().as('left'))
      .where('instance', '=', instance)
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('kind', '=', 'peer')
      .where('received_at', '>', until)
      .executeTakeFirstOrThrow();
    return left;
  }

  /** Finishes the message whose history has been stored. */
  async finishHistory(write: Write, instance: Uid, source: Omit<InboxIdentity, 'digest'>): Promise<void> {
    await write
      .updateTable('inbox')
      .set({ done: 1, recorded: 1 })
      .where((eb) => eb.and({ instance, ...indexed(source) }))
      .where('kind', 'in', ['peer', 'history'])
      .execute();
  }

  /** Placeholders of a message that our phone has not forwarded yet. */
  async placeholders(db: Read, instance: Uid, id: string): Promise<InboxRow[]> {
    return db
      .selectFrom('inbox')
      .selectAll()
      .where('instance', '=', instance)
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('kind', '=', 'placeholder')
      .where('stanza_id', '=', indexable(id, INDEXED.id))
      .execute();
  }

  /**
   * Placeholders of which nothing was recorded so far: no copy has arrived, and they were not reported. Oldest first.
   * @param since epoch ms; older ones are left out
   */
  async unanswered(instance: Uid, since: number, limit: number): Promise<InboxRow[]> {
    return this.database.read
      .selectFrom('inbox')
      .selectAll()
      .where('instance', '=', instance)
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('kind', '=', 'placeholder')
      .where('received_at', '>', since)
      .where((eb) => eb.not(eb.exists(copies(eb))))
      .where('fault', 'is', null)
      .orderBy('position')
      .limit(limit)
      .execute();
  }

  /** When the next placeholder after `after` (epoch ms) was received of which nothing was settled yet, answered or not. */
  async nextPlaceholder(instance: Uid, after: number): Promise<number | undefined> {
    const row = await this.database.read
      .selectFrom('inbox')
      .select((eb) => eb.fn.min<number | null>('received_at').as('next'))
      .where('instance', '=', instance)
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('kind', '=', 'placeholder')
      .where('fault', 'is', null)
      .where('received_at', '>', after)
      .executeTakeFirstOrThrow();
    return row.next ?? undefined;
  }

  /** Finishes the placeholders that were received until `until` (epoch ms) and of which a copy has arrived since. */
  async finishAnswered(write: Write, instance: Uid, until: number): Promise<void> {
    await write
      .updateTable('inbox')
      .set({ done: 1, recorded: 1 })
      .where('instance', '=', instance)
      .where((eb) => eb('done', '=', sql.lit(0)))
      .where('kind', '=', 'placeholder')
      .where('received_at', '<=', until)
      .where((eb) => eb.exists(copies(eb)))
      .execute();
  }

  /**
   * Notes that a placeholder was reported without its content. It stays open for a copy.
   * @param fault why there is no content
   */
  async reported(write: Write, position: number, fault: string): Promise<void> {
    await write.updateTable('inbox').set({ fault }).where('position', '=', position).execute();
  }

  /** Notes that a row is passed to Baileys once more. */
  async tryAgain(write: Write, position: number): Promise<void> {
    await write
      .updateTable('inbox')
      .set((eb) => ({ tries: eb('tries', '+', 1) }))
      .where('position', '=', position)
      .execute();
  }

  /** Whether a copy of a message has arrived after its placeholder. */
  async hasCopy(position: number): Promise<boolean> {
    const row = await this.database.read
      .selectFrom('inbox')
      .select('position')
      .where('position', '=', position)
      .where((eb) => eb.exists(copies(eb)))
      .executeTakeFirst();
    return row !== undefined;
  }

  /**
   * Removes rows of which nothing is left to be told and that are older than `before` (epoch ms): they are recorded and
   * done, or were reported as what cannot be read.
   * @returns the number removed
   */
  async prune(before: number): Promise<number> {
    return inBatches((limit) =>
      this.database.write(async (write) => {
        const result = await write
          .deleteFrom('inbox')
          .where('position', 'in', (eb) =>
            eb
              .selectFrom('inbox')
              .select('position')
              .where((row) =>
                row.or([
                  row.and([row('done', '=', 1), row('recorded', '=', 1)]),
                  row('fault', 'is not', null),
                ]),
              )
              .where('received_at', '<', before)
              .orderBy('received_at')
              .limit(limit),
          )
          .executeTakeFirst();
        return Number(result.numDeletedRows);
      }),
    );
  }
}
