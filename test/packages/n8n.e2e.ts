import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Bot } from '../harness/bot.js';
import { record } from '../harness/envelope.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { FileServer } from '../harness/file-server.js';
import { follow, Guide } from '../harness/guide.js';
import { N8n } from '../harness/n8n.js';
import { complaintsAbout, pack, type Packed } from '../harness/packing.js';
import { Person } from '../harness/person.js';
import { ROOT } from '../harness/process.js';
import { API_KEY } from '../harness/server.js';
import { useWorld } from '../harness/world.js';

const run = promisify(execFile);
const PACKAGE = join(ROOT, 'packages', 'n8n-nodes-miaw');
const PERSON = '6281234567890';
const OTHER = '6281234567891';

const world = useWorld();
const bot = new Bot(world, 'my-bot-1', '628111111111');
const person = new Person(world, PERSON, bot);
const guide = new Guide('packages/n8n-nodes-miaw/README.md');
/** An empty folder, as n8n has for packages of others. */
const folder = mkdtempSync(join(tmpdir(), 'miaw-n8n-'));
let packed: Packed;
let n8n: N8n;
/** With the key of the README, and the scopes that it has. */
let credentials: { baseUrl: string; apiKey: string };
let fileServer: FileServer;

const INSTANCE = { instanceId: { __rl: true, mode: 'list', value: bot.instanceId } };
const TEXT = { ...INSTANCE, to: PERSON, text: 'Hello from n8n' };

beforeAll(async () => {
  packed = await pack(PACKAGE, folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', packed.archive], { cwd: folder });
  // What n8n brings along.
  symlinkSync(join(ROOT, 'node_modules', 'n8n-workflow'), join(folder, 'node_modules', 'n8n-workflow'));
  await bot.link();
  const variables = { MIAW_URL: world.api.url, API_KEY };
  const [made] = await follow(guide, [guide.take('sh')], {}, variables, folder);
  credentials = { baseUrl: `${world.api.url}/`, apiKey: JSON.parse(made?.output ?? '').data.key };
  n8n = new N8n(folder, credentials);
  fileServer = await FileServer.start();
  await n8n.listen();
  await world.emulator.phone(PERSON);
  await world.emulator.phone(OTHER);
});

afterAll(async () => {
  await n8n?.stop();
  await fileServer?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the node and gives its only item. */
async function one(fields: object, options?: Parameters<N8n['run']>[2]) {
  const items = await n8n.run('Miaw', { ...INSTANCE, ...fields }, options);
  expect(items).toHaveLength(1);
  return record(items[0]?.json);
}

describe('the package', () => {
  it('contains the nodes and their pictures, and brings no other package', () => {
    const built = /^dist\/(?:nodes|credentials)\/.*\.(?:js|d\.ts)$/;
    expect(packed.files.filter((path) => !built.test(path)).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'dist/icons/miaw.dark.svg',
      'dist/icons/miaw.svg',
      'package.json',
    ]);
    expect(packed.files.filter((path) => path.includes('.spec.'))).toEqual([]);
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed.toSorted()).toEqual(['n8n-nodes-miaw', 'n8n-workflow']);
  });

  it('can be published', async () => {
    expect(await complaintsAbout(packed.archive)).toEqual([]);
  });

  it('has nodes that n8n can show, one of which agents can use', () => {
    expect(n8n.description('Miaw')).toMatchObject({ name: 'miaw', usableAsTool: true });
    expect(n8n.description('MiawTrigger')).toMatchObject({ name: 'miawTrigger', inputs: [] });
    for (const [kind, name] of [
      ['credentials', 'MiawApi'],
      ['nodes', 'Miaw'],
    ] as const) {
      const loaded = n8n.load(kind, name);
      for (const icon of Object.values<string>(loaded.icon ?? loaded.description.icon))
        expect(packed.files).toContain(`dist/icons/${icon.split('/').at(-1)}`);
    }
  });

  it('asks for every event that a webhook can have', () => {
    const { properties } = n8n.description('MiawTrigger');
    const { options } = properties.find(({ name }: { name: string }) => name === 'events');
    const document = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8'));
    const events: string[] = document.components.schemas.EventSelector.enum;
    expect(options.map(({ value }: { value: string }) => value).toSorted()).toEqual(events.toSorted());
  });
});

describe('the credentials', () => {
  it('are tested with a request of their own', async () => {
    expect(await n8n.testCredentials()).toBe(200);
    n8n.use({ baseUrl: world.api.url, apiKey: 'another-key-altogether' });
    expect(await n8n.testCredentials()).toBe(401);
    n8n.use(credentials);
  });

  it('find the instances that the editor offers', async () => {
    expect(await n8n.searches('Miaw', 'searchInstances', 'BOT')).toEqual([
      { name: bot.instanceId, value: bot.instanceId },
    ]);
    expect(await n8n.searches('MiawTrigger', 'searchInstances', 'nobody')).toEqual([]);
  });
});

describe('the node Miaw', () => {
  it('sends a text, with options', async () => {
    const quoted = await person.writes('What is new?');
    const { messageId, status } = await one({
      ...TEXT,
      options: { quotedMessageId: quoted, mentions: `${OTHER}, ${PERSON}`, clientReference: 'order-1' },
    });
    expect(status).toBe('sent');
    const seen = await person.sees(String(messageId));
    expect(seen).toMatchObject({ text: 'Hello from n8n', quoted: { id: quoted } });
    expect(seen.mentions).toHaveLength(2);
  });

  it('sends an item once, however often it is tried in one execution', async () => {
    const tried = { execution: 'tried again', items: [{ json: {} }, { json: {} }] };
    const ids = async (options: object) =>
      (await n8n.run('Miaw', TEXT, { ...tried, ...options })).map(({ json }) => json['messageId']);
    const first = await ids({});
    expect(new Set(first).size).toBe(2);
    expect(await ids({})).toEqual(first);
    // A loop comes to the node again; and another execution is another message.
    const others = [...(await ids({ run: 1 })), ...(await ids({ execution: 'another' }))];
    expect(new Set([...first, ...others]).size).toBe(6);
  });

  it('sends what an agent says in one run, but nothing twice', async () => {
    const says = async (text: string) => {
      const { messageId } = await one({ ...TEXT, text }, { execution: 'of an agent', tool: true });
      return messageId;
    };
    const first = await says('Good morning');
    expect(await says('Good evening')).not.toBe(first);
    expect(await says('Good morning')).toBe(first);
  });

  it('takes a key of the workflow', async () => {
    const sent = { ...TEXT, options: { idempotencyKey: 'order-1742-shipped' } };
    const { messageId } = await one(sent);
    expect(await one(sent)).toMatchObject({ messageId });
  });

  it('sends files by URL and from the input', async () => {
    const bytes = bytesOf(EXAMPLE_FILES.image);
    const url = fileServer.offer('/logo.png', bytes);
    const file = { resource: 'message', operation: 'sendFile', to: PERSON };
    const byUrl = await one({ ...file, url, options: { caption: 'By URL' } });
    expect(await person.sees(String(byUrl['messageId']))).toMatchObject({ caption: 'By URL', type: 'image' });

    const binary = {
      data: { mimeType: 'text/plain', fileName: 'notes "1".txt', data: bytes.toString('base64') },
    };
    const fields = {
      ...file,
      kind: 'document',
      source: 'binary',
      options: { mentions: OTHER, caption: 'Größe' },
    };
    const options = { execution: 'with a file', items: [{ json: {}, binary }] };
    const fromInput = await one(fields, options);
    expect(await one(fields, options)).toEqual(fromInput);
    const seen = await person.sees(String(fromInput['messageId']));
    expect(seen).toMatchObject({
      caption: 'Größe',
      media: { sizeBytes: bytes.length, fileName: 'notes _1_.txt' },
    });
  });

  it('sends a location', async () => {
    const place = { latitude: -6.1754, longitude: 106.8272, options: { name: 'National Monument' } };
    const { messageId } = await one({ operation: 'sendLocation', to: PERSON, ...place });
    expect(await person.sees(String(messageId))).toMatchObject({
      location: { latitude: -6.1754, longitude: 106.8272, name: 'National Monument' },
    });
  });

  it('reacts to a message, marks it as read, gets it, and downloads its file', async () => {
    const bytes = bytesOf(EXAMPLE_FILES.image);
    const messageId = await world.emulator.sendMedia(PERSON, bot.phone, bytes, {
      kind: 'image',
      mimetype: 'image/png',
    });
    await bot.hears(messageId);
    await one({ operation: 'react', messageId, emoji: '🎉' });
    await one({ operation: 'markAsRead', messageId });
    await person.sees(messageId, ({ reactions }) => reactions[0]?.emoji === '🎉');
    await person.has(messageId, 'read');
    expect(await one({ operation: 'get', messageId, options: { chatId: PERSON } })).toMatchObject({
      id: messageId,
      type: 'image',
    });
    const [file] = await n8n.run('Miaw', { ...INSTANCE, operation: 'download', messageId });
    expect(file?.binary?.['data']?.data).toBe(bytes.toString('base64'));
    expect(file?.binary?.['data']?.mimeType).toBe('image/png');
  });

  it('reads lists, whole or in part', async () => {
    const chats = await n8n.run('Miaw', { ...INSTANCE, resource: 'chat', operation: 'getAll' });
    expect(chats.map(({ json }) => json['chatId'])).toContain(person.chatId);
    const list = { ...INSTANCE, operation: 'getAll', chatId: PERSON };
    const all = await n8n.run('Miaw', { ...list, returnAll: true });
    expect(all.length).toBeGreaterThan(5);
    expect((await n8n.run('Miaw', { ...list, limit: 3 })).map(({ json }) => json['id'])).toEqual(
      all.slice(0, 3).map(({ json }) => json['id']),
    );
    const images = await n8n.run('Miaw', { ...list, filters: { type: 'image', fromMe: false } });
    expect(images.map(({ json }) => json['type'])).toEqual(['image']);
    const contacts = await n8n.run('Miaw', { ...INSTANCE, resource: 'contact', operation: 'getAll' });
    expect(contacts.map(({ json }) => json['jid'])).toContain(person.chatId);
  });

  it('reads instances, and checks numbers', async () => {
    const own = { resource: 'instance', operation: 'get' };
    expect(await one(own)).toMatchObject({ instanceId: bot.instanceId, status: 'connected' });
    expect(await one({ resource: 'instance', operation: 'getAll' })).toMatchObject({
      instanceId: bot.instanceId,
    });
    const checked = await n8n.run('Miaw', {
      ...INSTANCE,
      resource: 'contact',
      operation: 'check',
      phones: `${PERSON}, ${OTHER}`,
    });
    expect(checked.map(({ json }) => json['exists'])).toEqual([true, true]);
  });

  it('says what the server has refused', async () => {
    const unknown = { instanceId: { __rl: true, mode: 'id', value: 'nobody' }, to: PERSON, text: 'Hello' };
    await expect(n8n.run('Miaw', unknown)).rejects.toMatchObject({
      name: 'NodeApiError',
      message: expect.stringMatching(/^INSTANCE_NOT_FOUND: /),
      httpCode: '404',
      context: { itemIndex: 0, code: 'INSTANCE_NOT_FOUND', correlationId: expect.any(String) },
    });
    await expect(n8n.run('Miaw', { ...TEXT, to: '' })).rejects.toMatchObject({
      message: expect.stringMatching(/^INVALID_REQUEST: /),
      context: { details: { fields: expect.anything() } },
    });
    await expect(
      n8n.run('Miaw', { ...TEXT, instanceId: { __rl: true, mode: 'list', value: '' } }),
    ).rejects.toThrow('Choose an instance');
    const missing = n8n.run('Miaw', { ...INSTANCE, operation: 'download', messageId: 'unknown' });
    await expect(missing).rejects.toThrow(/^MESSAGE_NOT_FOUND: /);
  });

  it('goes on with the other items, if the workflow says so', async () => {
    const [failed, sent] = [{ ...TEXT, to: '12' }, TEXT];
    const output = await n8n.run('Miaw', failed, {
      continueOnFail: true,
      items: [{ json: {} }, { json: {} }],
    });
    expect(output.map(({ json, pairedItem }) => [json['code'], pairedItem])).toEqual([
      ['INVALID_REQUEST', { item: 0 }],
      ['INVALID_REQUEST', { item: 1 }],
    ]);
    for (const { error } of output) expect(error).toMatchObject({ name: 'NodeApiError' });
    expect(await one(sent)).toMatchObject({ status: 'sent' });
  });

  it('says that the server cannot be reached', async () => {
    n8n.use({ baseUrl: 'http://127.0.0.1:1', apiKey: API_KEY });
    await expect(n8n.run('Miaw', TEXT)).rejects.toThrow(/^The server cannot be reached: /);
    n8n.use(credentials);
  });
});

describe('the node Miaw Trigger', () => {
  const FIELDS = { ...INSTANCE, events: ['message', 'message_reaction'], filters: { chats: 'people' } };

  async function endpoints(path = `/instances/${bot.instanceId}/webhooks`) {
    const response = await world.api.raw(`/api/v1${path}`);
    const { data }: { data: { name: string }[] } = Object(await response.json());
    return data.filter(({ name }) => name.startsWith('n8n-'));
  }

  /** Deliveries to the endpoint, as often as it takes. */
  async function starts(text: string) {
    return n8n.started.first(
      ({ json }) => record(json['data'])['text'] === text,
      () => `a workflow with ${text}`,
    );
  }

  it('registers an endpoint when its workflow is activated, once', async () => {
    const activation = await n8n.activate('MiawTrigger', FIELDS);
    expect(await endpoints()).toEqual([
      expect.objectContaining({
        url: n8n.url + activation.path,
        events: FIELDS.events,
        filter: expect.objectContaining({ chats: 'people' }),
        ownSecret: true,
      }),
    ]);
    expect(await activation.calls('checkExists')).toBe(true);
    expect(await n8n.activate('MiawTrigger', FIELDS)).toBe(activation);
    expect(await endpoints()).toHaveLength(1);
  });

  it('starts a workflow with an event', async () => {
    const id = await person.writes('Start something');
    const { json } = await starts('Start something');
    expect(json).toMatchObject({
      event: 'message',
      instanceId: bot.instanceId,
      data: { id, chatId: person.chatId },
      deliveryId: expect.any(String),
    });
    const shown = record(JSON.parse(guide.take('json').text));
    expect(Object.keys(json).toSorted()).toEqual(Object.keys(shown).toSorted());
    expect(Object.keys(record(json['data']))).toEqual(
      expect.arrayContaining(Object.keys(record(shown['data']))),
    );
    expect(guide.left()).toEqual([]);
  });

  it('refuses what the server has not signed, or signed long ago', async () => {
    const { json } = await starts('Start something');
    const activation = await n8n.activate('MiawTrigger', FIELDS);
    const started = n8n.started.all.length;
    const body = JSON.stringify(json);
    const now = String(Date.now());
    const forged: Record<string, string>[] = [
      {},
      { 'X-Miaw-Signature': 'sha256=00', 'X-Miaw-Timestamp': now },
      { 'X-Miaw-Signature': `sha256=${'0'.repeat(64)}`, 'X-Miaw-Timestamp': now },
    ];
    for (const headers of forged) {
      const { status } = await fetch(n8n.url + activation.path, { method: 'POST', body, headers });
      expect(status).toBe(401);
    }
    expect(n8n.started.all).toHaveLength(started);
  });

  it('starts nothing for a delivery that comes again, unless told to', async () => {
    const { json } = await starts('Start something');
    const deliveryId = String(json['deliveryId']);
    const [endpoint] = await endpoints();
    const path = `/api/v1/instances/${bot.instanceId}/webhooks/${endpoint?.name}/deliveries/${deliveryId}`;
    const comesAgain = async (times: number) => {
      await world.api.raw(`${path}/redeliver`, { method: 'POST' });
      await n8n.answered.count((each) => each.deliveryId === deliveryId, times, 'answers to it');
      return n8n.started.all.filter((item) => item.json['deliveryId'] === deliveryId).length;
    };
    expect(await comesAgain(2)).toBe(1);
    await n8n.activate('MiawTrigger', { ...FIELDS, skipRepetitions: false });
    expect(await comesAgain(3)).toBe(2);
    await n8n.activate('MiawTrigger', FIELDS);
  });

  it('starts a workflow when a delivery comes again, if n8n could not do so before', async () => {
    const from = n8n.answered.all.length;
    n8n.fails = true;
    await person.writes('At a bad time');
    const { deliveryId } = await n8n.answered.first(({ answer }) => answer === 500, 'a failure', { from });
    n8n.fails = false;
    const [endpoint] = await endpoints();
    const path = `/api/v1/instances/${bot.instanceId}/webhooks/${endpoint?.name}/deliveries`;
    await world.api.raw(`${path}/${String(deliveryId)}/redeliver`, { method: 'POST' });
    expect(await starts('At a bad time')).toMatchObject({ json: { deliveryId } });
  });

  it('goes on with another key, once its workflow is activated again', async () => {
    n8n.use({ ...credentials, apiKey: API_KEY });
    const before = n8n.answered.all.length;
    await person.writes('With another key');
    await n8n.answered.first(({ answer }) => answer === 401, 'a refusal', { from: before });
    await n8n.activate('MiawTrigger', FIELDS);
    n8n.use(credentials);
    await n8n.activate('MiawTrigger', FIELDS);
    await person.writes('With the first key');
    await starts('With the first key');
  });

  it('changes its endpoint with its fields, and keeps what waits there', async () => {
    const [before] = await endpoints();
    await n8n.activate('MiawTrigger', { ...FIELDS, events: ['message'], filters: { types: 'text, image' } });
    expect(await endpoints()).toEqual([
      expect.objectContaining({ name: before?.name, events: ['message'], createdAt: expect.any(String) }),
    ]);
    await person.writes('After the change');
    await starts('After the change');
  });

  it('moves to all instances, with a key for them', async () => {
    await expect(n8n.activate('MiawTrigger', { source: 'all', events: ['message'] }, 'c')).rejects.toThrow(
      /^FORBIDDEN: /,
    );
    n8n.use({ ...credentials, apiKey: API_KEY });
    const activation = await n8n.activate('MiawTrigger', { source: 'all', events: ['message'] });
    expect(await endpoints()).toEqual([]);
    expect(await endpoints('/webhooks')).toHaveLength(1);
    await person.writes('Of any instance');
    await starts('Of any instance');
    await n8n.deactivate(activation);
    expect(await endpoints('/webhooks')).toEqual([]);
    n8n.use(credentials);
  });

  it('removes its endpoint when its workflow is deactivated, also if that is gone', async () => {
    const activation = await n8n.activate('MiawTrigger', FIELDS);
    expect(await endpoints()).toHaveLength(1);
    await n8n.deactivate(activation);
    expect(await endpoints()).toEqual([]);
    await n8n.deactivate(activation);
  });

  it('says why it cannot be activated', async () => {
    const nobody = { ...FIELDS, instanceId: { __rl: true, mode: 'id', value: 'nobody' } };
    await expect(n8n.activate('MiawTrigger', nobody, 'b')).rejects.toThrow(/^INSTANCE_NOT_FOUND: /);
  });
});
