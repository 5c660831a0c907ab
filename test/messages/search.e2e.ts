import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import {
  listMessages,
  type ListMessagesData,
  searchMessages,
  type SearchMessagesData,
} from '../../packages/client/src/generated/index.js';
import { DATABASE_FILE } from '../../libs/storage/src/sqlite/database.js';
import { Bot } from '../harness/bot.js';
import { onSqlite } from '../harness/database.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const other = new Bot(world, 'other', '628222222222');
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);

type Query = NonNullable<SearchMessagesData['query']>;

const search = (query: Query, instanceId = 'bot') =>
  outcomeOf(searchMessages({ client: world.api.client, path: { instanceId }, query }));
const inChat = (jid: string, query: ListMessagesData['query']) =>
  outcomeOf(listMessages({ client: world.api.client, path: { instanceId: 'bot', jid }, query }));

async function found(query: Query | string, instanceId = 'bot'): Promise<string[]> {
  const { data } = await search(typeof query === 'string' ? { search: query } : query, instanceId);
  return data?.messages.map(({ id }) => id) ?? [];
}

beforeAll(async () => {
  await bot.link();
  await other.link();
});

describe('a search', () => {
  it('finds texts, captions, names of files and options of polls, wherever they were written', async () => {
    const text = await anna.writes('The invoice is on the table');
    const ours = await bot.sent(bot.text(ben.phone, 'Your Invoice, dear Zoë'));
    const media = `data:text/plain;base64,${Buffer.from('hello').toString('base64')}`;
    const file = await bot.sent(
      bot.media('document', { to: anna.phone, media, fileName: 'invoice-march.txt', caption: 'Look' }),
    );
    const poll = await bot.sent(
      bot.poll({ to: ben.phone, name: 'What to pay first?', options: ['Invoice', 'Rent'] }),
    );
    expect(new Set(await found('invoice'))).toEqual(new Set([poll, file, ours, text]));
    expect(await found('zoe')).toEqual([ours]);
    expect(await found('invoice march')).toEqual([file]);
    expect(await found('"on the table"')).toEqual([text]);
    expect(await found('"table the on"')).toEqual([]);
    expect(await found({ search: 'invoice', chatId: anna.phone, fromMe: 'false' })).toEqual([text]);
    expect(await found({ search: 'invoice', from: anna.phone })).toEqual([text]);
    expect(await found({ type: 'document,poll', chatId: ben.chatId })).toEqual([poll]);
    expect(await found('invoice', 'other')).toEqual([]);
    const { data } = await inChat(anna.phone, { search: 'INVO' });
    expect(data?.messages.map(({ id }) => id)).toEqual([file, text]);
    const [last] = data?.messages.slice(-1) ?? [];
    expect(last?.snippet).toEqual({
      text: 'The invoice is on the table',
      highlights: [{ start: 4, length: 'invoice'.length }],
    });
    expect(data?.indexing).toBeUndefined();
  });

  it('finds words in scripts without spaces', async () => {
    const id = await anna.writes('明天我们去北京开会');
    expect(await found('北京')).toEqual([id]);
    expect(await found('东京')).toEqual([]);
  });

  it('follows edits and deletions', async () => {
    const theirs = await anna.writes('meet at Gambir');
    const ours = await bot.sent(bot.text(anna.phone, 'or at Gambir Selatan'));
    await anna.does(theirs, 'edit', { text: 'meet at Senen' });
    await bot.event('message_edit', ({ data }) => data['messageId'] === theirs);
    expect(await found('gambir')).toEqual([ours]);
    expect(await found('senen')).toEqual([theirs]);
    expect((await bot.edit(ours, 'or at Juanda')).code).toBe(200);
    expect(await found('gambir')).toEqual([]);
    expect(await found('juanda')).toEqual([ours]);
    await anna.does(theirs, 'delete');
    await bot.event('message_delete', ({ data }) => data['messageId'] === theirs);
    expect((await bot.remove(ours)).code).toBe(200);
    expect(await found('senen')).toEqual([]);
    expect(await found('juanda')).toEqual([]);
    expect((await bot.knows(theirs)).deletedAt).toBeDefined();
  });

  it('shows pages, and times', async () => {
    const ids: string[] = [];
    for (let n = 1; n <= 5; n += 1) ids.unshift(await ben.writes(`marathon ${n}`));
    const first = await search({ search: 'marathon', limit: 2 });
    expect(first.data?.messages.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await search({ search: 'marathon', limit: 2, cursor: first.data?.nextCursor });
    expect(second.data?.messages.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    const third = await search({ search: 'marathon', limit: 2, cursor: second.data?.nextCursor });
    expect(third.data?.messages.map(({ id }) => id)).toEqual(ids.slice(4));
    expect(third.data?.nextCursor).toBeUndefined();
    expect(await found({ search: 'marathon', after: '2100-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ search: 'marathon', before: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await found({ search: 'marathon', after: '2020-01-01T00:00:00Z' })).toEqual(ids);
    const plain = await inChat(ben.phone, { limit: 1 });
    const cursor = plain.data?.nextCursor;
    expect(cursor).toBeDefined();
    expect(await search({ search: 'marathon', cursor })).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await inChat(ben.phone, { cursor: first.data?.nextCursor })).toEqual(
      refused(400, 'INVALID_REQUEST'),
    );
  });

  it('takes nothing as syntax, and refuses what has no words', async () => {
    for (const hostile of [
      '"',
      'a OR b',
      'NEAR(a b)',
      'x*',
      '-x',
      '{text}:x',
      "'; drop table messages; --",
      'a\u0000b',
    ])
      expect((await search({ search: hostile })).code).toBe(hostile === '"' ? 400 : 200);
    expect(await search({ search: '🙂' })).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await search({ search: 'a b c d e f g h i j k' })).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await search({ search: 'x'.repeat(201) })).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await search({ type: 'nonsense' })).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await search({ from: '120363041234567890@g.us' })).toEqual(refused(400, 'INVALID_REQUEST'));
  });

  // PostgreSQL has always had the index.
  onSqlite('finds what an earlier version has stored, after a restart', async () => {
    const old = await anna.writes('prehistoric');
    await world.api.halt();
    const file = new DatabaseSync(join(world.api.directory, DATABASE_FILE));
    file.exec(`insert into search (search, rowid, traits, text, details) select 'delete', entry,
        'i' || replace(instance, '_', '') || ' c' || hex(chat) || ' s' || hex(sender) || ' t' || hex(type) || ' m' || from_me
          || case starred when 1 then ' x' else '' end, text, details
        from search_entries join messages using (position);
      delete from search_entries;
      update messages set change = change;
      update search_backlog set position = (select max(position) from messages)`);
    file.close();
    await world.api.start();
    const answer = await eventually(
      () => search({ search: 'prehistoric' }),
      ({ data }) => data !== undefined && data.indexing === undefined,
      'the messages to be indexed',
    );
    expect(answer.data?.messages.map(({ id }) => id)).toEqual([old]);
    expect(await found({ search: 'marathon', limit: 1 })).toHaveLength(1);
    expect(await found('invoice march')).toHaveLength(1);
    await bot.reaches('connected');
  });
});
