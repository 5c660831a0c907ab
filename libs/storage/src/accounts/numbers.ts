import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { Phone } from '../jids.js';
import { Remembered } from '../remembered.js';

/** The numbers that WhatsApp has confirmed, per instance, each with the number under which it knows the account. */
export class NumbersRepository {
  private readonly phones: Remembered<Phone>;

  constructor(database: Database) {
    this.phones = new Remembered(database);
  }

  async save(write: Write, instance: Uid, number: Phone, phone: Phone): Promise<void> {
    this.phones.change(write, keyOf(instance, number));
    await write
      .insertInto('numbers')
      .values({ instance, number, phone })
      .onConflict((conflict) => conflict.columns(['instance', 'number']).doUpdateSet({ phone }))
      .execute();
  }

  /** The number under which WhatsApp knows the account; undefined if it has not been asked about this one. */
  async find(db: Read, instance: Uid, number: Phone): Promise<Phone | undefined> {
    const key = keyOf(instance, number);
    const known = this.phones.get(key);
    if (known) return known.value;
    const remember = this.phones.reading();
    const row = await db
      .selectFrom('numbers')
      .select('phone')
      .where('instance', '=', instance)
      .where('number', '=', number)
      .executeTakeFirst();
    remember(key, row?.phone);
    return row?.phone;
  }

  /** Removes all numbers that lead to a phone: it is no longer on WhatsApp. */
  async forget(write: Write, instance: Uid, phone: Phone): Promise<void> {
    const gone = await write
      .deleteFrom('numbers')
      .where((eb) => eb.and({ instance, phone }))
      .returning('number')
      .execute();
    for (const { number } of gone) this.phones.change(write, keyOf(instance, number));
  }
}

function keyOf(instance: Uid, number: Phone): string {
  return `${instance}/${number}`;
}
