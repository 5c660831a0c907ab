import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { Phone } from '../jids.js';

/** The numbers that WhatsApp has confirmed, per instance, each with the number under which it knows the account. */
export class NumbersRepository {
  async save(write: Write, instance: Uid, number: Phone, phone: Phone): Promise<void> {
    await write
      .insertInto('numbers')
      .values({ instance, number, phone })
      .onConflict((conflict) => conflict.columns(['instance', 'number']).doUpdateSet({ phone }))
      .execute();
  }

  /** The number under which WhatsApp knows the account; undefined if it has not been asked about this one. */
  async find(db: Read, instance: Uid, number: Phone): Promise<Phone | undefined> {
    const row = await db
      .selectFrom('numbers')
      .select('phone')
      .where('instance', '=', instance)
      .where('number', '=', number)
      .executeTakeFirst();
    return row?.phone;
  }

  /** Removes all numbers that lead to a phone: it is no longer on WhatsApp. */
  async forget(write: Write, instance: Uid, phone: Phone): Promise<void> {
    await write
      .deleteFrom('numbers')
      .where((eb) => eb.and({ instance, phone }))
      .execute();
  }
}
