import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMediaLink, deleteChat } from '../../packages/client/src/generated/index.js';
import { age, Archived, filesBelow, noted } from '../harness/archive.js';
import { Bot } from '../harness/bot.js';
import { files } from '../harness/files.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf } from '../harness/outcome.js';
import { freePort } from '../harness/process.js';
import { comes, eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const OTHER = '628111111112';
const PERSON = '15550107001';
const MAX_BYTES = 200_000;
const DAY_MS = 24 * 60 * 60 * 1000;

const temporary = mkdtempSync(join(tmpdir(), 'miaw-archive-'));
const space = join(temporary, 'space');
let metricsPort: number;
const world = useWorld(async () => {
  metricsPort = await freePort();
  return {
    MEDIA_ARCHIVE: 'disk',
    MEDIA_ARCHIVE_MAX_BYTES: String(MAX_BYTES),
    MEDIA_ARCHIVE_RETENTION_DAYS: '7',
    METRICS_PORT: String(metricsPort),
    DISK_SPACE_FILE: space,
  };
}, 'disk-space.js');
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

afterAll(() => {
  rmSync(temporary, { recursive: true });
});

function root(): string {
  return join(world.api.directory, '.archive');
}

/** Names of the files in the archive, without those on their way there. */
function stored(): string[] {
  return filesBelow(root()).filter((path) => !path.startsWith('.incoming'));
}

function incoming(): string[] {
  return readdirSync(join(root(), '.incoming'));
}

/** The path of the file of a message, by its bytes. */
function pathOf({ bytes }: Archived): string {
  const found = stored().find((path) => readFileSync(join(root(), path)).equals(bytes));
  if (found === undefined) throw new Error('the archive does not have the file');
  return join(root(), found);
}

/** The archive has what is noted, and nothing else. */
async function agrees(): Promise<void> {
  await eventually(
    async () => ({
      files: stored(),
      rows: (await noted(world)).flatMap(({ id, instance, state }) =>
        state === 'archived' ? `${instance}/${id}` : [],
      ),
    }),
    ({ files: found, rows }) => JSON.stringify(found) === JSON.stringify(rows.sort()),
    'the archive to have what is noted',
  );
  expect(incoming()).toEqual([]);
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
}

async function restart(meanwhile: () => Promise<void> | void = () => undefined): Promise<void> {
  await world.api.halt();
  await meanwhile();
  await world.api.start();
  await bot.reaches('connected');
}

describe('the archive', () => {
  it('has the file of a message when WhatsApp and the phone no longer have it', async () => {
    const before = await metric('miaw_media_archived_total{outcome="archived"}');
    const file = await Archived.document(world, bot, PERSON, {
      mimetype: 'application/pdf',
      fileName: 'Åsa.pdf',
    });
    const first = await bot.file(file.id);
    await file.isArchived();
    await file.isLost();
    const { code, headers, bytes } = await bot.file(file.id);
    expect(code).toBe(200);
    expect(bytes?.equals(file.bytes)).toBe(true);
    for (const name of ['content-type', 'content-disposition', 'content-length', 'cache-control'])
      expect([name, headers?.get(name)]).toEqual([name, first.headers?.get(name)]);
    expect(await metric('miaw_media_archived_total{outcome="archived"}')).toBe(before + 1);
    expect(await metric('miaw_media_archived_bytes_total')).toBeGreaterThanOrEqual(file.bytes.length);
  });

  it('answers signed links, a server that was killed and an instance without a connection', async () => {
    const file = await Archived.document(world, bot, PERSON);
    await file.isArchived();
    await file.isLost();
    const path = { instanceId: 'bot', messageId: file.id };
    const { data } = await outcomeOf(createMediaLink({ client: world.api.client, path, body: {} }));
    const { pathname, search } = new URL(String(data?.path), world.api.url);
    const answer = await fetch(world.api.url + pathname + search);
    expect(Buffer.from(await answer.arrayBuffer()).equals(file.bytes)).toBe(true);
    await world.api.kill();
    await world.api.start();
    await bot.disconnect();
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
    await bot.connect();
    await bot.reaches('connected');
  });

  it('keeps files under names of its own, for the owner of the server alone', async () => {
    const file = await Archived.document(world, bot, PERSON, { fileName: '../../../../etc/passwd' });
    await file.isArchived();
    const path = pathOf(file);
    expect(path.slice(root().length)).toMatch(/^\/ins_[0-9a-f]{32}\/fil_[0-9a-f]{32}$/);
    expect([root(), join(path, '..'), join(root(), '.incoming'), path].map(modeOf)).toEqual([
      0o700, 0o700, 0o700, 0o600,
    ]);
  });

  it.each([
    { kind: 'image', file: 'jpeg' as const },
    { kind: 'video', file: 'mp4' as const, ptv: true },
    { kind: 'audio', file: 'opus' as const, ptt: true },
    { kind: 'sticker', file: 'webp' as const },
  ])('has files of each kind: $kind', async ({ file, ...traits }) => {
    const archived = await Archived.document(world, bot, PERSON, { bytes: await files[file](), ...traits });
    await archived.isArchived();
    await archived.isLost();
    expect(await archived.download()).toEqual({ http: 200, isWhole: true });
  });

  it('has what the account sends on its phone', async () => {
    const bytes = await files.pdf();
    const id = await world.emulator.sendMedia(BOT, PERSON, bytes, { kind: 'document' });
    await bot.event('message_sent', ({ data }) => data['id'] === id);
    await new Archived(world, bot, BOT, id, bytes).isArchived();
  });

  it('has neither what may be opened once, nor what was sent through the API, nor texts', async () => {
    const once = { kind: 'image', viewOnce: true, toCompanions: true, bytes: await files.jpeg() };
    const seen = await Archived.document(world, bot, PERSON, once);
    const sent = await bot.sent(
      bot.media('document', { to: PERSON, media: (await files.pdf()).toString('base64') }),
    );
    const text = await world.emulator.send(PERSON, { to: BOT, text: 'no file' });
    await bot.hears(text);
    for (const id of [seen.id, sent, text]) expect(await bot.knows(id)).not.toHaveProperty('archivedFiles');
    await (await Archived.document(world, bot, PERSON)).isArchived();
    await agrees();
  });

  it('keeps what was deleted for everyone until its time is over, and does not show it', async () => {
    const file = await Archived.document(world, bot, PERSON);
    await file.isArchived();
    const path = pathOf(file);
    await world.emulator.act(PERSON, file.id, 'delete');
    await bot.event('message_delete', ({ data }) => data['messageId'] === file.id);
    expect(await file.download()).toEqual({ http: 409, reason: 'CONFLICT' });
    expect(await file.shown()).toBeUndefined();
    expect(existsSync(path)).toBe(true);
  });

  it('archives few files at a time', async () => {
    await world.emulator.fault({ kind: 'media-slow', ms: 200, direction: 'download' });
    const sent = Array.from({ length: 12 }, async () => Archived.document(world, bot, PERSON));
    let most = 0;
    const watched = await Promise.all(sent);
    await eventually(
      async () => {
        most = Math.max(most, incoming().length);
        return Promise.all(watched.map(async (file) => (await file.shown())?.state));
      },
      (states) => states.every((state) => state === 'archived'),
      'all files to be archived',
    );
    expect(most).toBeLessThanOrEqual(4);
    await agrees();
  });
});

describe('a file that cannot be archived', () => {
  it('is given up at once if it is too large, and still comes from WhatsApp', async () => {
    const before = await metric('miaw_media_archived_total{outcome="failed"}');
    const lines = world.api.hear();
    await restart();
    const file = await Archived.document(world, bot, PERSON, { bytes: Buffer.alloc(MAX_BYTES + 1, 'x') });
    await file.reaches({ state: 'failed', reason: 'too_large' });
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
    expect(await metric('miaw_media_archived_total{outcome="failed"}')).toBe(before + 1);
    expect(lines.filter((line) => line.includes('is given up') && line.includes(file.id))).toHaveLength(1);
    await agrees();
  });

  it('is had again if it was damaged on its way', async () => {
    await world.emulator.fault({ kind: 'media-corrupt', times: 1 });
    const file = await Archived.document(world, bot, PERSON);
    await file.isArchived();
    expect(readFileSync(pathOf(file)).equals(file.bytes)).toBe(true);
    expect(await file.shown()).toEqual({ index: 0, state: 'archived' });
  });

  it('is given up if it is damaged each time, and nothing of it is left', async () => {
    await world.emulator.fault({ kind: 'media-corrupt' });
    const file = await Archived.document(world, bot, PERSON);
    await file.reaches({ state: 'waiting', reason: 'corrupt' });
    await file.reaches({ state: 'failed', reason: 'corrupt' });
    await agrees();
  });

  it('is given up if neither WhatsApp nor the phone has it', async () => {
    await world.emulator.fault({ kind: 'media-retry', answer: 'not-found', phone: BOT });
    await world.emulator.fault({ kind: 'media-expired', times: 1 });
    const file = await Archived.document(world, bot, PERSON);
    await file.reaches({ state: 'failed', reason: 'expired' });
  });

  it('comes from the phone if WhatsApp has lost it before', async () => {
    await world.emulator.fault({ kind: 'media-expired', times: 1 });
    const file = await Archived.document(world, bot, PERSON);
    await file.isArchived();
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
  });

  it('waits while the disk has little space', async () => {
    writeFileSync(space, String(1024 * 1024 * 1024));
    const file = await Archived.document(world, bot, PERSON);
    await file.reaches({ state: 'waiting', reason: 'archive_unavailable' });
    expect((await fetch(`${world.api.url}/readyz`)).status).toBe(200);
    rmSync(space);
    await file.isArchived();
    await agrees();
  });
});

describe('a server that is killed', () => {
  it('while it downloads a file, archives it after the next start', async () => {
    await world.emulator.fault({ kind: 'media-slow', ms: 100_000, direction: 'download' });
    const file = await Archived.document(world, bot, PERSON);
    await comes('the download to begin', async () => incoming().length > 0);
    await world.api.kill();
    expect(incoming()).toHaveLength(1);
    await world.emulator.clearFaults();
    await world.api.start();
    await file.isArchived();
    await file.isLost();
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
    await agrees();
  });

  it('again and again, loses no file and leaves none behind', async () => {
    const sent: Archived[] = [];
    await bot.reaches('connected');
    for (let round = 0; round < 5; round += 1) {
      const some = await Promise.all(
        Array.from({ length: 4 }, async () => Archived.document(world, bot, PERSON)),
      );
      sent.push(...some);
      await world.api.kill();
      await world.api.start();
      await bot.reaches('connected');
    }
    for (const file of sent) {
      await file.isArchived();
      expect(readFileSync(pathOf(file)).equals(file.bytes)).toBe(true);
    }
    await agrees();
  });

  it('gracefully, gives up what is under way and goes on with it later', async () => {
    await world.emulator.fault({ kind: 'media-slow', ms: 100_000, direction: 'download' });
    const file = await Archived.document(world, bot, PERSON);
    await comes('the download to begin', async () => incoming().length > 0);
    expect(await world.api.halt()).toBe(0);
    await world.emulator.clearFaults();
    await world.api.start();
    await file.isArchived();
    await bot.reaches('connected');
  });
});

describe('what the archive cannot give', () => {
  it('comes from WhatsApp if the file is gone or not whole', async () => {
    const [gone, torn] = [
      await Archived.document(world, bot, PERSON),
      await Archived.document(world, bot, PERSON),
    ];
    await gone.isArchived();
    await torn.isArchived();
    rmSync(pathOf(gone));
    writeFileSync(pathOf(torn), 'torn');
    expect(await gone.download()).toEqual({ http: 200, isWhole: true });
    expect(await torn.download()).toEqual({ http: 200, isWhole: true });
    await torn.isLost();
    expect(await torn.download()).toEqual({ http: 422, reason: 'expired' });
  });

  it('comes from WhatsApp, or is said to be out of reach, while the archive is', async () => {
    const file = await Archived.document(world, bot, PERSON);
    await file.isArchived();
    const directory = join(pathOf(file), '..');
    renameSync(directory, `${directory}.aside`);
    writeFileSync(directory, 'not a directory');
    try {
      expect(await file.download()).toEqual({ http: 200, isWhole: true });
      await file.isLost();
      expect(await file.download()).toEqual({ http: 422, reason: 'archive_unavailable' });
    } finally {
      rmSync(directory);
      renameSync(`${directory}.aside`, directory);
    }
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
  });
});

describe('files are removed', () => {
  it('when their time is over, and come from WhatsApp then', async () => {
    const file = await Archived.document(world, bot, PERSON);
    await file.isArchived();
    await restart(() => age(world, 6));
    expect(await file.shown()).toEqual({ index: 0, state: 'archived' });
    await restart(() => age(world, 2));
    await file.reaches({ state: 'removed' });
    expect(stored()).toEqual([]);
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
    await file.isLost();
    expect(await file.download()).toEqual({ http: 422, reason: 'expired' });
  });

  it('with their chat', async () => {
    const [gone, stays] = [
      await Archived.document(world, bot, '15550107002'),
      await Archived.document(world, bot, PERSON),
    ];
    await gone.isArchived();
    await stays.isArchived();
    const path = { instanceId: 'bot', jid: jidOf('15550107002') };
    expect((await outcomeOf(deleteChat({ client: world.api.client, path }))).code).toBe(200);
    await eventually(
      () => bot.message(gone.id),
      ({ code }) => code === 404,
      'the message to be gone',
    );
    await restart();
    await eventually(
      async () => stored().length,
      (count) => count === 1,
      'the file of the chat to go',
    );
    expect(existsSync(pathOf(stays))).toBe(true);
    await agrees();
  });

  it('with their instance, even if the server is killed then', async () => {
    const other = new Bot(world, 'other', OTHER);
    await other.link();
    const before = stored();
    const some = await Promise.all(
      Array.from({ length: 3 }, async () => Archived.document(world, other, PERSON)),
    );
    for (const file of some) await file.isArchived();
    expect(stored()).toHaveLength(before.length + 3);
    expect(await other.delete()).toBe(200);
    await world.api.kill();
    await world.api.start();
    await eventually(
      async () => stored(),
      (now) => now.length === before.length,
      'the files to go',
    );
    await eventually(
      async () => (await noted(world)).filter(({ message }) => message === null),
      (orphans) => orphans.length === 0,
      'what was noted of them to go',
    );
    expect(readdirSync(root()).filter((name) => name.startsWith('ins_'))).toHaveLength(
      before.length > 0 ? 1 : 0,
    );
    await bot.reaches('connected');
  });

  it('with an instance that is deleted while its file is on its way', async () => {
    const other = new Bot(world, 'other', OTHER);
    await other.link();
    await world.emulator.fault({ kind: 'media-slow', ms: 3_000, direction: 'download' });
    await Archived.document(world, other, PERSON);
    await comes('the download to begin', async () => incoming().length > 0);
    expect(await other.delete()).toBe(200);
    await eventually(
      async () => (await noted(world)).filter(({ message }) => message === null),
      (orphans) => orphans.length === 0,
      'what was noted of it to go',
    );
    await agrees();
  });

  it('if nothing refers to them and they are older than the archive keeps any', async () => {
    const known = await Archived.document(world, bot, PERSON);
    await known.isArchived();
    const directory = join(root(), 'ins_0123');
    const old = new Date(Date.now() - 9 * DAY_MS);
    const paths = ['fil_01', 'fil_02', 'notes.txt'].map((name) => join(directory, name));
    await restart(() => {
      mkdirSync(directory);
      for (const path of paths) {
        writeFileSync(path, 'x');
        if (!path.endsWith('fil_02')) utimesSync(path, old, old);
      }
      utimesSync(pathOf(known), old, old);
    });
    await eventually(
      async () => readdirSync(directory),
      (names) => names.length === 2,
      'the stray file to go',
    );
    expect(readdirSync(directory).sort()).toEqual(['fil_02', 'notes.txt']);
    expect(existsSync(pathOf(known))).toBe(true);
    rmSync(directory, { recursive: true });
  });
});

describe('without an archive', () => {
  const plain = useWorld();
  const plainBot = new Bot(plain, 'bot', BOT);

  it('nothing is kept or noted', async () => {
    await plainBot.link();
    const file = await Archived.document(plain, plainBot, PERSON);
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
    expect(await plainBot.knows(file.id)).not.toHaveProperty('archivedFiles');
    expect(await noted(plain)).toEqual([]);
    expect(existsSync(join(plain.api.directory, '.archive'))).toBe(false);
  });
});
