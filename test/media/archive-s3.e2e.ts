import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { age, Archived, filesBelow, noted } from '../harness/archive.js';
import { Bot } from '../harness/bot.js';
import { S3Server } from '../harness/s3-server.js';
import { comes, eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550108001';
const DAY_MS = 24 * 60 * 60 * 1000;

let s3: S3Server;
const world = useWorld(async () => {
  s3 = await S3Server.start('archive-of-the-suite');
  return { ...s3.variables, MEDIA_ARCHIVE_S3_PREFIX: 'miaw/files', MEDIA_ARCHIVE_RETENTION_DAYS: '7' };
});
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

afterAll(async () => {
  await s3.end();
});

/** The bucket has what is noted, and nothing else; nothing is left on the disk of the server. */
async function agrees(): Promise<void> {
  await eventually(
    async () => ({
      keys: s3.keys(),
      rows: (await noted(world))
        .filter(({ state }) => state === 'archived')
        .map(({ id, instance }) => `miaw/files/${instance}/${id}`)
        .sort(),
    }),
    ({ keys, rows }) => JSON.stringify(keys) === JSON.stringify(rows),
    'the bucket to have what is noted',
  );
  expect(filesBelow(join(world.api.directory, '.archive'))).toEqual([]);
}

function keyOf({ bytes }: Archived): string {
  const key = s3.keys().find((each) => readFileSync(s3.pathOf(each)).equals(bytes));
  if (key === undefined) throw new Error('the bucket does not have the file');
  return key;
}

async function restart(meanwhile: () => Promise<void> | void): Promise<void> {
  await world.api.halt();
  await meanwhile();
  await world.api.start();
  await bot.reaches('connected');
}

describe('an archive in S3', () => {
  it('has the file of a message when WhatsApp and the phone no longer have it', async () => {
    const file = await Archived.document(world, bot, PERSON, {
      fileName: '../../x',
      mimetype: 'application/pdf',
    });
    const first = await bot.file(file.id);
    await file.isArchived();
    await file.isLost();
    const { headers, bytes } = await bot.file(file.id);
    expect(bytes?.equals(file.bytes)).toBe(true);
    for (const name of ['content-type', 'content-disposition', 'content-length'])
      expect([name, headers?.get(name)]).toEqual([name, first.headers?.get(name)]);
    expect(keyOf(file)).toMatch(/^miaw\/files\/ins_[0-9a-f]{32}\/fil_[0-9a-f]{32}$/);
    await agrees();
  });

  it('takes large files', async () => {
    const bytes = Buffer.alloc(20_000_000, 'the same again ');
    const file = await Archived.document(world, bot, PERSON, { bytes });
    await file.isArchived();
    await file.isLost();
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
  });

  it('may be down for a while: files wait, and messages do not', async () => {
    const before = await Archived.document(world, bot, PERSON);
    await before.isArchived();
    await s3.stop();
    const some = await Promise.all(
      Array.from({ length: 3 }, async () => Archived.document(world, bot, PERSON)),
    );
    for (const file of some) await file.reaches({ state: 'waiting', reason: 'archive_unavailable' });
    expect(await before.download()).toEqual({ http: 200, isWhole: true });
    await before.isLost();
    expect(await before.download()).toEqual({ http: 422, reason: 'archive_unavailable' });
    await s3.start();
    expect(await before.download()).toEqual({ http: 200, isWhole: true });
    for (const file of some) {
      await file.isArchived();
      expect(readFileSync(s3.pathOf(keyOf(file))).equals(file.bytes)).toBe(true);
    }
    await agrees();
  });

  it('may be down when the server starts', async () => {
    await restart(() => void s3.stop());
    const file = await Archived.document(world, bot, PERSON);
    await file.reaches({ state: 'waiting', reason: 'archive_unavailable' });
    await s3.start();
    await file.isArchived();
  });

  it('gets a file whose upload was interrupted by a kill', async () => {
    s3.hold();
    const file = await Archived.document(world, bot, PERSON);
    await comes('the upload to begin', () => s3.held > 0);
    await world.api.kill();
    s3.release();
    await world.api.start();
    await file.isArchived();
    await file.isLost();
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
    await bot.reaches('connected');
    await agrees();
  });

  it('loses files when their time is over', async () => {
    const file = await Archived.document(world, bot, PERSON);
    await file.isArchived();
    await restart(() => age(world, 8));
    await file.reaches({ state: 'removed' });
    expect(s3.keys()).toEqual([]);
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
  });

  it('loses files with their instance, though it is down at the time', async () => {
    const other = new Bot(world, 'other', '628111111112');
    await other.link();
    const file = await Archived.document(world, other, PERSON);
    await file.isArchived();
    const stays = await Archived.document(world, bot, PERSON);
    await stays.isArchived();
    await s3.stop();
    expect(await other.delete()).toBe(200);
    await world.api.kill();
    await s3.start();
    await world.api.start();
    await bot.reaches('connected');
    await eventually(
      async () => s3.keys(),
      (keys) => keys.length === 1,
      'the file to go',
    );
    expect(s3.keys()).toEqual([keyOf(stays)]);
    await agrees();
  });

  it('loses objects that nothing refers to and that are older than it keeps any, and only its own', async () => {
    const file = await Archived.document(world, bot, PERSON);
    await file.isArchived();
    const known = s3.keys();
    const answer = async (key: string) => {
      // The small server takes requests without any signature.
      const response = await fetch(`${s3.url}/${s3.bucket}/${key}`, { method: 'PUT', body: 'x' });
      expect(response.status).toBe(200);
    };
    const stray = [
      'miaw/files/ins_01/fil_01',
      'miaw/files/ins_01/fil_02',
      'miaw/files/notes',
      'ins_01/fil_01',
    ];
    for (const key of stray) await answer(key);
    const old = new Date(Date.now() - 9 * DAY_MS);
    await restart(() => {
      for (const key of [...known, ...stray])
        if (!key.endsWith('fil_02')) utimesSync(s3.pathOf(key), old, old);
    });
    await eventually(
      async () => s3.keys(),
      (keys) => !keys.includes('miaw/files/ins_01/fil_01'),
      'the stray object to go',
    );
    expect(s3.keys()).toEqual([...known, ...stray.slice(1)].sort());
  });
});

describe('a key that S3 does not accept', () => {
  const wrong = useWorld(() => ({
    ...s3.variables,
    // The small server compares no signatures.
    MEDIA_ARCHIVE_S3_ACCESS_KEY_ID: 'NOBODY',
    MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY: 's3-secret-of-the-suite',
  }));
  const wrongBot = new Bot(wrong, 'bot', BOT);

  it('is reported in the log, without the key', async () => {
    const lines = wrong.api.hear();
    await wrong.api.halt();
    await wrong.api.start();
    await wrongBot.link();
    const file = await Archived.document(wrong, wrongBot, PERSON);
    await file.reaches({ state: 'waiting', reason: 'archive_unavailable' });
    const reported = lines.filter((line) => line.includes('the media archive cannot be written to'));
    expect(reported).toHaveLength(1);
    expect(reported[0]).toContain('InvalidAccessKeyId');
    expect(lines.join('\n')).not.toContain('s3-secret-of-the-suite');
    expect(await file.download()).toEqual({ http: 200, isWhole: true });
  });
});
