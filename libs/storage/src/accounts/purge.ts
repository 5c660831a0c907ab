import type { DeleteResult } from 'kysely';
import type { WebhookEvent } from '#libs/events';
import { ROWS_PER_COMMIT } from '../batches.js';
import type { Write } from '../database.js';
import type { Uid } from '../ids.js';

/** The last event of every instance, which is still to be delivered when all other rows are gone. */
const LAST_EVENT: WebhookEvent = 'instance_deleted';

/** Removes up to `limit` rows of an instance. */
export type Batch = (write: Write, instance: Uid, limit: number) => Promise<DeleteResult>;

/**
 * Messages. They are removed in smaller batches than other rows: the search knows them, too. Those in large groups have thousands
 * of receipts, which are removed before them.
 */
export const messagesBatch: Batch = async (write, instance, limit) => {
  const next = write.selectFrom('messages').select('position').where('instance', '=', instance).limit(limit);
  const receipts = await write
    .deleteFrom('receipts')
    .where((eb) =>
      eb(
        eb.refTuple('message', 'person'),
        'in',
        eb
          .selectFrom('receipts')
          .select(['message', 'person'])
          .where('message', 'in', next)
          .limit(ROWS_PER_COMMIT)
          .$asTuple('message', 'person'),
      ),
    )
    .executeTakeFirst();
  // There may be more of them.
  if (receipts.numDeletedRows >= limit) return receipts;
  return write.deleteFrom('messages').where('position', 'in', next).executeTakeFirst();
};

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
        eb
          .selectFrom('events')
          .select('id')
          .where('instance', '=', instance)
          .where('event', '!=', LAST_EVENT)
          .limit(limit),
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
  async (write, instance, limit) =>
    write
      .deleteFrom('status_views')
      .where('instance', '=', instance)
      .where((eb) =>
        eb(
          eb.refTuple('message', 'viewer'),
          'in',
          eb
            .selectFrom('status_views')
            .select(['message', 'viewer'])
            .where('instance', '=', instance)
            .limit(limit)
            .$asTuple('message', 'viewer'),
        ),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('member_labels')
      .where('instance', '=', instance)
      .where((eb) =>
        eb(
          eb.refTuple('group_jid', 'member'),
          'in',
          eb
            .selectFrom('member_labels')
            .select(['group_jid', 'member'])
            .where('instance', '=', instance)
            .limit(limit)
            .$asTuple('group_jid', 'member'),
        ),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('label_assignments')
      .where('instance', '=', instance)
      .where((eb) =>
        eb(
          eb.refTuple('label', 'message', 'chat'),
          'in',
          eb
            .selectFrom('label_assignments')
            .select(['label', 'message', 'chat'])
            .where('instance', '=', instance)
            .limit(limit)
            .$asTuple('label', 'message', 'chat'),
        ),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('stars')
      .where('instance', '=', instance)
      .where((eb) =>
        eb(
          eb.refTuple('chat', 'message'),
          'in',
          eb
            .selectFrom('stars')
            .select(['chat', 'message'])
            .where('instance', '=', instance)
            .limit(limit)
            .$asTuple('chat', 'message'),
        ),
      )
      .executeTakeFirst(),
  async (write, instance, limit) =>
    write
      .deleteFrom('chat_pictures')
      .where('instance', '=', instance)
      .where('chat', 'in', (eb) =>
        eb.selectFrom('chat_pictures').select('chat').where('instance', '=', instance).limit(limit),
      )
      .executeTakeFirst(),
];
