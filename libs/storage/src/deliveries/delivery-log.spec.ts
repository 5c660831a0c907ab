import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Kysely, Migrator, sql } from 'kysely';
import { Database, DATABASE_FILE } from '../database.js';
import { DeliveryLogRepository } from './delivery-log.js';
import { SqliteDialect } from '../sqlite/dialect.js';
import { migrations } from '../sqlite/migrations/index.js';

describe('the log of deliveries', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-log-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('has what was attempted before it was kept by target', async () => {
    const dialect = new SqliteDialect(join(directory, DATABASE_FILE), ['foreign_keys=ON']);
    const old = new Kysely<unknown>({ dialect });
    const migrator = new Migrator({ db: old, provider: migrations });
    expect((await migrator.migrateTo('0004-contacts')).error).toBeUndefined();
    await sql`insert into instances (uid, instance_id, created_at, last_activity, desired)
      values ('u', 'bot', 1, 1, 'connected')`.execute(old);
    await sql`insert into targets (id, instance, enabled, ordering, paused, failures)
      values ('tgt', 'u', 1, 'chat', 0, 0)`.execute(old);
    await sql`insert into events values ('evt', 'u', 'bot', 1, 'message', 5, 'c', null, '{"a":1}')`.execute(
      old,
    );
    await sql`insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
      values ('dlv', 'evt', 'tgt', 'u', 'c', 'pending', 2, 9, 5)`.execute(old);
    for (const number of [1, 2])
      await sql`insert into attempts values ('dlv', ${number}, ${number}, 500, 7, 'http_500', 'no')`.execute(
        old,
      );
    await old.destroy();

    const database = await Database.open(directory);
    const log = new DeliveryLogRepository(database);
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
    await database.write((write) => write.deleteFrom('instances').execute());
    await database.close();
    const file = new DatabaseSync(join(directory, DATABASE_FILE));
    expect(file.prepare('select count(*) as n from attempts').get()).toMatchObject({ n: 0 });
    file.close();
  });
});
