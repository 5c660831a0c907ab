import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstance, deleteInstance, sendAlbum } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { useFileServer } from '../harness/file-server.js';
import { MIB } from '../harness/memory.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628110000092';
const MOST_INSTANCES = 4;
/** What stays free for the database. */
const KEPT = 64 * MIB;

const directory = mkdtempSync(join(tmpdir(), 'miaw-space-'));
const space = join(directory, 'space');
const site = useFileServer();
const world = useWorld({ DISK_SPACE_FILE: space, MAX_INSTANCES: String(MOST_INSTANCES) }, 'disk-space.js');
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550109201', bot);
const IMAGE = bytesOf(EXAMPLE_FILES.image);
const NO_SPACE = refused(507, 'INSUFFICIENT_STORAGE', /space/);

beforeAll(async () => bot.link());

afterEach(() => rmSync(space, { force: true }));

afterAll(() => rmSync(directory, { recursive: true }));

function free(bytes: number): void {
  writeFileSync(space, String(bytes));
}

function spooled(): string[] {
  return readdirSync(join(world.api.directory, '.spool'));
}

describe('a disk with little space', () => {
  it('takes no file to send, however it comes, and keeps nothing of it', async () => {
    const url = site.offer('/picture.png', IMAGE, { 'content-type': 'image/png' });
    free(KEPT);
    const to = anna.phone;
    expect(await bot.media('image', { to, media: EXAMPLE_FILES.image })).toEqual(NO_SPACE);
    expect(await bot.media('image', { to, media: url })).toEqual(NO_SPACE);
    expect(await bot.form('image', { to }, { bytes: IMAGE, name: 'picture.png' })).toEqual(NO_SPACE);
    const body = { to, items: [1, 2].map(() => ({ type: 'image' as const, media: EXAMPLE_FILES.image })) };
    const path = { instanceId: 'bot' };
    expect(await outcomeOf(sendAlbum({ client: world.api.client, path, body }))).toEqual(NO_SPACE);
    const album = new FormData();
    album.append('to', to);
    album.append('items', '[{"type": "image"}, {"type": "image"}]');
    for (const name of ['a.png', 'b.png']) album.append('media', new Blob([new Uint8Array(IMAGE)]), name);
    const form = { method: 'POST', body: album };
    const answer = await world.api.raw('/api/v1/instances/bot/messages/album', form);
    expect(await answer.json()).toMatchObject({
      error: { code: 'INSUFFICIENT_STORAGE', details: { field: 'items.0.media' } },
    });
    expect(spooled()).toEqual([]);
  });

  it('goes on with everything that needs no file', async () => {
    free(KEPT);
    await anna.gets('still here');
    await anna.writes('me, too');
  });

  it('ends an upload that would take too much of it', async () => {
    free(KEPT + 8 * MIB);
    const bytes = Buffer.concat([IMAGE, Buffer.alloc(9 * MIB)]);
    const large = { bytes, name: 'large.bin', type: 'application/octet-stream' };
    expect(await bot.form('document', { to: anna.phone }, large)).toEqual(NO_SPACE);
    expect(spooled()).toEqual([]);
    free(KEPT + 64 * MIB);
    await bot.sent(bot.form('document', { to: anna.phone }, large));
  });
});

describe('instances', () => {
  it('are limited in number, even if many are created at once', async () => {
    const { client } = world.api;
    const codes = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const { response, error } = await createInstance({ client, body: { instanceId: `extra-${n}` } });
        return `${response?.status} ${error?.error.code ?? ''}`.trim();
      }),
    );
    const created = codes.filter((code) => code === '201');
    expect(created).toHaveLength(MOST_INSTANCES - 1);
    expect(new Set(codes)).toEqual(new Set(['201', '409 CONFLICT']));
    const taken = await createInstance({ client, body: { instanceId: 'bot' } });
    expect(taken.error?.error.code).toBe('INSTANCE_ALREADY_EXISTS');
    const made = codes.indexOf('201');
    await deleteInstance({ client, path: { instanceId: `extra-${made}` }, throwOnError: true });
    const { response } = await createInstance({ client, body: { instanceId: 'in-its-place' } });
    expect(response?.status).toBe(201);
  });
});
