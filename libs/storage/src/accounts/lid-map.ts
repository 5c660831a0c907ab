import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import { isPhone, type Lid, type Phone } from '../jids.js';
import { isText, parsed } from '../json.js';
import { Remembered } from '../remembered.js';

/** How many addresses one query looks up. */
const PER_QUERY = 500;

/** The lid map: the phone number of each LID, per instance. */
export class LidMapRepository {
  private readonly phones: Remembered<Phone>;
  private readonly lids: Remembered<Lid>;

  constructor(database: Database) {
    this.phones = new Remembered(database);
    this.lids = new Remembered(database);
  }

  /**
   * Stores a pair of user parts, such as `913103037140909` and `15550001111`.
   * @returns whether the pair was new
   */
  async save(write: Write, instance: Uid, lid: Lid, phone: Phone): Promise<boolean> {
    const key = keyOf(instance, lid);
    if (this.phones.get(key)?.value === phone) return false;
    const remember = this.phones.reading();
    const known = await write
      .selectFrom('addresses')
      .select('phone')
      .where('instance', '=', instance)
      .where('lid', '=', lid)
      .executeTakeFirst();
    if (known?.phone === phone) {
      remember(key, phone);
      return false;
    }
    this.phones.change(write, key);
    for (const each of [phone, known?.phone]) if (each) this.lids.change(write, keyOf(instance, each));
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
    const unknown = lids.filter((lid) => {
      const phone = this.phones.get(keyOf(instance, lid))?.value;
      if (phone !== undefined) found.set(lid, phone);
      return phone === undefined;
    });
    for (const some of chunks(unknown)) {
      const remember = this.phones.reading();
      const rows = await db
        .selectFrom('addresses')
        .select(['lid', 'phone'])
        .where('instance', '=', instance)
        .where('lid', 'in', some)
        .execute();
      for (const { lid, phone } of rows) {
        found.set(lid, phone);
        remember(keyOf(instance, lid), phone);
      }
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
    const unknown = phones.filter((phone) => {
      const known = this.lids.get(keyOf(instance, phone));
      if (known?.value !== undefined) found.set(phone, known.value);
      return !known;
    });
    for (const some of chunks(unknown)) {
      const remember = this.lids.reading();
      const rows = await db
        .selectFrom('addresses')
        .select(['lid', 'phone'])
        .where('instance', '=', instance)
        .where('phone', 'in', some)
        .execute();
      for (const { lid, phone } of rows) if (!found.has(phone)) found.set(phone, lid);
      for (const phone of some) remember(keyOf(instance, phone), found.get(phone));
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

function keyOf(instance: Uid, user: Lid | Phone): string {
  return `${instance}/${user}`;
}
