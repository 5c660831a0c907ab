import { createHmac } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listInstances, listEndpoints, updateWebhook } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import {
  age,
  asEvolution,
  asWaha,
  type ForeignSession,
  runImport,
  useBaileys,
} from '../harness/foreign-session.js';
import { PostgresServer } from '../harness/postgres.js';
import { standardAccepts } from '../harness/signatures.js';
import { useWorld } from '../harness/world.js';

const ANNA = '15550001111';
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9/all';

let postgres: PostgresServer;
let scratch: string;

beforeAll(async () => {
  postgres = await PostgresServer.make();
  scratch = mkdtempSync(join(tmpdir(), 'miaw-foreign-'));
});

afterAll(async () => {
  await postgres.remove();
  rmSync(scratch, { recursive: true });
});

describe.each([
  ['SQLite', () => ''],
  ['PostgreSQL', () => `${postgres.url}/postgres`],
])('on %s', (kind, databaseUrl) => {
  const world = useWorld(() => {
    const url = databaseUrl();
    const env: Record<string, string> = url === '' ? {} : { DATABASE_URL: url };
    return env;
  });

  const run = (...args: string[]) =>
    runImport(args, { SESSION_PATH: world.api.directory, DATABASE_URL: databaseUrl() });
  const place = (name: string): string => join(scratch, `${kind}-${name}`);

  /** The instance is connected without a scan, reads what the person writes in both chats, and writes to her. */
  async function goesOn(bot: Bot, group: string): Promise<void> {
    await bot.reaches('connected');
    const { emulator } = world;
    for (const to of [bot.phone, group]) {
      const heard = await bot.hears(await emulator.send(ANNA, { to, text: `after the move, to ${to}` }));
      expect(heard.data).toMatchObject({ type: 'text', text: `after the move, to ${to}` });
    }
    for (const to of [ANNA, group]) {
      const id = await bot.sent(bot.text(to, 'answered by miaw'));
      expect((await emulator.arrives(ANNA, id)).text).toBe('answered by miaw');
    }
    const { companions } = await emulator.get(`/phones/${bot.phone}`);
    expect(companions).toHaveLength(1);
  }

  async function inOwnForm(instanceId: string): Promise<void> {
    const body = { format: 'miaw' as const };
    await updateWebhook({ client: world.api.client, path: { instanceId }, body, throwOnError: true });
  }

  beforeAll(async () => {
    await world.emulator.phone(ANNA, { name: 'Anna' });
  });

  describe('a session of Baileys', () => {
    const phone = '628111111111';
    const bot = new Bot(world, 'shop', phone);
    let session: ForeignSession;

    beforeAll(async () => {
      await world.emulator.phone(phone, { name: 'Shop' });
      session = await useBaileys(world, place('baileys'), phone, ANNA);
    });

    const importing = (directory = session.directory, ...more: string[]) =>
      run('--baileys', directory, '--instance', 'shop', ...more);

    it('is not imported while a server runs, nor twice, nor from what is half', async () => {
      const used = await importing();
      expect([used.code, used.stderr]).toEqual([
        1,
        expect.stringMatching(/nothing was imported: .*in use|using/),
      ]);
      await world.api.halt();
      const half = place('half');
      const refusal = async (change: () => void): Promise<string> => {
        rmSync(half, { recursive: true, force: true });
        cpSync(session.directory, half, { recursive: true });
        change();
        if (existsSync(half)) age(half);
        const { code, result, stderr } = await importing(half);
        expect([code, result]).toEqual([1, {}]);
        if (existsSync(half)) expect(readdirSync(half)).not.toContain('creds.json.imported');
        return stderr;
      };
      const creds = join(half, 'creds.json');
      const without = (name: string): void => {
        const { [name]: _, ...rest } = JSON.parse(readFileSync(creds, 'utf8'));
        writeFileSync(creds, JSON.stringify(rest));
      };
      expect(await refusal(() => rmSync(half, { recursive: true }))).toContain('creds.json cannot be read');
      expect(await refusal(() => without('me'))).toContain('no phone has linked it');
      expect(await refusal(() => without('noiseKey'))).toContain('there is no noiseKey in it');
      const cut = readFileSync(join(session.directory, 'creds.json'), 'utf8').slice(0, 700);
      const half1 = await refusal(() => writeFileSync(creds, cut));
      expect(half1).toContain(`${creds} is not complete: it is not JSON`);
      for (const name of ['noiseKey', 'private', cut.slice(40, 60)]) expect(half1).not.toContain(name);
      const key = readdirSync(session.directory).find((name) => name.startsWith('session-')) ?? '';
      expect(await refusal(() => writeFileSync(join(half, key), ''))).toContain(`${key} is not complete`);
      const noPreKeys = (): void => {
        for (const name of readdirSync(half)) if (name.startsWith('pre-key-')) rmSync(join(half, name));
      };
      expect(await refusal(noPreKeys)).toContain('has no pre-keys');
      cpSync(session.directory, half, { recursive: true });
      writeFileSync(join(half, key), readFileSync(join(session.directory, key)));
      expect((await importing(half)).stderr).toContain('the other gateway seems to run');
      expect((await run('--baileys', half)).code).toBe(2);
      expect((await importing(session.directory, '--waha', half)).code).toBe(2);
      expect((await run('--baileys', session.directory, '--instance', 'a b')).stderr).toContain('--instance');
    });

    it('is an instance without a new QR code', async () => {
      const secret = JSON.parse(readFileSync(join(session.directory, 'creds.json'), 'utf8')).noiseKey.private
        .data;
      const copy = place('copy');
      cpSync(session.directory, copy, { recursive: true });
      age(copy);
      const { code, result, stderr } = await importing();
      expect([code, stderr]).toEqual([0, expect.stringContaining('is renamed')]);
      expect(result).toMatchObject({ instanceId: 'shop', phone, endpoints: [] });
      expect(result['renamed']).toBe(join(session.directory, 'creds.json.imported'));
      expect(readdirSync(session.directory)).not.toContain('creds.json');
      expect(JSON.stringify(result) + stderr).not.toContain(secret);
      const again = await run('--baileys', copy, '--instance', 'other', '--keep');
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('shop is this device already')]);
      await world.api.start();
      await bot.reaches('connected');
      const body = { webhookUrl: world.receiver.url };
      await updateWebhook({
        client: world.api.client,
        path: { instanceId: 'shop' },
        body,
        throwOnError: true,
      });
      await goesOn(bot, session.group);
    });

    it('goes on after a restart, and its name is taken', async () => {
      await world.api.halt();
      const other = place('other');
      cpSync(place('copy'), other, { recursive: true });
      const creds = join(other, 'creds.json');
      const changed = JSON.parse(readFileSync(creds, 'utf8'));
      changed.me.id = '628199999999:3@s.whatsapp.net';
      writeFileSync(creds, JSON.stringify(changed));
      age(other);
      const taken = await importing(other);
      expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('an instance shop already')]);
      await world.api.start();
      await goesOn(bot, session.group);
      const { data } = await listInstances({ client: world.api.client, throwOnError: true });
      expect(data.data.map(({ instanceId }) => instanceId)).toEqual(['shop']);
    });
  });

  describe('a session of WAHA', () => {
    const phone = '628122222222';
    const bot = new Bot(world, 'default', phone);
    const key = 'hmac-key-of-the-old-gateway';

    it('brings its webhooks', async () => {
      await world.emulator.phone(phone, { name: 'Store' });
      const { directory, group } = await useBaileys(world, place('waha'), phone, ANNA);
      const at = join(scratch, kind, 'noweb', 'default');
      asWaha(directory, at, {
        metadata: { owner: 'me' },
        webhooks: [
          {
            url: world.receiver.url,
            events: ['message', 'session.status', 'engine.event'],
            hmac: { key },
            retries: { delaySeconds: 2, attempts: 15, policy: 'linear' },
            customHeaders: [
              { name: 'X-Tenant', value: 'seven' },
              { name: 'Host', value: 'example.com' },
            ],
          },
          { url: 'ftp://example.com', events: ['message'] },
          { url: NOWHERE, events: ['*'], hmac: { key: 'short' } },
        ],
      });
      await world.api.halt();
      const { code, result, stderr } = await run('--waha', at);
      expect([code, result]).toEqual([0, expect.objectContaining({ instanceId: 'default', phone })]);
      expect(result['endpoints']).toEqual(['default', 'default-2']);
      for (const sentence of [
        'metadata of the session',
        'webhook 1: retries',
        'webhook 1: there is no event like engine.event',
        'webhook 1: the header Host',
        'webhook 2: events cannot be sent',
        'webhook 3: its key',
      ])
        expect(stderr).toContain(`left out: ${sentence}`);
      expect(stderr).not.toContain(key);
      await world.api.start();
      const from = world.receiver.mark;
      await world.emulator.send(ANNA, { to: phone, text: 'as ever' });
      const arrival = await world.receiver.event('message', ({ raw }) => raw.includes('as ever'), { from });
      expect(JSON.parse(arrival.raw)).toMatchObject({ session: 'default', payload: { body: 'as ever' } });
      expect(arrival.headers['x-tenant']).toBe('seven');
      expect(standardAccepts(arrival, key)).toBe(true);
      const hmac = createHmac('sha512', key).update(arrival.raw).digest('hex');
      expect(arrival.headers['x-webhook-hmac']).toBe(hmac);
      const path = { instanceId: 'default' };
      const { data } = await listEndpoints({ client: world.api.client, path, throwOnError: true });
      expect(data.data).toMatchObject([
        {
          name: 'default',
          events: ['message', 'connection'],
          format: 'waha',
          headerNames: ['X-Tenant'],
          ownSecret: true,
        },
        { name: 'default-2', url: NOWHERE, ownSecret: false },
      ]);
      await inOwnForm('default');
      await goesOn(bot, group);
    });
  });

  describe('an instance of Evolution API', () => {
    const phone = '628133333333';
    const bot = new Bot(world, 'evo', phone);

    it('is made of its row and its files', async () => {
      await world.emulator.phone(phone, { name: 'Office' });
      const { directory, group } = await useBaileys(world, place('evolution'), phone, ANNA);
      const row = asEvolution(directory);
      const file = place('evolution.json');
      const webhook = {
        url: world.receiver.url,
        enabled: true,
        events: ['MESSAGES_UPSERT', 'CONNECTION_UPDATE', 'TYPEBOT_START'],
        headers: { Authorization: 'Bearer of-the-receiver' },
        webhookByEvents: true,
        webhookBase64: false,
      };
      writeFileSync(file, JSON.stringify({ ...row, name: 'evo', webhook }));
      await world.api.halt();
      const { code, result, stderr } = await run('--evolution', file, '--keys', directory);
      expect([code, result]).toEqual([0, expect.objectContaining({ instanceId: 'evo', phone })]);
      expect(stderr).toContain('left out: webhook: there is no event like TYPEBOT_START');
      expect(stderr).toContain('left out: webhook: webhookByEvents');
      expect(stderr).toContain('delete the row of the table Session');
      await world.api.start();
      const from = world.receiver.mark;
      await world.emulator.send(ANNA, { to: phone, text: 'as before' });
      const is = ({ raw }: { raw: string }): boolean => raw.includes('as before');
      const { headers, raw } = await world.receiver.event('messages.upsert', is, { from });
      expect(headers.authorization).toBe('Bearer of-the-receiver');
      expect(JSON.parse(raw)).toMatchObject({
        instance: 'evo',
        data: { message: { conversation: 'as before' } },
      });
      await inOwnForm('evo');
      await goesOn(bot, group);
    });
  });
});
