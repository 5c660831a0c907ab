import { withoutDevice } from '../jids.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, Migrator, sql } from 'kysely';
import type { Uid } from '../ids.js';
import { Storage } from '../storage.js';
import { DATABASE_FILE } from './database.js';
import { SqliteDialect } from './dialect.js';
import { migrations } from './migrations/index.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');

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
      values ('ins_1', 'bot', 1, 1, 'connected')`.execute(old);
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

  it('has messages that are still to be added to the search, if it was made without beginnings of words', async () => {
    await earlier('0032-chat-moves', async (old) => {
      await sql`insert into messages
        (instance, chat, sender, id, from_me, remote_jid, participant, type, text, at) values
        ('ins_1', ${ANNA}, ${ANNA}, 'a', 0, ${ANNA}, '', 'text', 'hello', 1000)`.execute(old);
    });
    await opened(async ({ search, database }) => {
      const terms = [{ words: 'hel', isPrefix: true }];
      const ids = async () => (await search.find('ins_1', { terms }, { limit: 5 })).map(({ id }) => id);
      expect([await search.isBehind(), await ids()]).toEqual([true, []]);
      await database.write(async (write) => search.add(write, await search.missing(write, 5)));
      expect([await search.isBehind(), await ids()]).toEqual([false, ['a']]);
    });
  });

  it('has digests in the place of ids that are too long for an index of PostgreSQL', async () => {
    const long = { id: '🎉'.repeat(500), from: `${'1'.repeat(500)}@lid`, dedupe: 'd'.repeat(3_000) };
    await earlier('0036-scheduled-files', async (old) => {
      for (const id of ['short', long.id]) {
        await sql`insert into messages (instance, chat, sender, id, from_me, remote_jid, participant, type, at)
          values ('ins_1', ${ANNA}, ${ANNA}, ${id}, 0, ${ANNA}, '', 'text', 1000)`.execute(old);
        await sql`insert into stars (instance, chat, message, entry) values ('ins_1', ${ANNA}, ${id}, '')`.execute(
          old,
        );
      }
      await sql`insert into inbox (instance, kind, stanza_from, participant, stanza_id, digest, stanza, done, received_at)
        values ('ins_1', 'message', ${long.from}, '', ${long.id}, 'd', '{}', 1, 1)`.execute(old);
      for (const [n, dedupe] of ['short', long.dedupe].entries())
        await sql`insert into events (id, instance, instance_id, sequence, event, at, dedupe, data)
          values (${`evt_${n}`}, 'ins_1', 'bot', ${n + 1}, 'message', 1, ${dedupe}, '{}')`.execute(old);
    });
    const digest = expect.stringMatching(/^sha256-[0-9a-f]{64}$/);
    await opened(async ({ database, events, inbox, messages }) => {
      const { read } = database;
      const ids = await read.selectFrom('messages').select('id').orderBy('position').execute();
      expect(ids.map(({ id }) => id)).toEqual(['short', digest]);
      const [, shortened] = ids;
      const found = await messages.byId(read, 'ins_1', shortened?.id ?? '');
      expect(found).toHaveLength(1);
      const stars = await read.selectFrom('stars').select('message').orderBy('message').execute();
      expect(stars.map(({ message }) => message)).toEqual(
        [shortened?.id ?? '', 'short'].toSorted((a, b) => (a < b ? -1 : 1)),
      );
      // What arrives again is known.
      const identity = { stanza_from: long.from, participant: '', stanza_id: long.id, digest: 'd' };
      expect(await inbox.find('ins_1', identity)).toMatchObject({ stanza_from: digest, stanza_id: digest });
      const again = { event: 'message', at: 2, chat: null, dedupe: long.dedupe, data: {} };
      const bot = { uid: 'ins_1' as const, instance_id: 'bot' };
      expect(await database.write((write) => events.append(write, bot, [again]))).toBe(0);
    });
  });

  it('has chats made of the messages that were kept before there were any', async () => {
    await earlier('0001-foundation', async (old) => {
      await sql`insert into messages
        (instance, chat, sender, id, from_me, remote_jid, participant, type, push_name, at) values
        ('ins_1', ${ANNA}, ${ANNA}, 'b', 0, ${ANNA}, '', 'text', 'Anna', 2000),
        ('ins_1', ${ANNA}, ${ANNA}, 'a', 0, ${ANNA}, '', 'text', 'Ann', 1000)`.execute(old);
    });
    await opened(async ({ chats, messages }) => {
      expect(await chats.list('ins_1', { limit: 5 })).toEqual([
        {
          instance: 'ins_1',
          chat: ANNA,
          name: 'Anna',
          last_at: 2000,
          archived: 0,
          pinned_at: null,
          muted_until: null,
          marked_unread: 0,
          expires_in: null,
          // Everything from before messages were counted counts as read.
          unread: 0,
        },
      ]);
      const rows = await messages.inChat('ins_1', ANNA, { limit: 5 });
      expect(rows.map(({ id, position }) => [id, position])).toEqual([
        ['b', 2],
        ['a', 1],
      ]);
    });
  });

  it('has the attempts that were made before they were kept by target', async () => {
    await earlier('0004-contacts', async (old) => {
      await sql`insert into targets (id, instance, enabled, ordering, paused, failures)
        values ('tgt_1', 'ins_1', 1, 'chat', 0, 0)`.execute(old);
      await sql`insert into events values ('evt_1', 'ins_1', 'bot', 1, 'message', 5, 'c', null, '{"a":1}')`.execute(
        old,
      );
      await sql`insert into deliveries (id, event, target, instance, chat, state, attempts, due_at, created_at)
        values ('dlv_1', 'evt_1', 'tgt_1', 'ins_1', 'c', 'pending', 2, 9, 5)`.execute(old);
      for (const number of [1, 2])
        await sql`insert into attempts values ('dlv_1', ${number}, ${number}, 500, 7, 'http_500', 'no')`.execute(
          old,
        );
    });
    await opened(async ({ database, deliveryLog: log, instances }) => {
      expect(await log.find('tgt_1', 'dlv_1')).toMatchObject({
        state: 'pending',
        data: '{"a":1}',
        log: [
          { number: 1, at: 1, status: 500, latency_ms: 7, error: 'http_500', response: 'no' },
          { number: 2, at: 2 },
        ],
      });
      expect(await log.find('tgt_other', 'dlv_1')).toBeUndefined();
      expect(await log.backlog('tgt_1', 6)).toMatchObject({
        counts: { pending: 1, delivered: 0, parked: 0 },
        oldestAt: 5,
        nextAttemptAt: 9,
        recent: [{ number: 2 }, { number: 1 }],
      });
      expect((await log.backlog('tgt_1', 9)).nextAttemptAt).toBeUndefined();
      await database.write((write) => instances.remove(write, 'ins_1'));
      expect(await database.read.selectFrom('attempts').selectAll().execute()).toEqual([]);
    });
  });

  it('has no times that cannot be true any longer', async () => {
    // More than a number of JavaScript holds.
    const absurd = sql.raw('99999999999999000');
    const known = Date.now() - 5_000;
    await earlier('0008-pace', async (old) => {
      const message = (id: string, at: unknown, editedAt: unknown) =>
        sql`insert into messages
          (instance, chat, sender, id, from_me, remote_jid, participant, type, push_name, at, edited_at) values
          ('ins_1', ${ANNA}, ${ANNA}, ${id}, 0, ${ANNA}, '', 'text', 'Anna', ${at}, ${editedAt})`.execute(
          old,
        );
      await message('a', known, null);
      await message('b', absurd, absurd);
      await sql`insert into chats (instance, chat, name, last_at) values ('ins_1', ${ANNA}, 'Anna', ${absurd})`.execute(
        old,
      );
      await sql`insert into contacts (instance, jid, push_name, heard_at) values ('ins_1', ${ANNA}, 'Anna', ${absurd})`.execute(
        old,
      );
    });
    await opened(async ({ chats, contacts, messages }) => {
      const [b, a] = await messages.inChat('ins_1', ANNA, { limit: 5 });
      expect(a).toMatchObject({ id: 'a', at: known, edited_at: null });
      const [chat] = await chats.list('ins_1', { limit: 5 });
      const [contact] = await contacts.list('ins_1', { limit: 5 });
      const recent = [b?.at, b?.edited_at, chat?.last_at, contact?.heard_at];
      expect(recent.map((at) => Math.abs(Number(at) - Date.now()) < 60_000)).toEqual(recent.map(() => true));
    });
  });

  it('goes on with what waits, what was asked for and what each target wants', async () => {
    await earlier('0008-pace', async (old) => {
      const target = async (id: string, instance: string | null, events: string | null) =>
        sql`insert into targets (id, instance, url, events, enabled, ordering, paused, failures)
          values (${id}, ${instance}, 'https://a.test/', ${events}, 1, 'chat', 0, 0)`.execute(old);
      for (const uid of ['ins_all', 'ins_none'])
        await sql`insert into instances (uid, instance_id, created_at, last_activity, desired)
          values (${uid}, ${uid}, 1, 1, 'connected')`.execute(old);
      await target('tgt_global', null, '["ready"]');
      await target('tgt_some', 'ins_1', '["message","ready","contact_changed"]');
      await target('tgt_all', 'ins_all', null);
      await target('tgt_none', 'ins_none', '[]');
      const deliveries = [
        { state: 'delivered', attempts: 1, due: 1, finished: 2 },
        { state: 'parked', attempts: 5, due: 1, finished: 3 },
        { state: 'pending', attempts: 2, due: 900, finished: null },
        { state: 'pending', attempts: 0, due: 1, finished: null },
        { state: 'pending', attempts: 0, due: 1, finished: null },
      ];
      for (const [index, { state, attempts, due, finished }] of deliveries.entries()) {
        const [event, delivery] = [`evt_${index}`, `dlv_${index}`];
        await sql`insert into events (id, instance, instance_id, sequence, event, at, chat, dedupe, data)
          values (${event}, 'ins_1', 'bot', ${index + 1}, 'message', 1, 'c', ${`key${index}`}, '{}')`.execute(
          old,
        );
        await sql`insert into deliveries
          (id, event, target, instance, chat, state, attempts, due_at, created_at, finished_at)
          values (${delivery}, ${event}, 'tgt_some', 'ins_1', 'c', ${state}, ${attempts}, ${due}, 1, ${finished})`.execute(
          old,
        );
        for (let number = 1; number <= attempts; number += 1)
          await sql`insert into attempts (delivery, number, target, at, status, latency_ms)
            values (${delivery}, ${number}, 'tgt_some', ${number}, 500, 7)`.execute(old);
      }
      await sql`update instances set next_sequence = 6 where uid = 'ins_1'`.execute(old);
      await sql`insert into scheduled (instance, id, kind, recipient, draft, send_at, send_by, state, created_at)
        values ('ins_1', 'later', 'text', ${ANNA}, '{}', 50, 60, 'scheduled', 1)`.execute(old);
      await sql`insert into idempotency_keys (id, scope, key, fingerprint, answer, created_at)
        values ('req', 'ins_1', 'k', 'f', '{"answer":1}', 1)`.execute(old);
    });
    await opened(
      async ({ database, deliveries, deliveryLog, events, idempotencyKeys, scheduled, targets }) => {
        expect(await deliveries.instances('tgt_some')).toEqual(['ins_1']);
        const untried = await deliveries.untried('tgt_some', 'ins_1', 0, 9);
        expect(untried.map(({ position }) => position)).toEqual([4, 5]);
        expect(await deliveries.dueRetries('tgt_some', 900, 9)).toMatchObject([{ position: 3, attempts: 2 }]);
        expect(await deliveryLog.find('tgt_some', 'dlv_1')).toMatchObject({ state: 'parked', attempts: 5 });
        expect((await deliveryLog.backlog('tgt_some', 2)).counts).toEqual({
          pending: 3,
          delivered: 1,
          parked: 1,
        });
        expect(await scheduled.due('ins_1', 50, { limit: 9, lastChance: false })).toMatchObject([
          { id: 'later' },
        ]);
        expect(await idempotencyKeys.find('ins_1', 'k', 2)).toMatchObject({
          id: 'req',
          answer: '{"answer":1}',
        });

        const happen = async (uid: Uid, event: string): Promise<string[]> => {
          const { last } = await database.read
            .selectFrom('deliveries')
            .select((eb) => eb.fn.max('position').as('last'))
            .executeTakeFirstOrThrow();
          const newEvent = { event, at: 9, chat: 'c', dedupe: null, data: {} };
          await database.write((write) => events.append(write, { uid, instance_id: uid }, [newEvent]));
          const rows = await database.read
            .selectFrom('deliveries')
            .select('target')
            .where('position', '>', last)
            .orderBy('target')
            .execute();
          return rows.map((row) => row.target);
        };
        expect(await happen('ins_1', 'message')).toEqual(['tgt_some']);
        expect(await happen('ins_1', 'ready')).toEqual(['tgt_global', 'tgt_some']);
        expect(await happen('ins_1', 'presence')).toEqual([]);
        // Its name was another one.
        expect(await happen('ins_1', 'contact_update')).toEqual(['tgt_some']);
        expect(await happen('ins_all', 'presence')).toEqual(['tgt_all']);
        expect(await happen('ins_none', 'message')).toEqual([]);
        await targets.update('ins_1', { webhookEvents: ['presence'] }, 9);
        expect(await happen('ins_1', 'message')).toEqual([]);
        expect(
          (await events.inOrder('ins_1', { after: 5, upTo: 99, limit: 9, bytes: 999 })).events.map(
            (row) => row.sequence,
          ),
        ).toEqual([6, 7, 8, 9, 10]);
      },
    );
  });
});
