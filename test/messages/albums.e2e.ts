import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AlbumResult,
  type ErrorEnvelope,
  listScheduled,
  sendAlbum,
  type SendAlbumData,
  updateInstance,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
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

interface FilePart {
  bytes: Buffer;
  name?: string;
}

/** What a form says of each file: as one text, or as a part of JSON for each. */
type Said = string | object[];

/** A form with `media` for each file, before the other fields. */
function formOf(parts: readonly FilePart[], items: Said, more: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const { bytes, name } of parts)
    form.append('media', new Blob([new Uint8Array(bytes)]), name ?? 'file');
  if (typeof items === 'string') form.append('items', items);
  else
    for (const item of items)
      form.append('items', new Blob([JSON.stringify(item)], { type: 'application/json' }));
  for (const [name, value] of Object.entries({ to: ANNA, ...more })) form.append(name, value);
  return form;
}

async function upload(body: FormData, key?: string, instanceId = 'bot') {
  const headers = key === undefined ? undefined : { 'Idempotency-Key': key };
  const path = `/api/v1/instances/${instanceId}/messages/album`;
  const response = await world.api.raw(path, { method: 'POST', body, headers });
  const { data, error }: { data?: AlbumResult; error?: ErrorEnvelope['error'] } = Object(
    await response.json(),
  );
  return { code: response.status, data, error };
}

/** Temporary files of the server. */
function spooled(): string[] {
  return readdirSync(join(world.api.directory, '.spool'));
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

describe('an album as a form', () => {
  const IMAGE_BYTES = bytesOf(IMAGE);
  const VIDEO_BYTES = bytesOf(VIDEO);
  const picture = { bytes: IMAGE_BYTES };
  const PICTURES = '[{"type": "image"}, {"type": "image"}]';

  it('reaches the phone with its files in order, each with its caption', async () => {
    const items = JSON.stringify([
      { type: 'image', caption: 'First, with a comma' },
      { type: 'video', caption: 'Second' },
      { type: 'image', fileName: 'third.png' },
    ]);
    const parts = [
      { bytes: await files.jpeg(), name: '../a.jpg' },
      { bytes: VIDEO_BYTES, name: 'b.mp4' },
      picture,
    ];
    const { code, data } = await upload(formOf(parts, items, { clientReference: 'form' }));
    expect({ code, statuses: data?.results.map(({ status }) => status) }).toEqual({
      code: 200,
      statuses: ['sent', 'sent', 'sent'],
    });
    const albumId = String(data?.albumId);
    expect(await anna.sees(albumId)).toMatchObject({ type: 'album', album: { images: 2, videos: 1 } });
    const seen = await shown(albumId, 3);
    expect(seen.map(({ id, type, caption }) => ({ id, type, caption }))).toEqual([
      { id: data?.results[0]?.messageId, type: 'image', caption: 'First, with a comma' },
      { id: data?.results[1]?.messageId, type: 'video', caption: 'Second' },
      { id: data?.results[2]?.messageId, type: 'image' },
    ]);
    for (const { media } of seen) expect(media?.error).toBeUndefined();
    expect(await bot.knows(String(data?.results[0]?.messageId))).toMatchObject({
      parent: { id: albumId, kind: 'album' },
      clientReference: 'form',
    });
    expect(spooled()).toEqual([]);
  });

  it('may describe each file in a part of its own', async () => {
    const items = [{ type: 'video' }, { type: 'image', caption: 'one of two' }];
    const { data } = await upload(formOf([{ bytes: VIDEO_BYTES }, picture], items));
    expect(await shown(String(data?.albumId), 2)).toMatchObject([
      { type: 'video' },
      { type: 'image', caption: 'one of two' },
    ]);
    const texts = formOf([picture, picture], '{"type": "image", "caption": "a text each"}');
    texts.append('items', '{"type": "image"}');
    const { data: other } = await upload(texts);
    expect(await shown(String(other?.albumId), 2)).toMatchObject([
      { type: 'image', caption: 'a text each' },
      { type: 'image' },
    ]);
  });

  it('is sent once under its key, and is another one with other bytes', async () => {
    const first = await upload(formOf([picture, picture], PICTURES), 'form');
    expect((await upload(formOf([picture, picture], PICTURES), 'form')).data).toEqual(first.data);
    expect(await shown(String(first.data?.albumId), 2)).toHaveLength(2);
    const other = formOf([picture, { bytes: await files.jpeg() }], PICTURES);
    expect(await upload(other, 'form')).toEqual(refused(422, 'IDEMPOTENCY_KEY_REUSED'));
  });

  it('leaves later, with its files', async () => {
    const sendAt = new Date(Date.now() + 2_000).toISOString();
    const { code, data } = await upload(formOf([picture, picture], PICTURES, { sendAt }));
    expect({ code, data }).toMatchObject({
      code: 202,
      data: { results: [{ status: 'scheduled' }, { status: 'scheduled' }] },
    });
    expect(await shown(String(data?.albumId), 2)).toHaveLength(2);
  });

  it('is refused as one in JSON is, and nothing of it is kept', async () => {
    const bad = (...fields: string[]) => ({
      code: 400,
      error: { code: 'INVALID_REQUEST', details: { fields: fields.map((field) => ({ field })) } },
    });
    const before = (await anna.phoneMessages()).length;
    const three = [picture, picture, picture];
    const many = Array.from({ length: 31 }, () => picture);
    const large = { bytes: Buffer.concat([IMAGE_BYTES, Buffer.alloc(120_000)]) };
    const CASES: readonly [what: string, form: FormData, answer: object][] = [
      ['no files', formOf([], PICTURES), bad('media')],
      ['nothing said of them', formOf(three, ''), bad('items')],
      ['something else said', formOf([picture, picture], 'image,image'), bad('items')],
      ['no JSON', formOf([picture, picture], '[{"type": "image"}'), bad('items')],
      ['more files than items', formOf(three, PICTURES), bad('media')],
      ['fewer files than items', formOf([picture], PICTURES), bad('media')],
      ['one file', formOf([picture], '[{"type": "image"}]'), bad('items')],
      ['31 files', formOf(many, JSON.stringify(many.map(() => ({ type: 'image' })))), bad('media')],
      ['an empty file', formOf([picture, { bytes: Buffer.alloc(0) }], PICTURES), bad('items.1.media')],
      [
        'a field of an item that there is not',
        formOf(
          [picture, picture],
          '[{"type": "image"}, {"type": "image", "media": "https://example.com/a.png"}]',
        ),
        bad('items.1.media'),
      ],
      ['a field that there is not', formOf([picture, picture], PICTURES, { nonsense: 'x' }), bad('nonsense')],
      ['a channel', formOf([picture, picture], PICTURES, { to: '120363144038483540@newsletter' }), bad('to')],
      [
        'a video that is none',
        formOf([picture, picture], '[{"type": "image"}, {"type": "video"}]'),
        { code: 415, error: { code: 'UNSUPPORTED_MEDIA_TYPE', details: { field: 'items.1.media' } } },
      ],
      [
        'too much together',
        formOf([large, large], PICTURES),
        {
          code: 413,
          error: { code: 'PAYLOAD_TOO_LARGE', details: { field: 'items.1.media', maxBytes: 200_000 } },
        },
      ],
    ];
    for (const [what, form, answer] of CASES) {
      expect({ what, ...(await upload(form)) }).toMatchObject({ what, ...answer });
      expect(spooled()).toEqual([]);
    }
    const nowhere = await upload(formOf([picture, picture], PICTURES), undefined, 'nobody');
    expect(nowhere).toEqual(refused(404, 'INSTANCE_NOT_FOUND'));
    expect(await anna.phoneMessages()).toHaveLength(before);
  });
});
