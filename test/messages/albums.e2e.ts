import { listScheduled, sendAlbum, type SendAlbumData, updateInstance } from '../client/generated/index.js';
import { Bot } from '../harness/bot.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { FileServer } from '../harness/file-server.js';
import { files } from '../harness/files.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const { image: IMAGE, video: VIDEO } = EXAMPLE_FILES;

const world = useWorld({ SEND_ACK_TIMEOUT_MS: '2000', MEDIA_MAX_BYTES: '200000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);
let site: FileServer;

beforeAll(async () => {
  site = await FileServer.start();
  await world.emulator.phone(ANNA, { name: 'Anna' });
  await bot.link();
});

afterAll(() => site.stop());

afterEach(async () => {
  await world.emulator.clearFaults();
});

type Items = SendAlbumData['body']['items'];

const instance = { path: { instanceId: 'bot' } };
const two: Items = [
  { type: 'image', media: IMAGE, caption: 'First' },
  { type: 'image', media: IMAGE },
];

async function album(items: Items, more: Partial<SendAlbumData['body']> = {}, key?: string) {
  const headers = key === undefined ? undefined : { 'Idempotency-Key': key };
  return outcomeOf(
    sendAlbum({ client: world.api.client, ...instance, headers, body: { to: ANNA, items, ...more } }),
  );
}

/** The pictures and videos that a phone shows in an album, in order. */
async function shown(albumId: string, count: number) {
  const all = async () => (await anna.phoneMessages()).filter((message) => message.albumId === albumId);
  for (let found = await all(); ; found = await all()) if (found.length >= count) return found;
}

it('pictures and videos are sent as one album, in their order', async () => {
  site.offer('/photo.jpg', await files.jpeg(), { 'Content-Type': 'image/jpeg' });
  const asked = await anna.writes('Show me');
  const items: Items = [
    { type: 'image', media: `${site.origin}/photo.jpg`, caption: 'From a URL' },
    { type: 'video', media: VIDEO, caption: 'A film' },
    { type: 'image', media: IMAGE },
  ];
  const { code, data } = await album(items, { quotedMessageId: asked, clientReference: 'trip' });
  expect({ code, statuses: data?.results.map(({ status }) => status) }).toEqual({
    code: 200,
    statuses: ['sent', 'sent', 'sent'],
  });
  const albumId = String(data?.albumId);
  expect(await anna.sees(albumId)).toMatchObject({
    type: 'album',
    album: { images: 2, videos: 1 },
    quoted: { id: asked },
  });
  const seen = await shown(albumId, 3);
  expect(seen.map(({ id, type, caption }) => ({ id, type, caption }))).toEqual([
    { id: data?.results[0]?.messageId, type: 'image', caption: 'From a URL' },
    { id: data?.results[1]?.messageId, type: 'video', caption: 'A film' },
    { id: data?.results[2]?.messageId, type: 'image' },
  ]);
  for (const { media } of seen) expect(media?.error).toBeUndefined();
  for (const { messageId } of data?.results ?? [])
    expect(await bot.knows(String(messageId))).toMatchObject({
      parent: { id: albumId, kind: 'album' },
      clientReference: 'trip',
      status: expect.any(String),
    });
  // What announces the files is no message of the chat.
  expect(await bot.message(albumId)).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
});

it('a file that cannot be uploaded does not affect the others', async () => {
  const broken: Items = [
    { type: 'image', media: IMAGE, caption: 'Whole' },
    { type: 'video', media: VIDEO },
  ];
  // The first upload fails for good, with all its attempts; the second goes through.
  await world.emulator.fault({ kind: 'media-upload-failure', code: 415, times: 2 });
  const { code, data } = await album(broken);
  expect({ code, data }).toMatchObject({
    code: 200,
    data: { results: [{ status: 'failed', error: { code: expect.any(String) } }, { status: 'sent' }] },
  });
  expect(await shown(String(data?.albumId), 1)).toMatchObject([{ type: 'video' }]);
});

it('if no file can be sent, the answer is an error that says so', async () => {
  await world.emulator.fault({ kind: 'media-upload-failure', code: 415 });
  const { code, error } = await album(two);
  expect(code).toBeGreaterThanOrEqual(422);
  expect(error?.details).toMatchObject({
    outcome: 'unknown',
    albumId: expect.any(String),
    results: [{ status: 'failed' }, { status: 'failed' }],
  });
});

it('an album is sent once under its key, also after a crash', async () => {
  const first = await album(two, {}, 'album');
  expect((await album(two, {}, 'album')).data).toEqual(first.data);
  await world.api.kill();
  await world.api.start();
  await bot.reaches('connected');
  const again = await album(two, {}, 'album');
  expect(again.data?.albumId).toBe(first.data?.albumId);
  expect(again.data?.results.map(({ messageId }) => messageId)).toEqual(
    first.data?.results.map(({ messageId }) => messageId),
  );
  expect(await shown(String(first.data?.albumId), 2)).toHaveLength(2);
  const [one] = two;
  if (!one) throw new Error('no item');
  expect(await album([one, one], {}, 'album')).toEqual(refused(422, 'IDEMPOTENCY_KEY_REUSED'));
});

it('an album leaves later, with its files', async () => {
  const sendAt = new Date(Date.now() + 2_000).toISOString();
  const { code, data } = await album(two, { sendAt });
  expect({ code, data }).toMatchObject({
    code: 202,
    data: { results: [{ status: 'scheduled' }, { status: 'scheduled' }] },
  });
  const kept = await outcomeOf(listScheduled({ client: world.api.client, ...instance }));
  expect(kept.data?.messages.map(({ kind }) => kind)).toEqual(['album', 'image', 'image']);
  const albumId = String(data?.albumId);
  await anna.sees(albumId);
  const seen = await shown(albumId, 2);
  expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(data?.results.map(({ messageId }) => messageId)));
});

it('each file of an album takes a place in the pace of the instance', async () => {
  const pace = async (sendRatePerMinute: number | null) =>
    updateInstance({ client: world.api.client, ...instance, body: { sendRatePerMinute } });
  await pace(60);
  await bot.text(ANNA, 'before');
  const { data } = await album(two);
  expect(data?.results.map(({ status }) => status)).toContain('scheduled');
  await pace(null);
  await shown(String(data?.albumId), 2);
});

it('what cannot be an album is refused, and nothing is sent', async () => {
  const bad = (field: string) => ({
    code: 400,
    error: { code: 'INVALID_REQUEST', details: { fields: [{ field }] } },
  });
  const before = (await anna.phoneMessages()).length;
  expect(await album(two.slice(0, 1))).toMatchObject(bad('items'));
  expect(await album(Array.from({ length: 31 }, () => ({ type: 'image', media: IMAGE })))).toMatchObject(
    bad('items'),
  );
  expect(await album([...two, { type: 'image', media: '/etc/passwd' }])).toMatchObject(bad('items.2.media'));
  expect(await album([...two, { type: 'video', media: IMAGE }])).toMatchObject({
    code: 415,
    error: { code: 'UNSUPPORTED_MEDIA_TYPE', details: { field: 'items.2.media' } },
  });
  expect(await album([...two, { type: 'image', media: 'http://127.0.0.1:9/x.png' }])).toMatchObject({
    code: 422,
    error: { code: 'MEDIA_FETCH_FAILED', details: { field: 'items.2.media', reason: 'refused' } },
  });
  const large = `data:image/png;base64,${Buffer.concat([Buffer.from(IMAGE.split(',')[1] ?? '', 'base64'), Buffer.alloc(120_000)]).toString('base64')}`;
  const many: Items = [
    { type: 'image', media: large },
    { type: 'image', media: large },
  ];
  expect(await album(many)).toMatchObject({
    code: 413,
    error: { code: 'PAYLOAD_TOO_LARGE', details: { field: 'items.1.media', maxBytes: 200_000 } },
  });
  expect(await album(two, { to: '120363144038483540@newsletter' })).toMatchObject(bad('to'));
  expect(await anna.phoneMessages()).toHaveLength(before);
});
