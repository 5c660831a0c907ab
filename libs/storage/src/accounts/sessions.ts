import { inPowers } from '../batches.js';
import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import { INDEXED, indexable } from '../indexable.js';
import type { Phone } from '../jids.js';
import type { InboxEntry, InboxRepository } from './inbox.js';

/** Changes of Signal keys, by type and id: the serialized value, or null to delete the key. */
export type KeyChanges = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

/** How many keys one statement reads or writes. */
const PER_QUERY = 500;

/**
 * Makes events of a payload that is about to be stored, in the same unit of work. A unit may be run again.
 * @returns whether nothing is left to do about the payload
 */
export type RecordPayload = (write: Write, entry: InboxEntry) => Promise<boolean>;

/** What shares the commit of keys. */
export interface AlongWithKeys {
  /** Payloads that were decrypted with the keys. */
  received: readonly InboxEntry[];
  /** Makes events of a payload. If it fails, the payloads are written without it. */
  record: RecordPayload;
  /** Rows of messages that were encrypted with the keys. */
  companions: readonly { write(write: Write): Promise<unknown> }[];
}

const leaveOpen: RecordPayload = async () => Promise.resolve(false);

/** Credentials and Signal keys of linked devices. */
export class SessionsRepository {
  constructor(
    private readonly database: Database,
    private readonly inbox: InboxRepository,
  ) {}

  /** The serialized credentials of an instance; undefined before it was first paired. */
  async credentials(instance: Uid): Promise<string | undefined> {
    const row = await this.database.read
      .selectFrom('credentials')
      .select('value')
      .where('instance', '=', instance)
      .executeTakeFirst();
    return row?.value;
  }

  async saveCredentials(instance: Uid, value: string): Promise<void> {
    await this.database.write(async (write) => {
      await write
        .insertInto('credentials')
        .values({ instance, value })
        .onConflict((conflict) => conflict.column('instance').doUpdateSet({ value }))
        .execute();
    });
  }

  /** The serialized keys of one type, by id. Ids without a key are absent. @param db within a unit of work: its handle */
  async keys(
    instance: Uid,
    type: string,
    ids: readonly string[],
    db: Read = this.database.read,
  ): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let start = 0; start < ids.length; start += PER_QUERY) {
      // Some are made of what senders choose.
      const names = new Map(
        ids.slice(start, start + PER_QUERY).map((id) => [indexable(id, INDEXED.key), id]),
      );
      const rows = await db
        .selectFrom('signal_keys')
        .select(['id', 'value'])
        .where('instance', '=', instance)
        .where('type', '=', type)
        .where('id', 'in', [...names.keys()])
        .execute();
      for (const row of rows) found.set(names.get(row.id) ?? row.id, row.value);
    }
    return found;
  }

  /**
   * Writes key changes and the payloads that were decrypted with them in one commit, so that the ratchet never advances
   * without its payload.
   * @returns the payloads of which events are still to be made
   * @throws if the instance was deleted meanwhile (foreign key), or the disk cannot be written
   */
  async save(instance: Uid, changes: KeyChanges, along: AlongWithKeys): Promise<InboxEntry[]> {
    try {
      return await this.saveOnce(instance, changes, along);
    } catch (error) {
      if (along.received.length === 0 || this.database.isOutage(error)) throw error;
      return this.saveOnce(instance, changes, { ...along, record: leaveOpen });
    }
  }

  private async saveOnce(
    instance: Uid,
    changes: KeyChanges,
    { received, record, companions }: AlongWithKeys,
  ): Promise<InboxEntry[]> {
    return this.database.write(async (write) => {
      for (const companion of companions) await companion.write(write);
      for (const [type, values] of changes) await this.saveKeys(write, instance, type, values);
      const open: InboxEntry[] = [];
      for (const entry of received) {
        const isRecorded = await record(write, entry);
        await this.inbox.add(write, instance, entry, isRecorded);
        if (!isRecorded) open.push(entry);
      }
      return open;
    });
  }

  /** Stores the session of a device that was linked elsewhere, in the unit of work that adds the instance. */
  async insert(write: Write, instance: Uid, credentials: string, keys: KeyChanges): Promise<void> {
    await write.insertInto('credentials').values({ instance, value: credentials }).execute();
    for (const [type, values] of keys) await this.saveKeys(write, instance, type, values);
  }

  /** The serialized credentials of all instances that an account is linked to. */
  async ofPhone(db: Read, phone: Phone): Promise<{ instanceId: string; value: string }[]> {
    return db
      .selectFrom('credentials')
      .innerJoin('instances', 'instances.uid', 'credentials.instance')
      .select(['instances.instance_id as instanceId', 'credentials.value'])
      .where('instances.phone', '=', phone)
      .execute();
  }

  /** Removes credentials and keys of the linked device. What it received stays in the inbox and becomes events. */
  async wipe(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('credentials').where('instance', '=', instance).execute();
    await write.deleteFrom('signal_keys').where('instance', '=', instance).execute();
  }

  /** Writes keys of one type in the caller's unit of work. Baileys' cache does not hear of it. */
  async saveKeys(
    write: Write,
    instance: Uid,
    type: string,
    values: ReadonlyMap<string, string | null>,
  ): Promise<void> {
    const removed: string[] = [];
    const rows: { instance: Uid; type: string; id: string; value: string }[] = [];
    for (const [name, value] of values) {
      const id = indexable(name, INDEXED.key);
      if (value === null) removed.push(id);
      else rows.push({ instance, type, id, value });
    }
    for (let start = 0; start < removed.length; start += PER_QUERY)
      await write
        .deleteFrom('signal_keys')
        .where('instance', '=', instance)
        .where('type', '=', type)
        .where('id', 'in', removed.slice(start, start + PER_QUERY))
        .execute();
    for (const some of inPowers(rows))
      await write
        .insertInto('signal_keys')
        .values(some)
        .onConflict((conflict) =>
          conflict
            .columns(['instance', 'type', 'id'])
            .doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
        )
        .execute();
  }
}
