import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import { isPhone, type Lid, type Phone } from '../jids.js';
import { isText, parsed } from '../json.js';

/** How many addresses one query looks up. */
const PER_QUERY = 500;

/** The lid map: the phone number of each LID, per instance. */
export class LidMapRepository {
  /**
   * Stores a pair of user parts, such as `913103037140909` and `15550001111`.
   * @returns whether the pair was new
   */
  async save(write: Write, instance: Uid, lid: Lid, phone: Phone): Promise<boolean> {
    const known = await write
      .selectFrom('addresses')
      .select('phone')
      .where('instance', '=', instance)
      .where('lid', '=', lid)
      .executeTakeFirst();
    if (known?.phone === phone) return false;
    await write
      .insertInto('addresses')
      .values({ instance, lid, phone })
      .onConflict((conflict) => conflict.columns(['instance', 'lid']).doUpdateSet({ phone }))
      .execute();
    return true;
  }

  /** The phone numbers of LIDs, from stanzas, or else from Baileys' own mapping among its keys. */
  async phonesOf(db: Read, instance: Uid, lids: readonly Lid[]): Promise<Map<Lid, Phone>> {
    const found = new Map<Lid, Phone>();
    for (const some of chunks(lids)) {
      const rows = await db
        .selectFrom('addresses')
        .select(['lid', 'phone'])
        .where('instance', '=', instance)
        .where('lid', 'in', some)
        .execute();
      for (const { lid, phone } of rows) found.set(lid, phone);
      const names = new Map(some.filter((lid) => !found.has(lid)).map((lid) => [`${lid}_reverse`, lid]));
      if (names.size === 0) continue;
      const notes = await db
        .selectFrom('signal_keys')
        .select(['id', 'value'])
        .where('instance', '=', instance)
        .where('type', '=', 'lid-mapping')
        .where('id', 'in', [...names.keys()])
        .execute();
      for (const { id, value } of notes) {
        const lid = names.get(id);
        const phone = parsed(value, isText);
        if (lid !== undefined && isPhone(phone)) found.set(lid, phone);
      }
    }
    return found;
  }

  async phoneOf(db: Read, instance: Uid, lid: Lid): Promise<Phone | undefined> {
    return (await this.phonesOf(db, instance, [lid])).get(lid);
  }

  /** The LIDs of phone numbers, from stanzas. */
  async lidsOf(db: Read, instance: Uid, phones: readonly Phone[]): Promise<Map<Phone, Lid>> {
    const found = new Map<Phone, Lid>();
    for (const some of chunks(phones)) {
      const rows = await db
        .selectFrom('addresses')
        .select(['lid', 'phone'])
        .where('instance', '=', instance)
        .where('phone', 'in', some)
        .execute();
      for (const { lid, phone } of rows) if (!found.has(phone)) found.set(phone, lid);
    }
    return found;
  }

  async lidOf(db: Read, instance: Uid, phone: Phone): Promise<Lid | undefined> {
    return (await this.lidsOf(db, instance, [phone])).get(phone);
  }
}

/** Splits a list so that a query with one part of it stays small. */
function* chunks<T>(list: readonly T[]): Generator<T[]> {
  for (let start = 0; start < list.length; start += PER_QUERY) yield list.slice(start, start + PER_QUERY);
}
