import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';

/** Bytes of texts from outside that stand in indexes, which PostgreSQL bounds. */
const BOUNDS = [
  ['inbox', 'stanza_from', 256],
  ['inbox', 'participant', 256],
  ['inbox', 'stanza_id', 1024],
  ['events', 'dedupe', 2048],
  ['deliveries', 'chat', 256],
  ['messages', 'chat', 256],
  ['messages', 'sender', 256],
  ['messages', 'id', 1024],
  ['chats', 'chat', 256],
  ['contacts', 'jid', 256],
  ['chat_states', 'chat', 256],
  ['chat_timers', 'chat', 256],
  ['chat_pictures', 'chat', 256],
  ['history_requests', 'chat', 256],
  ['receipts', 'person', 256],
  ['calls', 'id', 1024],
  ['call_answers', 'caller', 256],
  ['stars', 'chat', 256],
  ['stars', 'message', 1024],
  ['label_assignments', 'chat', 256],
  ['label_assignments', 'label', 1024],
  ['label_assignments', 'message', 1024],
  ['labels', 'id', 1024],
  ['quick_replies', 'id', 1024],
  ['status_views', 'message', 1024],
  ['status_views', 'viewer', 256],
  ['status_mutes', 'author', 256],
  ['member_labels', 'group_jid', 256],
  ['member_labels', 'member', 256],
  ['chat_moves', 'from_chat', 256],
  ['signal_keys', 'id', 2048],
] as const;

/** Puts a digest in the place of texts that are too long, as it is done with new ones. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [table, column, bytes] of BOUNDS) {
    const { rows } = await sql<{
      text: string;
    }>`select distinct ${sql.ref(column)} as text from ${sql.table(table)}
      where length(cast(${sql.ref(column)} as blob)) > ${bytes}`.execute(db);
    for (const { text } of rows) {
      const digest = `sha256-${createHash('sha256').update(text).digest('hex')}`;
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${digest}
        where ${sql.ref(column)} = ${text}`.execute(db);
    }
  }
}
