import type { DeleteResult } from 'kysely';
import type { Write } from '../database.js';
import type { Uid } from '../ids.js';

/** Removes up to `limit` rows of an instance. */
export type Batch = (write: Write, instance: Uid, limit: number) => Promise<DeleteResult>;

/** Messages. They are removed in smaller batches than other rows: the search knows them, too. */
export const messagesBatch: Batch = async (write, instance, limit) =>
  write
    .deleteFrom('messages')
    .where('position', 'in', (eb) =>
      eb.selectFrom('messages').select('position').where('instance', '=', instance).limit(limit),
    )
    .executeTakeFirst();

/**
 * The other tables in which an instance can have many rows. Those of others go with the instance itself, by cascade, and so do
 * deliveries and attempts with their events.
 */
export const BATCHES: readonly Batch[] = [
  async (write, instance, limit) =>
    write
      .deleteFrom('signal_keys')
      .where('instance', '=', instance)
      .where((eb) =>
        eb(
          eb.refTuple('type', 'id'),
          'in',
          eb
            .selectFrom('signal_keys')
            .select(['type', 'id'])
            .where('instance', '=', instance)
            .limit(limit)
            .$asTuple('type', 'id'),
        ),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('events')
      .where('id', 'in', (eb) =>
        eb.selectFrom('events').select('id').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('inbox')
      .where('position', 'in', (eb) =>
        eb.selectFrom('inbox').select('position').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('scheduled')
      .where('position', 'in', (eb) =>
        eb.selectFrom('scheduled').select('position').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('addresses')
      .where('instance', '=', instance)
      .where('lid', 'in', (eb) =>
        eb.selectFrom('addresses').select('lid').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('numbers')
      .where('instance', '=', instance)
      .where('number', 'in', (eb) =>
        eb.selectFrom('numbers').select('number').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('contacts')
      .where('instance', '=', instance)
      .where('jid', 'in', (eb) =>
        eb.selectFrom('contacts').select('jid').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('chats')
      .where('instance', '=', instance)
      .where('chat', 'in', (eb) =>
        eb.selectFrom('chats').select('chat').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('chat_states')
      .where('instance', '=', instance)
      .where('chat', 'in', (eb) =>
        eb.selectFrom('chat_states').select('chat').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
];
