import { sql } from 'kysely';
import { StorageBench } from '../testing/storage-bench.js';

const EVENTS = 1_200;

describe('a retired instance', () => {
  let bench: StorageBench;

  beforeEach(async () => {
    bench = await StorageBench.open();
  });

  afterEach(() => bench.close());

  async function filled() {
    const row = await bench.instance();
    await bench.write(async (write) => {
      await bench.storage.targets.insert(write, row.uid, { webhookUrl: 'https://a.example/' });
      const events = Array.from({ length: EVENTS }, () => {
        return { event: 'message', at: 1, chat: null, dedupe: null, data: {} };
      });
      await bench.storage.events.append(write, row, events);
      for (let n = 0; n < EVENTS; n += 1)
        await sql`insert into signal_keys (instance, type, id, value) values (${row.uid}, 'x', ${n}, '1')`.execute(
          write,
        );
      for (const insertion of others(row.uid)) await insertion.execute(write);
    });
    return row;
  }

  /** Rows of tables that hold less here. */
  function others(uid: string) {
    return [
      sql`insert into messages (position, instance, chat, sender, id, from_me, remote_jid, participant, type, at)
        values (1, ${uid}, 'g@g.us', 'o', 'm', 1, 'g@g.us', '', 'text', 1)`,
      ...Array.from(
        { length: EVENTS },
        (_, n) => sql`insert into receipts (message, person, delivered_at) values (1, ${`${n}@lid`}, 1)`,
      ),
      sql`insert into status_views (instance, message, viewer, at) values (${uid}, 'm', 'a', 1), (${uid}, 'm', 'b', 1)`,
      sql`insert into member_labels (instance, group_jid, member, label, set_at) values (${uid}, 'g', 'a', 'x', 1)`,
      sql`insert into label_assignments (instance, label, message, chat, entry) values (${uid}, '1', '', 'a', '[]')`,
      sql`insert into stars (instance, chat, message, entry) values (${uid}, 'g@g.us', 'm', '[]')`,
      sql`insert into chat_pictures (instance, chat, at) values (${uid}, 'a', 1)`,
    ];
  }

  /** Tables in which rows of the instance are left. */
  async function left(uid: string): Promise<string[]> {
    const { read } = bench.storage.database;
    const tables = (await read.introspection.getTables()).filter(({ columns }) =>
      columns.some(({ name }) => name === 'instance'),
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await sql`select 1 from ${sql.table(name)} where instance = ${uid} limit 1`.execute(read);
      if (rows.rows.length > 0) found.push(name);
    }
    return found;
  }

  it('is no longer there, its id is free, and nothing more is delivered or appended', async () => {
    const row = await filled();
    const { instances, events, targets } = bench.storage;
    await bench.write((write) => instances.retire(write, row.uid, 5));
    expect(await instances.all()).toEqual([]);
    expect(await instances.count()).toBe(0);
    expect(await instances.find('bot')).toBeUndefined();
    expect(await events.lastSequence(row.uid)).toBeUndefined();
    expect(await targets.deliverable()).toEqual([]);
    const late = { event: 'message', at: 2, chat: null, dedupe: 'late', data: {} };
    await bench.write((write) => events.append(write, row, [late]));
    expect(await events.byDedupe(bench.storage.database.read, row.uid, 'late')).toBeUndefined();
    expect((await bench.instance()).uid).not.toBe(row.uid);
    expect(await instances.retired()).toEqual([row.uid]);
  });

  it('is removed in small commits, which can stop in between and go on later', async () => {
    const row = await filled();
    const { instances, database } = bench.storage;
    await bench.write((write) => instances.retire(write, row.uid, 5));
    let commits = 0;
    await instances.purge(row.uid, () => (commits += 1) <= 4);
    expect(await left(row.uid)).toEqual(expect.arrayContaining(['events', 'deliveries']));
    expect(await instances.retired()).toEqual([row.uid]);

    const state = { ended: false };
    const purge = instances.purge(row.uid, () => true).then(() => (state.ended = true));
    let between = 0;
    for (; !state.ended; between += 1) await database.write(async () => undefined);
    await purge;
    expect(between).toBeGreaterThan(5);
    expect(await left(row.uid)).toEqual([]);
    expect(await instances.retired()).toEqual([]);
  });
});
