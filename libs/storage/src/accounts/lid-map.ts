import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import { isPhone, type Lid, type Phone } from '../jids.js';
import { isText, parsed } from '../json.js';

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

  /** The phone number of a LID, from a stanza, or else from Baileys' own mapping among its keys. */
  async phoneOf(db: Read, instance: Uid, lid: Lid): Promise<Phone | undefined> {
    const row = await db
      .selectFrom('addresses')
      .select('phone')
      .where('instance', '=', instance)
      .where('lid', '=', lid)
      .executeTakeFirst();
    if (row) return row.phone;
    const note = await db
      .selectFrom('signal_keys')
      .select('value')
      .where('instance', '=', instance)
      .where('type', '=', 'lid-mapping')
      .where('id', '=', `${lid}_reverse`)
      .executeTakeFirst();
    const phone = note && parsed(note.value, isText);
    return phone !== undefined && isPhone(phone) ? phone : undefined;
  }

  async lidOf(db: Read, instance: Uid, phone: Phone): Promise<Lid | undefined> {
    const row = await db
      .selectFrom('addresses')
      .select('lid')
      .where('instance', '=', instance)
      .where('phone', '=', phone)
      .executeTakeFirst();
    return row?.lid;
  }
}
