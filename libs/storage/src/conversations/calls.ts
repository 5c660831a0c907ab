import type { Selectable } from 'kysely';
import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { CallsTable } from '../schema.js';

export type CallRow = Selectable<CallsTable>;

/** How long a call is known, ms. */
const CALL_MS = 24 * 60 * 60 * 1000;

/** The latest calls of instances, and which callers got a text. */
export class CallsRepository {
  async find(db: Read, instance: Uid, id: string): Promise<CallRow | undefined> {
    return db
      .selectFrom('calls')
      .selectAll()
      .where((eb) => eb.and({ instance, id }))
      .executeTakeFirst();
  }

  /** Adds a call, and removes old ones. */
  async begin(write: Write, row: CallRow, now: number): Promise<void> {
    await write
      .deleteFrom('calls')
      .where('instance', '=', row.instance)
      .where('began_at', '<', now - CALL_MS)
      .execute();
    await write.insertInto('calls').values(row).execute();
  }

  async change(
    write: Write,
    { instance, id }: Pick<CallRow, 'instance' | 'id'>,
    change: Partial<Pick<CallRow, 'status' | 'rejected_by'>>,
  ): Promise<void> {
    await write
      .updateTable('calls')
      .set(change)
      .where((eb) => eb.and({ instance, id }))
      .execute();
  }

  /** Of calls that ring, none counts as rejected any longer: the process ended before WhatsApp confirmed it. */
  async forgetRejections(write: Write, instance: Uid): Promise<void> {
    await write
      .updateTable('calls')
      .set({ rejected_by: null })
      .where((eb) => eb.and({ instance, status: 'ringing' }))
      .execute();
  }

  /**
   * Notes that a caller gets a text now.
   * @param pauseMs shortest time since the last text
   * @returns false if the caller got one later than that
   */
  async answer(write: Write, instance: Uid, caller: ChatJid, now: number, pauseMs: number): Promise<boolean> {
    await write
      .deleteFrom('call_answers')
      .where('instance', '=', instance)
      .where('at', '<=', now - pauseMs)
      .execute();
    const added = await write
      .insertInto('call_answers')
      .values({ instance, caller, at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('at')
      .executeTakeFirst();
    return added !== undefined;
  }

  /** Forgets that a caller got a text: it was not sent. @param at when {@link answer} noted it */
  async unanswer(write: Write, instance: Uid, caller: ChatJid, at: number): Promise<void> {
    await write
      .deleteFrom('call_answers')
      .where((eb) => eb.and({ instance, caller, at }))
      .execute();
  }

  /** Removes everything: it belongs to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('calls').where('instance', '=', instance).execute();
    await write.deleteFrom('call_answers').where('instance', '=', instance).execute();
  }
}
