import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, Migrator, sql } from 'kysely';
import { Storage } from '../storage.js';
import { DATABASE_FILE } from './database.js';
import { SqliteDialect } from './dialect.js';
import { migrations } from './migrations/index.js';

const ANNA = '15550001111@s.whatsapp.net';

describe('a directory of an earlier version', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-earlier-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** Makes the database as it was after a migration, with an instance `ins` and what `fill` adds. */
  async function earlier(migration: string, fill: (old: Kysely<unknown>) => Promise<void>): Promise<void> {
    const dialect = new SqliteDialect(join(directory, DATABASE_FILE), ['foreign_keys=ON']);
    const old = new Kysely<unknown>({ dialect });
    const { error } = await new Migrator({ db: old, provider: migrations }).migrateTo(migration);
    expect(error).toBeUndefined();
    await sql`insert into instances (uid, instance_id, created_at, last_activity, desired)
      values ('ins', 'bot', 1, 1, 'connected')`.execute(old);
    await fill(old);
    await old.destroy();
  }

  async function opened(look: (storage: Storage) => Promise<void>): Promise<void> {
    const storage = await Storage.open(directory);
    try {
      await look(storage);
    } finally {
      await storage.close();
    }
  }

  it('has chats made of the messages that were kept before there were any', async () => {
    await earlier('0001-foundation', async (old) => {
      await sql`insert into messages
        (instance, chat, sender, id, from_me, remote_jid, participant, type, push_name, at) values
        ('ins', ${ANNA}, ${ANNA}, 'b', 0, ${ANNA}, '', 'text', 'Anna', 2000),
        ('ins', ${ANNA}, ${ANNA}, 'a', 0, ${ANNA}, '', 'text', 'Ann', 1000)`.execute(old);
    });
    await opened(async ({ chats, messages }) => {
      expect(await chats.list('ins', { limit: 5 })).toEqual([
        { instance: 'ins', chat: ANNA, name: 'Anna', last_at: 2000 },
      ]);
      const rows = await messages.inChat('ins', ANNA, { limit: 5 });
      expect(rows.map(({ id, position }) => [id, position])).toEqual([
        ['b', 2],
        ['a', 1],
      ]);
    });
  });

  it('has the attempts that were made before they were kept by target', async () => {
    await earlier('0004-contacts', async (old) => {
      await sql`insert into targets (id, instance, enabled, ordering, paused, failures)
        values ('tgt', 'ins', 1, 'chat', 0, 0)`.execute(old);
      await sql`insert into events values ('evt', 'ins', 'bot', 1, 'message', 5, 'c', null, '{"a":1}')`.execute(
        old,
      );
      await sql`insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
        values ('dlv', 'evt', 'tgt', 'ins', 'c', 'pending', 2, 9, 5)`.execute(old);
      for (const number of [1, 2])
        await sql`insert into attempts values ('dlv', ${number}, ${number}, 500, 7, 'http_500', 'no')`.execute(
          old,
        );
    });
    await opened(async ({ database, deliveryLog: log, instances }) => {
      expect(await log.find('tgt', 'dlv')).toMatchObject({
        state: 'pending',
        data: '{"a":1}',
        log: [
          { number: 1, at: 1, status: 500, latency_ms: 7, error: 'http_500', response: 'no' },
          { number: 2, at: 2 },
        ],
      });
      expect(await log.find('tgt_other', 'dlv')).toBeUndefined();
      expect(await log.backlog('tgt', 6)).toMatchObject({
        counts: { pending: 1, delivered: 0, parked: 0 },
        oldestAt: 5,
        nextAttemptAt: 9,
        recent: [{ number: 2 }, { number: 1 }],
      });
      expect((await log.backlog('tgt', 9)).nextAttemptAt).toBeUndefined();
      await database.write((write) => instances.remove(write, 'ins'));
      expect(await database.read.selectFrom('attempts').selectAll().execute()).toEqual([]);
    });
  });
});
