import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Uid } from '../ids.js';
import { STATUS_CHAT, withoutDevice } from '../jids.js';
import { OPERATIONS } from '../schema.js';
import { onSqlite } from '../testing/open-storage.js';
import { StorageBench } from '../testing/storage-bench.js';
import type { MessageSelection, SearchTerm } from './message-search.js';
import type { NewMessage } from './messages.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const ANNA_LID = withoutDevice('99887766554433@lid');
const GROUP = withoutDevice('120363041234567890@g.us');
const SECOND = 1000;

describe('the search in messages', () => {
  let bench: StorageBench;
  let instance: Uid;

  beforeEach(async () => {
    bench = await StorageBench.open();
    instance = (await bench.instance()).uid;
  });

  afterEach(() => bench.close());

  function message(id: string, at: number, text: string | null, rest: Partial<NewMessage> = {}): NewMessage {
    const sender = rest.chat ?? ANNA;
    const wire = { remote_jid: sender, participant: '' };
    return { instance, id, at, chat: ANNA, sender, from_me: 0, ...wire, type: 'text', text, ...rest };
  }

  const insert = (...rows: NewMessage[]) =>
    bench.write(async (write) => {
      for (const row of rows) await bench.storage.messages.insert(write, row);
    });

  const term = (words: string, isPrefix = true): SearchTerm => ({ words, isPrefix });

  async function find(
    wanted: string | MessageSelection,
    options: { limit: number; before?: number } = { limit: 50 },
    of = instance,
  ): Promise<string[]> {
    const selection = typeof wanted === 'string' ? { terms: [term(wanted)] } : wanted;
    return (await bench.storage.search.find(of, selection, options)).map(({ id }) => id);
  }

  const only = async (id: string) => {
    const [row] = await bench.storage.messages.byId(bench.storage.database.read, instance, id);
    if (!row) throw new Error(`there is no ${id}`);
    return row;
  };

  it('finds words whatever their case and accents, and what begins so', async () => {
    await insert(
      message('a', SECOND, 'Crème brûlée, bitte'),
      message('b', 2 * SECOND, 'ice cream'),
      message('c', 3 * SECOND, null, { type: 'document', details: 'Invoice-2026.pdf' }),
      message('d', 4 * SECOND, 'नमस्ते दुनिया'),
    );
    expect(await find('CREM')).toEqual(['a']);
    expect(await find('cre')).toEqual(['b', 'a']);
    expect(await find('invoice-20')).toEqual(['c']);
    expect(await find('नमस्ते')).toEqual(['d']);
    expect(await find({ terms: [term('cream', false), term('ic')] })).toEqual(['b']);
    expect(await find('nothing')).toEqual([]);
  });

  it('takes nothing that is searched for as syntax', async () => {
    await insert(message('a', SECOND, 'one NEAR two'));
    const hostile = [
      '"',
      'a"b',
      '*',
      'NEAR(one two)',
      'traits : i',
      '-one',
      'one AND',
      '^one',
      '\0',
      '{',
      "'",
    ];
    for (const words of hostile) expect(await find({ terms: [term(words)] })).toEqual(expect.any(Array));
    expect(await find('traits')).toEqual([]);
    expect(await find(`i${instance.replaceAll('_', '')}`)).toEqual([]);
  });

  it('selects by chat, author, type, direction, star and time', async () => {
    await insert(
      message('a', 10 * SECOND, 'hello'),
      message('b', 20 * SECOND, 'hello', { chat: GROUP, sender: ANNA }),
      message('c', 30 * SECOND, 'hello', { type: 'image', from_me: 1, sender: GROUP }),
      message('d', 40 * SECOND, null, { type: 'sticker' }),
      message('e', 50 * SECOND, null, { type: 'reaction', from_me: 1 }),
    );
    await bench.write((write) =>
      bench.storage.chatStates.star(write, { instance, chat: ANNA, message: 'a', entry: '[]' }),
    );
    await bench.write((write) =>
      bench.storage.chatStates.star(write, { instance, chat: ANNA, message: 'later', entry: '[]' }),
    );
    await insert(message('later', 5 * SECOND, 'hello'));
    expect(await find({})).toEqual(['d', 'c', 'b', 'a', 'later']);
    expect(await find({ chat: GROUP })).toEqual(['b']);
    expect(await find({ sender: ANNA, types: ['text'] })).toEqual(['b', 'a', 'later']);
    expect(await find({ types: ['image', 'sticker'] })).toEqual(['d', 'c']);
    expect(await find({ fromMe: true })).toEqual(['c']);
    expect(await find({ starred: true })).toEqual(['a', 'later']);
    expect(await find({ starred: false, terms: [term('hello')] })).toEqual(['c', 'b']);
    expect(await find({ from: 20 * SECOND, until: 40 * SECOND })).toEqual(['c', 'b']);
    await bench.write((write) =>
      bench.storage.chatStates.unstar(write, { instance, chat: ANNA, message: 'a' }),
    );
    expect(await find({ starred: true })).toEqual(['later']);
    expect(await find('hello', undefined, 'ins_other')).toEqual([]);
  });

  it('shows pages by time, whatever the order of arrival', async () => {
    await insert(message('new', 9 * SECOND, 'hi'), message('old', SECOND, 'hi'));
    await insert(message('one', 5 * SECOND, 'hi'), message('two', 5 * SECOND, 'hi'));
    const { search } = bench.storage;
    const first = await search.find(instance, { terms: [term('hi')] }, { limit: 2 });
    expect(first.map(({ id }) => id)).toEqual(['new', 'two']);
    expect(first.map((row) => row.content_bytes)).toEqual([0, 0]);
    await insert(message('newest', 10 * SECOND, 'hi'));
    expect(await find('hi', { limit: 9, before: first[1]?.entry })).toEqual(['one', 'old']);
  });

  it('follows edits, deletions, moves, stars and removals', async () => {
    const { messages } = bench.storage;
    await insert(
      message('a', SECOND, 'before', { chat: ANNA_LID, sender: ANNA_LID }),
      message('b', SECOND, 'other'),
    );
    const row = await only('a');
    await bench.write((write) => messages.change(write, row, { text: 'after' }));
    expect(await find('before')).toEqual([]);
    expect(await find({ chat: ANNA_LID, terms: [term('after')] })).toEqual(['a']);
    await bench.write((write) => messages.moveChat(write, instance, ANNA_LID, ANNA));
    expect(await find({ chat: ANNA_LID })).toEqual([]);
    expect(await find({ chat: ANNA, sender: ANNA, terms: [term('after')] })).toEqual(['a']);
    const moved = await only('a');
    await bench.write((write) => messages.change(write, moved, { deleted_at: 9 }));
    expect(await find('after')).toEqual([]);
    await bench.write((write) =>
      messages.clearChat(write, { instance, chat: ANNA }, 9 * SECOND, false, false),
    );
    expect(await find({})).toEqual([]);
  });

  onSqlite(
    'forgets what is too old, and an instance that is removed, to the last word in the file',
    async () => {
      const { messages, instances, database } = bench.storage;
      await insert(message('a', SECOND, 'Zebrafish'), message('b', 2 * SECOND, 'Quagga'));
      await messages.prune(1500);
      expect(await find({})).toEqual(['b']);
      await database.write((write) => instances.retire(write, instance, 3 * SECOND));
      await instances.purge(instance, () => true);
      await bench.storage.close();
      const files = readdirSync(bench.directory).map((file) => readFileSync(join(bench.directory, file)));
      for (const word of ['ebrafish', 'uagga'])
        expect(files.some((bytes) => bytes.includes(word))).toBe(false);
    },
  );

  onSqlite('adds what an earlier version has stored, the newest first', async () => {
    const { search, database } = bench.storage;
    await insert(message('a', SECOND, 'first'), message('b', 2 * SECOND, 'second'));
    // As it is before the first round over an older database.
    await database.read.deleteFrom('search_entries').execute();
    const { position } = await only('b');
    await database.read.updateTable('search_backlog').set({ position }).execute();
    await bench.reopen();
    expect(await bench.storage.search.isBehind()).toBe(true);
    await insert(message('c', 3 * SECOND, 'third'));
    const missing = (limit: number) => bench.storage.search.missing(bench.storage.database.read, limit);
    const [b] = await missing(1);
    expect(b?.id).toBe('b');
    await bench.write((write) =>
      bench.storage.search.add(write, [{ position: b?.position ?? 0, details: 'more' }]),
    );
    expect(await find({})).toEqual(['c', 'b']);
    expect(await find('more')).toEqual(['b']);
    const rest = await missing(9);
    expect(rest.map(({ id }) => id)).toEqual(['a']);
    await bench.write((write) => bench.storage.search.add(write, rest));
    expect(await bench.storage.search.isBehind()).toBe(false);
    expect(await find({})).toEqual(['c', 'b', 'a']);
    expect(search).toBeDefined();
  });

  onSqlite('is complete when nothing is missing, although the first messages were removed', async () => {
    await insert(
      message('a', SECOND, 'first'),
      message('b', 2 * SECOND, 'second'),
      message('c', 3 * SECOND, 'third'),
    );
    await bench.storage.messages.prune(2500);
    const { position } = await only('c');
    await bench.storage.database.read.updateTable('search_backlog').set({ position }).execute();
    await bench.reopen();
    const { search } = bench.storage;
    const rounds: string[][] = [];
    for (; rounds.length < 5 && (await search.isBehind());)
      await bench.write(async (write) => {
        const rows = await search.missing(write, 9);
        rounds.push(rows.map(({ id }) => id));
        await search.add(write, rows);
      });
    expect(rounds).toEqual([['c'], []]);
    expect(await find({})).toEqual(['c']);
  });

  it('has no status posts, unless they are asked for', async () => {
    await insert(
      message('a', SECOND, 'hello'),
      message('post', 2 * SECOND, 'hello', { chat: STATUS_CHAT, sender: ANNA, participant: ANNA }),
    );
    expect(await find('hello')).toEqual(['a']);
    expect(await find({ sender: ANNA })).toEqual(['a']);
    expect(await find({ chat: STATUS_CHAT, terms: [term('hello')] })).toEqual(['post']);
  });

  it('finds what begins so among very many in little time, whatever else it selects', async () => {
    // Two million words that all begin with the same letters; reading all of their entries takes more than is allowed.
    const { read } = bench.storage.database;
    await sql`
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 100000)
      insert into messages (instance, chat, sender, id, from_me, remote_jid, participant, type, at, text)
      select ${instance}, ${ANNA}, ${ANNA}, 'M' || n, 0, ${ANNA}, '', 'text', n * 1000,
        (with recursive words (k, text) as (
          select 0, '' union all select k + 1, text || 'an' || ((n * 7919 + k * 104729) % 5000) || ' ' from words where k < 20
        ) select text from words where k = 20)
      from numbers`.execute(read);
    for (const selection of [{}, { chat: GROUP }, { fromMe: true }, { from: 99_000 * SECOND }]) {
      const before = process.cpuUsage();
      await find({ ...selection, terms: [term('an')] }, { limit: 21 });
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(250);
    }
    expect(await find({ terms: [term('an')] }, { limit: 2 })).toEqual(['M100000', 'M99999']);
  });

  it('has no own operations in its index', async () => {
    await insert(...OPERATIONS.map((type) => message(type, SECOND, 'hello', { type, from_me: 1 })));
    expect(await bench.storage.database.read.selectFrom('search_entries').selectAll().execute()).toEqual([]);
  });
});
