import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstance } from '../../packages/client/src/generated/index.js';
import { NOT_JSON, NOT_JSON_TYPES, NOT_THE_KEY } from '../harness/bad-requests.js';
import { Bot } from '../harness/bot.js';
import { dataOf, errorOf } from '../harness/envelope.js';
import { BAD_INSTANCE_IDS, ODD_INSTANCE_IDS } from '../harness/hostile.js';
import { at, bodyOf, encoded, OPERATIONS, requestOf } from '../harness/operations.js';
import { Prober } from '../harness/prober.js';
import { ROOT } from '../harness/process.js';
import { anyJson, damaged, Dice, oddText } from '../harness/random.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const MIB = 1024 * 1024;
/** Of the random requests. Change it to look elsewhere; a failure names it. */
const SEED = 20_251_225;

/** Holds SESSION_PATH and nothing else; what leaves the sessions' directories shows here. */
const yard = mkdtempSync(join(tmpdir(), 'miaw-yard-'));
const world = useWorld({ SESSION_PATH: join(yard, 'house', 'sessions') });
const linked = new Bot(world, 'linked', '628111111111');
/** Has the key. */
let caller: Prober;
/** Has none. */
let stranger: Prober;
let keeper: unknown;

beforeAll(async () => {
  caller = new Prober(world.api.url, [['X-API-Key', API_KEY]]);
  stranger = new Prober(world.api.url);
  await new Bot(world, 'keeper').create();
  await createInstance({ client: world.api.client, throwOnError: true, body: { instanceId: 'playground' } });
  await linked.link();
  keeper = dataOf(await caller.call({ path: '/api/v1/instances/keeper' }));
});

afterAll(() => {
  caller.close();
  stranger.close();
  rmSync(yard, { recursive: true, force: true });
});

/** Parameters of paths, and what they must not be. */
const BAD_RECIPIENTS = [
  ' ',
  'Casey',
  '123456',
  '@',
  '../../etc/passwd',
  'status@broadcast',
  '1'.repeat(129),
  '6281@newsletter',
];

/** Somebody at WhatsApp has chosen them, and can have chosen anything: after `~` there has to be base64url. */
const CHOSEN_IDS = ['~', '~!', '~YQ==', '~_w', 'a'.repeat(1_025), 'a'.repeat(10_000)];

const BAD_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  messageId: CHOSEN_IDS,
  callId: CHOSEN_IDS,
  quickReplyId: [' ', 'a b', 'ünïcode', 'a'.repeat(65), '../1', '1\n'],
  labelId: [' ', 'a b', 'ünïcode', 'a'.repeat(65), '../1', '1\n'],
  jid: BAD_RECIPIENTS,
  to: BAD_RECIPIENTS,
  person: [...BAD_RECIPIENTS, '120363000000000001@g.us'],
  serverId: [' ', '0', '-1', '1.5', 'one', '1'.repeat(16)],
  channelJid: [
    ' ',
    'News',
    '@newsletter',
    '6281234567890',
    '6281234567890@s.whatsapp.net',
    '120363000000000001@g.us',
    'news@newsletter',
    '1'.repeat(129),
  ],
  communityJid: [' ', 'Acme', '@g.us', '6281234567890', '1@g.us', '1'.repeat(129)],
  groupJid: [
    ' ',
    'Lunch',
    '@',
    '@g.us',
    '6281234567890',
    '6281234567890@s.whatsapp.net',
    '1@g.us',
    '1'.repeat(129),
  ],
  productId: [' ', 'bread', '1a', '-1', '1'.repeat(33)],
  pictureId: [' ', 'bread', '1a', '-1', '1'.repeat(33)],
  collectionId: [' ', 'bread', '1a', '-1', '1'.repeat(33)],
  orderId: [' ', 'bread', '1a', '-1', '1'.repeat(33)],
  inviteCode: [
    ' ',
    'short',
    'with space',
    'ünïcode99',
    'a'.repeat(65),
    'https://chat.whatsapp.com/AbCdEfGhIjKl',
  ],
};

it('all operations of the document are met here', () => {
  const { paths } = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8'));
  const documented = Object.entries<object>(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
  );
  const met = OPERATIONS.map(({ id, method, path }) => `${id} ${method} ${path}`);
  expect(met.sort()).toEqual(documented.sort());
});

describe.each(OPERATIONS.filter(({ open }) => !open))('$method $path', (operation) => {
  const { anyBody, fields, media, path, query = {}, needs } = operation;
  const needed = needs === undefined ? '' : `?${needs}`;
  const hasInstance = path.includes('{instanceId}');

  it('asks for the key before anything else', async () => {
    const worse = [
      requestOf(operation, 'nobody'),
      requestOf(operation, '%2e%2e%2fx', '{'),
      {
        ...requestOf(operation, 'nobody', 'x'.repeat(2 * MIB)),
        headers: [['Content-Type', 'text/plain'] as const],
      },
    ];
    for (const { headers: key } of NOT_THE_KEY) {
      for (const request of worse.slice(0, key.length === 0 ? 3 : 2)) {
        const headers = [...key, ...(request.headers ?? [])];
        const { answer } = await stranger.refused({ ...request, headers }, 'UNAUTHORIZED');
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
      }
    }
    const inQuery = `${at(operation, 'keeper')}?api_key=${API_KEY}&key=${API_KEY}`;
    await stranger.refused({ ...requestOf(operation, 'keeper'), path: inQuery }, 'UNAUTHORIZED');
  });

  it('takes the key in either header, and looks at what comes next', async () => {
    const hostile = requestOf(operation, 'a.b', fields && '{');
    const done = operation.id === 'createBackup' ? 201 : 200;
    const unknown = path.includes('{') ? 404 : done;
    const harmless = hasInstance || fields ? 400 : unknown;
    for (const key of [
      ['X-API-Key', API_KEY],
      ['x-api-key', API_KEY],
      ['Authorization', `Bearer ${API_KEY}`],
      ['authorization', `bearer ${API_KEY}`],
    ] as const) {
      const answer = await stranger.call({ ...hostile, headers: [key, ...(hostile.headers ?? [])] });
      expect(answer.status).toBe(harmless);
    }
  });

  if (hasInstance) {
    it('refuses hostile instance ids, whether or not the rest is in order', async () => {
      for (const id of BAD_INSTANCE_IDS.filter((each) => each !== '')) {
        await caller.refusedFor('instanceId', requestOf(operation, encoded(id)));
      }
    });

    it('does not know instances that do not exist, odd names included', async () => {
      for (const id of ['nobody', 'keepe', 'Keeper', ...ODD_INSTANCE_IDS]) {
        await caller.refused(requestOf(operation, id), 'INSTANCE_NOT_FOUND');
      }
    });
  }

  for (const [name, hostile] of Object.entries(BAD_PARAMETERS).filter(([each]) =>
    path.includes(`{${each}}`),
  )) {
    it(`judges ${name} in the path, whether or not the instance exists`, async () => {
      for (const value of hostile) {
        for (const instance of ['nobody', 'keeper']) {
          const request = requestOf(operation, instance);
          const bad = { ...request, path: at(operation, instance, { [name]: encoded(value) }) + needed };
          await caller.refusedFor(name, bad);
        }
      }
    });
  }

  for (const { name, required, bad } of fields ?? []) {
    it(`judges ${name}, whether or not the instance exists`, async () => {
      for (const { json, blames = name } of bad) {
        await caller.refusedFor(blames, requestOf(operation, 'nobody', bodyOf(operation, { [name]: json })));
      }
      const [first] = bad;
      await caller.refusedFor(
        name,
        requestOf(operation, 'keeper', bodyOf(operation, { [name]: first?.json })),
      );
      if (required) {
        const without = bodyOf(operation, { [name]: undefined });
        await caller.refusedFor(name, requestOf(operation, 'nobody', without));
        await caller.refusedFor(name, requestOf(operation, 'keeper', without));
      }
    });
  }

  for (const [name, values] of Object.entries(query)) {
    it(`judges ${name} in the query, and knows no other parameters`, async () => {
      for (const value of values) {
        const request = requestOf(operation, 'nobody');
        await caller.refusedFor(name, {
          ...request,
          path: `${request.path}${needed ? '&' : '?'}${name}=${value}`,
        });
      }
      for (const other of [`${name}x`, `${name}[a]`, '__proto__', 'toString', 'x'.repeat(100)]) {
        const request = requestOf(operation, 'keeper');
        await caller.refusedFor(other, {
          ...request,
          path: `${request.path}${needed ? '&' : '?'}${other}=true`,
        });
      }
    });
  }

  if (operation.method !== 'GET' && !anyBody) {
    it('names fields that it does not have', async () => {
      for (const names of [
        ['nonsense'],
        ['constructor'],
        ['toString', 'valueOf'],
        ['b', 'a'],
        ['🤖'],
        [''],
      ]) {
        const more = Object.fromEntries(names.map((name) => [name, '1']));
        const request = requestOf(operation, 'nobody', bodyOf(operation, more));
        const fault = await caller.refused(request, 'INVALID_REQUEST');
        expect(fault.fields.sort()).toEqual(names.sort());
      }
    });
  }

  if (operation.method !== 'GET') {
    it('refuses what is no JSON object', async () => {
      for (const text of NOT_JSON) await caller.refusedFor('body', requestOf(operation, 'nobody', text));
      const latin1 = Buffer.from(bodyOf(operation, { text: '"schön"' }), 'latin1');
      await caller.refusedFor('body', { ...requestOf(operation, 'nobody', ''), body: latin1 });
    });

    it('takes nothing but application/json', async () => {
      for (const headers of NOT_JSON_TYPES) {
        const form = media && headers.some(([, type]) => type.startsWith('multipart/'));
        await caller.refused(
          { ...requestOf(operation, 'nobody', '{"a":1}'), headers },
          form ? 'INVALID_REQUEST' : 'UNSUPPORTED_MEDIA_TYPE',
        );
      }
    });
  }

  if (operation.method !== 'GET' && !media && !anyBody) {
    it('takes a mebibyte, and not a byte more', async () => {
      const body = bodyOf(operation, { unknown: '1' });
      const filled = (bytes: number): string => body + ' '.repeat(bytes - Buffer.byteLength(body));
      await caller.refusedFor('unknown', requestOf(operation, 'nobody', filled(MIB)));
      await caller.refused(requestOf(operation, 'nobody', filled(MIB + 1)), 'PAYLOAD_TOO_LARGE');
      await caller.refused(requestOf(operation, 'nobody', filled(5 * MIB)), 'PAYLOAD_TOO_LARGE');
      const huge = { ...requestOf(operation, 'nobody', filled(5 * MIB)), chunked: true };
      await caller.refused(huge, 'PAYLOAD_TOO_LARGE');
    });
  }

  if (fields && !operation.optional) {
    it('needs a body', async () => {
      for (const text of ['', ' \n']) {
        await caller.refused(requestOf(operation, 'nobody', text), 'INVALID_REQUEST');
      }
      await caller.refused({ method: operation.method, path: at(operation, 'nobody') }, 'INVALID_REQUEST');
    });
  }
});

describe('hundreds of random bodies', () => {
  it('meet a decent answer', async () => {
    const dice = new Dice(SEED);
    const takers = OPERATIONS.filter(({ method, open }) => method !== 'GET' && !open);
    const codes = new Set<number>();
    for (let round = 0; round < 800; round += 1) {
      const operation = dice.pick(takers);
      const field = operation.fields?.[dice.roll(operation.fields.length)]?.name ?? oddText(dice);
      const nearly = bodyOf(operation, { [field]: anyJson(dice) });
      const body = dice.pick([bodyOf(operation), nearly, nearly, anyJson(dice), damaged(dice, nearly)]);
      const request = requestOf(operation, operation.fields ? 'playground' : 'nobody', body);
      codes.add((await caller.decent(request, SEED)).status);
    }
    expect(codes).toContain(400);
    expect([...codes].filter((code) => code < 300)).not.toEqual([]);
  });
});

describe('odd input that is in order', () => {
  it('instances with odd names work like any other', async () => {
    for (const instanceId of ODD_INSTANCE_IDS) {
      const path = `/api/v1/instances/${instanceId}`;
      const created = await caller.json('POST', '/api/v1/instances', JSON.stringify({ instanceId }));
      expect(created.status).toBe(201);
      expect(dataOf(await caller.call({ path }))).toMatchObject({ instanceId, status: 'disconnected' });
      expect(dataOf(await caller.call({ method: 'DELETE', path }))).toEqual({ instanceId, deleted: true });
      await caller.refused({ path }, 'INSTANCE_NOT_FOUND');
    }
  });

  it.each([
    ['a NUL', 'a\0b'],
    ['text that runs backwards', '\u202eolleH'],
    ['characters of several parts', '👩‍👩‍👧‍👦🇮🇩é'],
    ['placeholders', '%s %d {{x}} ${x} $1 \\n'],
    ['markup', '<b>*_~`@all'],
    ['the name of a prototype', '__proto__'],
    ['the longest text', 'x'.repeat(65_536)],
  ])('a text with %s reaches the person word for word', async (_what, text) => {
    const { code, data } = await linked.text('15550001111', text);
    expect(code).toBe(200);
    const inbox = await eventually(
      () => world.emulator.inbox('15550001111'),
      (messages) => messages.some(({ id }) => id === data?.messageId),
      'the message in the inbox',
    );
    expect(inbox.find(({ id }) => id === data?.messageId)?.text).toBe(text);
  });

  it('webhook headers with odd names are kept or refused, not lost', async () => {
    const path = '/api/v1/instances/playground/webhook';
    for (const name of ['constructor', 'toString', 'valueOf', 'then', 'length', '__Proto__', 'X-1']) {
      const answer = await caller.json('PUT', path, JSON.stringify({ headers: { [name]: 'x' } }));
      if (answer.status === 200) expect(dataOf(answer)).toMatchObject({ headerNames: [name] });
      else expect(errorOf(answer).fields).toEqual([expect.stringContaining('headers')]);
    }
  });
});

describe('after all that', () => {
  it('the server runs, and nothing of anybody else has changed', async () => {
    expect(world.api.running).toBe(true);
    expect(dataOf(await stranger.call({ path: '/health' }))).toMatchObject({ status: 'ok' });
    expect(dataOf(await caller.call({ path: '/api/v1/instances/keeper' }))).toEqual(keeper);
    expect(await linked.state()).toMatchObject({ status: 'connected' });
    await linked.text('15550002222', 'still here');
    await eventually(
      () => world.emulator.inbox('15550002222'),
      (messages) => messages.some(({ text }) => text === 'still here'),
      'a message',
    );
  });

  it('there are the files of the server and its instances, and no others', async () => {
    const listed = dataOf(await caller.call({ path: '/api/v1/instances' }));
    const ids = (Array.isArray(listed) ? listed : []).map((each: { instanceId: string }) => each.instanceId);
    expect(ids).toEqual(expect.arrayContaining(['keeper', 'linked', 'playground']));
    expect(readdirSync(yard)).toEqual(['house']);
    expect(readdirSync(join(yard, 'house'))).toEqual(['sessions']);
    const server = new Set([
      'miaw.sqlite',
      'miaw.sqlite-shm',
      'miaw.sqlite-wal',
      '.lock',
      '.spool',
      '.tmp',
      '.backups',
    ]);
    const others = readdirSync(world.api.directory).filter((name) => !server.has(name));
    expect(others.sort()).toEqual(ids.sort());
  });

  it('the receiver was told nothing that an attacker wrote', () => {
    const told = world.receiver.arrivals.all.filter(({ event }) => event !== 'instance_created');
    expect(told.filter(({ instanceId }) => instanceId !== 'linked')).toEqual([]);
  });
});
