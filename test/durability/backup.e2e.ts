import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as turn } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import {
  createBackup,
  downloadBackup,
  listBackups,
  sendDocument,
} from '../../packages/client/src/generated/index.js';
import { BackupCommand } from '../harness/backup-command.js';
import { Bot } from '../harness/bot.js';
import { record } from '../harness/envelope.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { Launch } from '../harness/launch.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { API_KEY, ApiServer, WEBHOOK_SECRET } from '../harness/server.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
/** Of 1 KB each: a backup takes long enough for something to happen meanwhile. */
const FILLER_ROWS = 30_000;

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'miaw-backups-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Adds some 30 MB to the database of a server that does not run. */
function fill(sessionPath: string): void {
  const database = new DatabaseSync(join(sessionPath, 'miaw.sqlite'));
  try {
    database.exec('begin');
    const insert = database.prepare(
      `insert into audit (at, key, key_name, operation, instance_id, subject, status, code, correlation_id, address)
       values (?, 'root', 'root', 'filler', null, ?, 200, null, ?, '127.0.0.1')`,
    );
    for (let n = 0; n < FILLER_ROWS; n += 1) insert.run(Date.now(), String(n).padEnd(1000, '.'), String(n));
    database.exec('commit');
  } finally {
    database.close();
  }
}

function partsIn(backups: string): string[] {
  return existsSync(backups) ? readdirSync(backups).filter((name) => name.startsWith('.miaw-partial-')) : [];
}

function wholeIn(backups: string): string[] {
  return existsSync(backups) ? readdirSync(backups).filter((name) => name.endsWith('.tar')) : [];
}

function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** How many rows a table of a restored database has. */
function count(sessionPath: string, table: string): number {
  const database = new DatabaseSync(join(sessionPath, 'miaw.sqlite'), { readOnly: true });
  try {
    return Number(database.prepare(`select count(*) as rows from ${table}`).get()?.['rows']);
  } finally {
    database.close();
  }
}

describe('a backup of the running server', () => {
  const world = useWorld({ BACKUP_KEEP: '2' });
  const bot = new Bot(world, 'bot', BOT);
  const anna = new Person(world, ANNA, bot);
  let backups: string;

  beforeAll(async () => {
    await bot.link();
    await world.api.halt();
    fill(world.api.directory);
    await world.api.start();
    await bot.reaches('connected');
    backups = join(world.api.directory, '.backups');
  });

  const make = () => outcomeOf(createBackup({ client: world.api.client }));

  it('is whole, private and as it says, while messages come and go', async () => {
    const making = make();
    const ended = making.then(() => true);
    let during = 0;
    let over = false;
    for (let n = 0; !over; n += 1) {
      await anna.writes(`while it is made ${n}`);
      await anna.gets(`an answer ${n}`);
      over = await Promise.race([ended, turn(1, false)]);
      if (!over) during += 1;
    }
    const { code, data } = await making;
    expect(code).toBe(201);
    expect(during).toBeGreaterThan(0);
    expect(data).toMatchObject({ files: 1, removed: [] });
    const path = String(data?.path);
    expect(path).toBe(join(backups, `${data?.backupId}.tar`));
    expect([statSync(backups).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
    expect([statSync(path).size, sha256Of(path)]).toEqual([data?.sizeBytes, data?.sha256]);
    expect(partsIn(backups)).toEqual([]);

    const { data: bytes } = await downloadBackup({
      client: world.api.client,
      path: { backupId: String(data?.backupId) },
      parseAs: 'arrayBuffer',
    });
    const loaded = createHash('sha256')
      .update(new Uint8Array(bytes instanceof ArrayBuffer ? bytes : []))
      .digest('hex');
    expect(loaded).toBe(data?.sha256);
  });

  it('shows one moment: what came after it is not in it', async () => {
    const before = await anna.writes('before');
    const { data } = await make();
    await anna.writes('after');
    const elsewhere = join(directory, 'moment');
    const restored = await BackupCommand.run(['restore', '--from', String(data?.path)], {
      SESSION_PATH: elsewhere,
    });
    expect(restored.code).toBe(0);
    const database = new DatabaseSync(join(elsewhere, 'miaw.sqlite'), { readOnly: true });
    const texts = database.prepare("select id, text from messages where text in ('before', 'after')").all();
    database.close();
    expect(texts.map((row) => ({ ...row }))).toEqual([{ id: before, text: 'before' }]);
  });

  it('is one of BACKUP_KEEP that are kept, newest first', async () => {
    const made = [await make(), await make(), await make()].map(({ data }) => String(data?.backupId));
    const listed = await outcomeOf(listBackups({ client: world.api.client }));
    expect(listed.data?.map(({ backupId }) => backupId)).toEqual(made.slice(1).sort().toReversed());
    expect(wholeIn(backups).sort()).toEqual(
      made
        .slice(1)
        .map((id) => `${id}.tar`)
        .sort(),
    );
  });

  it('can be made by the command, wherever it is wanted', async () => {
    const env = { SESSION_PATH: world.api.directory };
    const to = join(directory, 'off-site');
    const { code, result } = await BackupCommand.run(['backup', '--to', to], env);
    expect(code).toBe(0);
    expect(wholeIn(to).map((name) => join(to, name))).toEqual([result['path']]);
    expect(result['sha256']).toBe(sha256Of(String(result['path'])));
    const named = join(directory, 'by-name.tar');
    expect((await BackupCommand.run(['backup', '--to', named], env)).result['path']).toBe(named);
    const again = await BackupCommand.run(['backup', '--to', named], env);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('exists')]);
  });

  it('is refused while the command makes one in the same directory', async () => {
    const command = new BackupCommand(['backup'], { SESSION_PATH: world.api.directory });
    expect(await command.says('copying the database')).toBe(true);
    command.standStill();
    const { code, error } = await make();
    expect([code, error?.code]).toEqual([409, 'CONFLICT']);
    command.goOn();
    expect(await command.ended()).toBe(0);
  });

  it('leaves nothing when the disk cannot take it', async () => {
    const to = join(directory, 'small');
    const env = { SESSION_PATH: world.api.directory };
    // Once before the copy of the database is whole, once before the archive is.
    for (const largestKib of [
      20_000,
      Math.ceil(statSync(join(world.api.directory, 'miaw.sqlite')).size / 1024) + 1,
    ]) {
      const { code, result } = await BackupCommand.run(['backup', '--to', to], env, largestKib);
      expect([code, result]).toEqual([1, {}]);
      expect([wholeIn(to), partsIn(to)]).toEqual([[], []]);
    }
    expect((await BackupCommand.run(['backup', '--to', to], env)).code).toBe(0);
  });

  it.each(['data/miaw.sqlite', 'manifest.json', 'archive'])(
    'killed when %s is there, it leaves no half one, and the next one works',
    async (stage) => {
      const before = wholeIn(backups);
      const making = make().catch(() => undefined);
      const ended = making.then(() => true);
      const isThere = (name: string): boolean => existsSync(join(backups, name, stage));
      let over = false;
      while (!over && !partsIn(backups).some(isThere)) over = await Promise.race([ended, turn(1, false)]);
      expect(over).toBe(false);
      await world.api.kill();
      await making;
      expect(wholeIn(backups)).toEqual(before);
      await world.api.start();
      expect(partsIn(backups)).toEqual([]);
      await bot.reaches('connected');
      await anna.writes(`after a kill at ${stage}`);
      await anna.gets('an answer');
      expect((await make()).code).toBe(201);
    },
  );

  it('killed in its middle, the command leaves no half one', async () => {
    const to = join(directory, 'killed');
    const env = { SESSION_PATH: world.api.directory };
    for (const step of [
      'copying the database',
      'checking the database',
      'writing the archive',
      'reading the archive',
    ]) {
      const command = new BackupCommand(['backup', '--to', to], env);
      expect(await command.says(step)).toBe(true);
      await command.kill();
      expect(wholeIn(to)).toEqual([]);
    }
    expect((await BackupCommand.run(['backup', '--to', to], env)).code).toBe(0);
    expect([wholeIn(to).length, partsIn(to)]).toEqual([1, []]);
    await anna.writes('still here');
  });
});

describe('a restore', () => {
  let sessionPath: string;
  let backup: string;

  beforeAll(async () => {
    sessionPath = join(directory, 'origin');
    const secrets = { API_KEY: '', API_WEBHOOK_SECRET: '' };
    const server = await ApiServer.start({ SESSION_PATH: sessionPath, ...secrets });
    await server.halt();
    fill(sessionPath);
    mkdirSync(join(sessionPath, 'bot', 'scheduled'), { recursive: true });
    writeFileSync(join(sessionPath, 'bot', 'scheduled', 'M1'), 'a file for later');
    const { code, result } = await BackupCommand.run(['backup'], { SESSION_PATH: sessionPath });
    expect(code).toBe(0);
    backup = join(directory, 'origin.tar');
    copyFileSync(String(result['path']), backup);
  });

  const restore = (target: string, ...more: string[]) =>
    BackupCommand.run(['restore', '--from', backup, ...more], { SESSION_PATH: target });

  it('brings everything back: rows, secrets and files, for the owner alone', async () => {
    const target = join(directory, 'empty');
    const { code, result, stderr } = await restore(target);
    expect(code).toBe(0);
    expect(stderr).toContain('never runs again');
    expect(result).toMatchObject({ sessionPath: target, replaced: null });
    expect(record(result['rows'])['audit']).toBe(FILLER_ROWS);
    expect(count(target, 'audit')).toBe(FILLER_ROWS);
    for (const name of ['.api-key', '.webhook-secret', 'bot/scheduled/M1']) {
      expect(readFileSync(join(target, name), 'utf8')).toBe(readFileSync(join(sessionPath, name), 'utf8'));
      expect(statSync(join(target, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('replaces data only if it is told to, and keeps what was there', async () => {
    const target = join(directory, 'taken');
    mkdirSync(target);
    writeFileSync(join(target, 'miaw.sqlite'), 'something else');
    const refused = await restore(target);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--replace')]);
    expect(readdirSync(target).sort()).toEqual(['.lock', 'miaw.sqlite']);
    const { code, result } = await restore(target, '--replace');
    expect(code).toBe(0);
    expect(readFileSync(join(String(result['replaced']), 'miaw.sqlite'), 'utf8')).toBe('something else');
    expect(count(target, 'audit')).toBe(FILLER_ROWS);
  });

  it('is refused while a server uses the directory', async () => {
    const target = join(directory, 'used');
    const server = await ApiServer.start({ SESSION_PATH: target });
    try {
      const { code, stderr } = await restore(target, '--replace');
      expect([code, stderr]).toEqual([1, expect.stringContaining('is using')]);
    } finally {
      await server.stop();
    }
  });

  it.each([
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    [
      'has another byte',
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, -2_000_000), Buffer.from('x'), bytes.subarray(-1_999_999)]),
    ],
    ['is something else', () => Buffer.from('no archive')],
  ])('is refused if the backup %s, and nothing changes', async (_what, change) => {
    const bad = join(directory, 'bad.tar');
    writeFileSync(bad, change(readFileSync(backup)));
    const target = join(directory, 'unchanged');
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'miaw.sqlite'), 'something else');
    const { code, stderr } = await BackupCommand.run(['restore', '--from', bad, '--replace'], {
      SESSION_PATH: target,
    });
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/whole archive|is not as it was|lacks|cannot be read/),
    ]);
    expect(readdirSync(target).sort()).toEqual(['.lock', 'miaw.sqlite']);
    expect(readFileSync(join(target, 'miaw.sqlite'), 'utf8')).toBe('something else');
  });

  it('is refused if a newer server has made the backup', async () => {
    const newer = join(directory, 'newer');
    expect((await restore(newer)).code).toBe(0);
    const database = new DatabaseSync(join(newer, 'miaw.sqlite'));
    database.exec("insert into kysely_migration (name, timestamp) values ('9999-future', '2099-01-01')");
    database.close();
    const to = join(directory, 'newer.tar');
    expect((await BackupCommand.run(['backup', '--to', to], { SESSION_PATH: newer })).code).toBe(0);
    const target = join(directory, 'older');
    const { code, stderr } = await BackupCommand.run(['restore', '--from', to], { SESSION_PATH: target });
    expect([code, stderr]).toEqual([1, expect.stringContaining('newer version')]);
    expect(readdirSync(target)).toEqual(['.lock']);
  });

  const OLD = ['miaw.sqlite', 'miaw.sqlite-wal', 'one', 'two'];

  function withOldData(name: string): string {
    const target = join(directory, name);
    mkdirSync(target);
    for (const file of OLD) writeFileSync(join(target, file), `old ${file}`);
    return target;
  }

  /** Everything is there: what was restored, and what was there before. */
  function expectBoth(target: string): void {
    expect(count(target, 'audit')).toBe(FILLER_ROWS);
    expect(existsSync(join(target, '.restoring'))).toBe(false);
    const kept = readdirSync(target)
      .filter((name) => name.startsWith('.replaced-'))
      .flatMap((name) =>
        readdirSync(join(target, name)).map((file) => readFileSync(join(target, name, file))),
      )
      .map(String);
    for (const file of OLD) expect(kept).toContain(`old ${file}`);
  }

  it('killed at any instant, it can be made again, and nothing that was there is lost', async () => {
    const target = withOldData('killed-restore');
    for (const step of ['unpacking', 'checking the database', 'moving the data']) {
      const command = new BackupCommand(['restore', '--from', backup, '--replace'], { SESSION_PATH: target });
      expect(await command.says(step)).toBe(true);
      await command.kill();
    }
    expect((await restore(target, '--replace')).code).toBe(0);
    expectBoth(target);
  });

  it.each([
    [
      'old data is moved out',
      { moved: ['miaw.sqlite', 'one'], phase: 'out', there: ['two', 'miaw.sqlite-wal'] },
    ],
    ['new data is moved in', { moved: OLD, phase: 'in', there: [] }],
  ])(
    'interrupted while %s, no server starts until it is made again',
    async (_what, { moved, phase, there }) => {
      const target = withOldData(`interrupted-${phase}`);
      const replaced = '.replaced-20260101T000000Z-000000';
      mkdirSync(join(target, replaced));
      for (const file of moved) renameSync(join(target, file), join(target, replaced, file));
      expect(
        readdirSync(target)
          .filter((name) => !name.startsWith('.'))
          .sort(),
      ).toEqual(there.sort());
      if (phase === 'in') writeFileSync(join(target, 'one'), 'the new one');
      writeFileSync(join(target, '.restoring'), JSON.stringify({ replaced, phase }));
      const launch = new Launch(
        {
          SESSION_PATH: target,
          API_HOST: '127.0.0.1',
          API_PORT: '0',
          API_KEY,
          API_WEBHOOK_SECRET: WEBHOOK_SECRET,
        },
        directory,
      );
      expect(await launch.ended()).toBe(1);
      expect(launch.output).toContain('was interrupted: run it again');
      const half = await BackupCommand.run(['backup'], { SESSION_PATH: target });
      expect([half.code, half.stderr]).toEqual([1, expect.stringContaining('was interrupted: run it again')]);
      expect((await restore(target)).code).toBe(0);
      expectBoth(target);
      expect(existsSync(join(target, 'one'))).toBe(false);
      expect(readdirSync(join(target, replaced)).sort()).toEqual([...OLD].sort());
    },
  );
});

describe('a server that was restored from an older backup, elsewhere', () => {
  const world = useWorld();
  const bot = new Bot(world, 'bot', BOT);
  const anna = new Person(world, ANNA, bot);
  const ben = new Person(world, BEN, bot);
  let group: string;
  let restored: ApiServer;
  /** What happened after the backup. */
  let late: string;
  let scheduled: string;

  beforeAll(async () => {
    await bot.link();
    await world.emulator.phone(BEN);
    await anna.writes('hello');
    await anna.gets('hello');
    const body = { subject: 'All', participants: [BOT, BEN] };
    group = String((await world.emulator.request('POST', `/phones/${ANNA}/groups`, body)).jid);
    await bot.hears(await world.emulator.send(ANNA, { to: group, text: 'hello, all' }));
    const { data } = await outcomeOf(
      sendDocument({
        client: world.api.client,
        path: { instanceId: 'bot' },
        body: {
          to: ANNA,
          media: EXAMPLE_FILES.document,
          fileName: 'later.pdf',
          sendAt: new Date(Date.now() + 45_000).toISOString(),
        },
      }),
    );
    scheduled = String(data?.messageId);
    const backup = await outcomeOf(createBackup({ client: world.api.client }));
    expect(backup.data?.files).toBe(2);

    // The ratchets of all sessions go on, and a session begins that the backup does not have.
    for (let n = 0; n < 5; n += 1) {
      late = await anna.writes(`since then ${n}`);
      await anna.gets(`since then ${n}`);
      await bot.hears(await world.emulator.send(ANNA, { to: group, text: `since then, all ${n}` }));
      await bot.text(group, `since then, all of you ${n}`);
    }
    await ben.writes('for the first time');
    await ben.gets('for the first time');
    await world.api.halt();
    const target = join(directory, 'elsewhere');
    const { code } = await BackupCommand.run(['restore', '--from', String(backup.data?.path)], {
      SESSION_PATH: target,
    });
    expect(code).toBe(0);
    rmSync(join(world.api.directory, 'bot'), { recursive: true, force: true });
    const from = world.receiver.mark;
    restored = await ApiServer.start({ SESSION_PATH: target, WHATSAPP_EMULATOR_URL: world.emulator.url });
    await world.receiver.event('ready', () => true, { from });
  });

  afterAll(async () => {
    await restored.stop();
  });

  it.each([
    ['in a session that went on', ANNA],
    ['in a session that the backup does not have', BEN],
  ])('hears what people write %s, in both directions', async (_what, person) => {
    for (let n = 0; n < 3; n += 1) {
      const text = `after the restore ${n}`;
      const id = await world.emulator.send(person, { to: BOT, text });
      const { data } = await world.receiver.event('message', (arrival) => arrival.data['id'] === id);
      expect(data['text']).toBe(text);
      const { body } = await say(person, `an answer ${n}`);
      expect((await world.emulator.arrives(person, body['messageId'])).text).toBe(`an answer ${n}`);
    }
  });

  it('hears the group, and is heard there', async () => {
    const id = await world.emulator.send(ANNA, { to: group, text: 'still here, all?' });
    const { data } = await world.receiver.event('message', (arrival) => arrival.data['id'] === id);
    expect(data['text']).toBe('still here, all?');
    const { body } = await say(group, 'yes');
    for (const person of [ANNA, BEN])
      expect((await world.emulator.arrives(person, body['messageId'])).text).toBe('yes');
  });

  it('sends what was scheduled when the backup was made, with its file', async () => {
    const message = await world.emulator.arrives(ANNA, scheduled);
    expect(message.type).toBe('document');
    expect((await world.emulator.mediaOf(ANNA, scheduled)).length).toBeGreaterThan(0);
  });

  it('does not know what came since the backup: WhatsApp does not deliver it again', async () => {
    const answer = await restored.raw(`/api/v1/instances/bot/messages/${late}`);
    expect(answer.status).toBe(404);
  });

  async function say(to: string, text: string): Promise<{ body: Record<string, unknown> }> {
    const answer = await restored.raw('/api/v1/instances/bot/messages/text', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ to, text }),
    });
    const body = record(record(await answer.json())['data']);
    expect([answer.status, body]).toEqual([200, body]);
    return { body };
  }
});

describe('a restore that keeps instances disconnected', () => {
  it('starts a server that leaves WhatsApp alone', async () => {
    const sessionPath = join(directory, 'connected');
    const first = await ApiServer.start({ SESSION_PATH: sessionPath });
    await first.raw('/api/v1/instances', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ instanceId: 'bot' }),
    });
    await first.halt();
    const database = new DatabaseSync(join(sessionPath, 'miaw.sqlite'));
    database.exec("update instances set desired = 'connected'");
    database.close();
    const to = join(directory, 'connected.tar');
    await BackupCommand.run(['backup', '--to', to], { SESSION_PATH: sessionPath });
    const target = join(directory, 'disconnected');
    const args = ['restore', '--from', to, '--disconnected'];
    expect((await BackupCommand.run(args, { SESSION_PATH: target })).code).toBe(0);
    const restored = new DatabaseSync(join(target, 'miaw.sqlite'), { readOnly: true });
    expect(restored.prepare('select desired from instances').get()?.['desired']).toBe('disconnected');
    restored.close();
  });
});
