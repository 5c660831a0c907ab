import { ROWS_PER_COMMIT } from '../batches.js';
import { type Selectable, sql } from 'kysely';
import type { Database, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { ReceiptsTable } from '../schema.js';

export type ReceiptRow = Selectable<ReceiptsTable>;
/** What a receipt reports. */
export type ReceiptKind = 'delivered' | 'read' | 'played';

/** Receipts of one message that are kept: more than the largest groups have members. */
const MOST_PER_MESSAGE = 5_000;

/** How far own messages have got with each person. They go with their messages. */
export class ReceiptsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Records a receipt. The first one of each kind counts.
   * @param message `position` of the message
   * @param at epoch ms
   */
  async save(write: Write, message: number, person: ChatJid, kind: ReceiptKind, at: number): Promise<void> {
    const column = `${kind}_at` as const;
    const known = await this.find(write, message, person);
    if (!known && (await this.isFull(write, message))) return;
    const times = { delivered_at: null, read_at: null, played_at: null, [column]: at };
    await write
      .insertInto('receipts')
      .values({ message, person, ...times })
      .onConflict((conflict) =>
        conflict
          .columns(['message', 'person'])
          .doUpdateSet({ [column]: sql`coalesce(receipts.${sql.ref(column)}, excluded.${sql.ref(column)})` }),
      )
      .execute();
  }

  /** The receipts of a message, sorted by person. @param options.after the last person of the previous page */
  async list(message: number, options: { limit: number; after?: ChatJid }): Promise<ReceiptRow[]> {
    const { limit, after } = options;
    let query = this.database.read.selectFrom('receipts').selectAll().where('message', '=', message);
    if (after !== undefined) query = query.where('person', '>', after);
    return query.orderBy('person').limit(limit).execute();
  }

  /**
   * Moves what is known of a person from the LID to another address.
   * @returns whether there may be more to move, by calling it again
   */
  async move(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<boolean> {
    const rows = await write
      .selectFrom('receipts')
      .selectAll()
      .where('person', '=', from)
      // There is an index of LIDs.
      .where(sql<boolean>`person like '%@lid'`)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('messages')
            .select('position')
            .whereRef('position', '=', 'receipts.message')
            .where('instance', '=', instance),
        ),
      )
      .limit(ROWS_PER_COMMIT)
      .execute();
    for (const { message, delivered_at, read_at, played_at } of rows) {
      await write
        .deleteFrom('receipts')
        .where((eb) => eb.and({ message, person: from }))
        .execute();
      if (delivered_at !== null) await this.save(write, message, to, 'delivered', delivered_at);
      if (read_at !== null) await this.save(write, message, to, 'read', read_at);
      if (played_at !== null) await this.save(write, message, to, 'played', played_at);
    }
    return rows.length === ROWS_PER_COMMIT;
  }

  private async find(write: Write, message: number, person: ChatJid): Promise<ReceiptRow | undefined> {
    return write
      .selectFrom('receipts')
      .selectAll()
      .where((eb) => eb.and({ message, person }))
      .executeTakeFirst();
  }

  private async isFull(write: Write, message: number): Promise<boolean> {
    const row = await write
      .selectFrom('receipts')
      .select('person')
      .where('message', '=', message)
      .offset(MOST_PER_MESSAGE - 1)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}
