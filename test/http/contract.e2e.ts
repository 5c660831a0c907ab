import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { keysByScope } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { dataOf, errorOf, record } from '../harness/envelope.js';
import { type Answer, type Call, Caller, type Header, JSON_TYPE } from '../harness/http.js';
import { at, type Operation, OPERATIONS, requestOf, UNSUPPORTED } from '../harness/operations.js';
import { ROOT } from '../harness/process.js';
import { PasskeyBot } from '../harness/passkey-bot.js';
import { colorless, modulesOf, modulesOfBlocks, modulesOfImage, scannedFrom, sizeOf } from '../harness/qr.js';
import { useReceiver } from '../harness/receiver.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550001111';
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Documented answers that cannot be had here, and why. */
const OUT_OF_REACH: readonly [answer: RegExp, why: string][] = [
  [/ 507$/, 'the disk is not full; see storage-faults.e2e.ts'],
  [/ 500$/, 'the server does not fail; where 500 has another meaning as well, it is met below'],
  [/ 429$/, 'nothing is limited unless the operator wants it; `rate-limits` does'],
  [
    /InstancePasskey 503$/,
    'the connection would have to end in the midst of it; `connection/passkey` sees to that',
  ],
  [
    /Upload (2\d\d|404|409|422|503|504)$/,
    'it is the handler of the operation without `Upload`; `examples` uploads files',
  ],
  [/^getReadiness 503$/, '`operating` takes the disk away'],
  [/^createBackup 503$/, 'the disk would have to be full'],
  [/^createKey 409$/, 'ten thousand keys would be needed'],
  [/^askChatHistory 504$/, 'the session with the own phone is open by then, so that nothing is waited for'],
  [/^setPresence 409$/, 'its phone has told its name by then'],
  [
    /^(listInstances|getOwnKey|listBackups|listNodes|getMetrics|getLiveness|getReadiness|getHealth|getHealthUnderApiV1|getGlobalWebhookStatus|listGlobalEndpoints) 400$/,
    'nothing of these requests can be wrong but HTTP itself',
  ],
];

/** A credential that answers nothing. */
const CREDENTIAL = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
};

/** What the paths of the catalog name. */
const NAMED = {
  productId: '7654321098765432',
  pictureId: '8765432109876543',
  collectionId: '5432109876543210',
  orderId: '6543210987654321',
};

const everything = useReceiver();
const world = useWorld(() => ({
  WEBHOOK_URL: everything.url,
  SEND_ACK_TIMEOUT_MS: '2000',
  SEND_TIMEOUT_MS: '6000',
  MEDIA_FETCH_TIMEOUT_MS: '6000',
}));
const tour = new Bot(world, 'tour');
let caller: Caller;
let stranger: Caller;
const document = Document.read();

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  await stock();
  caller = new Caller(world.api.url, [['X-API-Key', API_KEY]]);
  stranger = new Caller(world.api.url);
});

afterAll(() => {
  caller.close();
  stranger.close();
});

/** Gives the account a catalog with the product that the examples name. */
async function stock(pictures = 1): Promise<void> {
  const pixel = record(document.examples().find(({ id }) => id === 'createProduct')?.body)['media'];
  const data = String(pixel).split(',', 2)[1];
  const { productId, pictureId, collectionId } = NAMED;
  const images = Array.from({ length: pictures }, () => data);
  const product = { id: productId, name: 'Bread', pictures: images, pictureIds: [pictureId] };
  const collections = [{ id: collectionId, name: 'Breads', products: [productId] }];
  await world.emulator.request('PUT', `/phones/${BOT}/catalogue`, { products: [product], collections });
}

/** Calls an operation about the instance `tour`, and sees that the answer is as documented. */
async function ask(id: string, body?: object, more: Partial<Call> = {}, from = caller): Promise<Answer> {
  const operation = OPERATIONS.find((each) => each.id === id);
  if (!operation) throw new Error(`there is no operation ${id}`);
  const request = requestOf(operation, 'tour', body && JSON.stringify(body));
  const answer = await from.call({ ...request, ...more, path: more.path ?? request.path });
  expect(document.faults(id, answer)).toEqual([]);
  return answer;
}

async function told(id: string, status: number, body?: object): Promise<Record<string, unknown>> {
  const answer = await ask(id, body);
  expect({ status: answer.status, body: answer.text }).toEqual({ status, body: answer.text });
  return record(dataOf(answer));
}

async function refused(id: string, status: number, code: string, body?: object) {
  const answer = await ask(id, body);
  expect(answer.status).toBe(status);
  const fault = errorOf(answer);
  expect(fault.code).toBe(code);
  return fault;
}

/** A request of which something other than its JSON is wrong, where there is anything. */
function wrongRequest(operation: Operation): Call | undefined {
  const { path, method, query } = operation;
  if (path.includes('{instanceId}')) return requestOf(operation, 'a.b');
  const request = requestOf(operation, 'tour');
  if (path.includes('{')) {
    const wrong = { deliveryId: '1', keyId: '1', backupId: '1', endpointName: 'a.b' };
    return { ...request, path: at(operation, 'tour', wrong) };
  }
  if (query) return { ...request, path: `${request.path}?nonsense=1` };
  return method === 'GET' ? undefined : requestOf(operation, 'tour', '{"nonsense":1}');
}

describe('the document', () => {
  it('is served as it is committed, to everyone, without an envelope', async () => {
    const answer = await stranger.call({ path: '/openapi.json' });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(answer.text)).toEqual(document.content);
  });

  it('is of the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(document.content).toMatchObject({ openapi: '3.1.0', info: { version } });
  });
});

describe('every operation answers as documented', () => {
  it('says how the server is, with and without /api/v1', async () => {
    for (const [id, status] of [
      ['getLiveness', 'ok'],
      ['getReadiness', 'ready'],
    ] as const)
      expect(dataOf(await ask(id, undefined, {}, stranger))).toMatchObject({ status });
    expect((await ask('getMetrics')).status).toBe(200);
    for (const id of ['getHealth', 'getHealthUnderApiV1']) {
      const answer = await ask(id, undefined, {}, stranger);
      expect(dataOf(answer)).toMatchObject({ status: 'ok', instances: { total: 0, connected: 0 } });
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  it('creates an instance: 201, with the fields of the plan', async () => {
    const webhookUrl = world.receiver.url;
    const created = await told('createInstance', 201, { instanceId: 'tour', webhookUrl });
    expect(created).toMatchObject({
      instanceId: 'tour',
      status: 'disconnected',
      webhookUrl,
      webhookEnabled: true,
    });
    expect(created['sessionPath']).toBe(join(world.api.directory, 'tour'));
    expect(statSync(String(created['sessionPath'])).isDirectory()).toBe(true);
    expect(created['webhookEvents']).toEqual(
      expect.arrayContaining(['message', 'qr', 'ready', 'disconnected']),
    );
    expect(created['createdAt']).toMatch(ISO);
    await refused('createInstance', 409, 'INSTANCE_ALREADY_EXISTS', { instanceId: 'tour' });
    expect(await told('getInstance', 200)).toEqual(created);
    expect(dataOf(await ask('listInstances'))).toEqual([created]);
    expect(await told('getInstanceStats', 200)).toMatchObject({
      messages: { received: 0, sent: 0, failed: 0 },
    });
    expect(dataOf(await ask('getHealth'))).toMatchObject({ instances: { total: 1, connected: 0 } });
  });

  it('knows what a disconnected instance cannot do', async () => {
    expect(await told('getInstanceStatus', 200)).toEqual({ status: 'disconnected', ignored: {} });
    await refused('getInstanceQr', 409, 'CONFLICT');
    const { details } = await refused('sendText', 503, 'INSTANCE_NOT_CONNECTED', { to: PERSON, text: 'x' });
    expect(details['outcome']).toBe('not_sent');
    expect(await told('disconnectInstance', 200)).toEqual({ status: 'disconnected', ignored: {} });
  });

  it('configures the webhook, never shows a secret, and tries it out', async () => {
    const before = await told('getWebhook', 200);
    expect(before).toMatchObject({ webhookUrl: world.receiver.url, order: 'chat', headerNames: [] });
    const answer = await ask('updateWebhook', { headers: { 'X-Tenant': 'geheim' } });
    expect(dataOf(answer)).toEqual({ ...before, headerNames: ['X-Tenant'] });
    expect(answer.text + (await ask('getWebhook')).text).not.toContain('geheim');

    world.receiver.answer = () => ({ status: 200, body: 'thank you' });
    const tried = await told('testWebhook', 200);
    expect(tried).toEqual({ status: 200, latencyMs: expect.any(Number), body: 'thank you' });
    expect((await world.receiver.event('test')).headers['x-tenant']).toBe('geheim');

    world.receiver.answer = () => ({ status: 418, body: 'a teapot' });
    const { details } = await refused('testWebhook', 500, 'WEBHOOK_FAILED');
    expect(details).toMatchObject({ status: 418, latencyMs: expect.any(Number), body: 'a teapot' });
    world.receiver.answer = () => ({ status: 200 });

    expect(await told('updateWebhook', 200, { webhookUrl: null })).toMatchObject({ webhookUrl: null });
    await refused('testWebhook', 409, 'CONFLICT');
    expect(await told('updateWebhook', 200, { webhookUrl: world.receiver.url })).toEqual({
      ...before,
      headerNames: ['X-Tenant'],
    });
  });

  it('connects: 202, with a QR code, which stays the same while it is due', async () => {
    const connecting = await told('connectInstance', 202);
    expect(connecting).toMatchObject({ status: 'qr_required', qr: expect.any(String) });
    const again = await told('connectInstance', 202);
    expect(again).toEqual(connecting);
    const { qr, expiresAt } = await told('getInstanceQr', 200);
    expect(qr).toBe(connecting['qr']);
    expect(await told('getInstanceStatus', 200)).toMatchObject({
      status: 'qr_required',
      qrExpiresAt: expiresAt,
    });
  });

  it('draws the QR code in every form it offers', async () => {
    const qr = String((await told('getInstanceQr', 200))['qr']);
    const expected = modulesOf(qr);
    const size = sizeOf(expected);
    const drawn = async (accept: string): Promise<Answer> => {
      const answer = await ask('getInstanceQr', undefined, { headers: [['Accept', accept]] });
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        vary: expect.stringContaining('Accept'),
      });
      return answer;
    };

    const png = await drawn('image/png');
    expect(png.headers['content-type']).toBe('image/png');
    expect(png.bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(await modulesOfImage(png.bytes, size)).toBe(expected);

    const svg = await drawn('image/svg+xml');
    expect(svg.headers['content-type']).toMatch(/^image\/svg\+xml/);
    expect(await modulesOfImage(svg.bytes, size)).toBe(expected);

    const blocks = await drawn('text/plain');
    expect(blocks.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(modulesOfBlocks(blocks.text, size)).toBe(expected);
    const dark = { foreground: 220, background: 20 };
    const light = { foreground: 40, background: 250 };
    expect(scannedFrom(blocks.text, dark)).toBe(qr);
    expect(scannedFrom(blocks.text, light)).toBe(qr);
    // The colors of a dark terminal would make a code that scanners need not read.
    expect(scannedFrom(colorless(blocks.text), dark)).toBeUndefined();
    expect(scannedFrom(colorless(blocks.text), light)).toBe(qr);
  });

  it.each([
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
    ['', 'application/json'],
    ['application/pdf', 'application/json'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['image/*', 'image/png'],
    ['image/svg+xml, image/png;q=0.5', 'image/svg+xml'],
    ['text/plain;q=0.5, application/json;q=0.4', 'text/plain'],
    ['IMAGE/PNG', 'image/png'],
    ['nonsense;;q=x,,', 'application/json'],
  ])('offers the QR code to "%s" as %s', async (accept, type) => {
    const answer = await ask('getInstanceQr', undefined, { headers: [['Accept', accept]] });
    expect(answer.status).toBe(200);
    expect(String(answer.headers['content-type']).split(';')[0]).toBe(type);
  });

  it('links, and says whose account it is', async () => {
    await world.emulator.scan(BOT, String((await told('getInstanceQr', 200))['qr']));
    await world.receiver.event('ready');
    const status = await eventually(
      () => told('getInstanceStatus', 200),
      ({ name }) => name !== undefined,
      'the phone to tell its name',
    );
    expect(status).toMatchObject({ status: 'connected', phone: BOT, name: 'Acme Bot' });
    expect(await told('connectInstance', 202)).toEqual(status);
    await refused('getInstanceQr', 409, 'CONFLICT');
    expect(await told('getInstance', 200)).toMatchObject({ status: 'connected' });
  });

  it('sends: 200 when acknowledged, 202 when not yet, errors when it knows better', async () => {
    const text = { to: PERSON, text: 'Hello' };
    const sent = await told('sendText', 200, text);
    expect(sent).toEqual({ messageId: expect.any(String), timestamp: expect.any(Number), status: 'sent' });
    expect(Math.abs(Number(sent['timestamp']) - Date.now())).toBeLessThan(60_000);

    await world.emulator.fault({ kind: 'ack-delay', to: PERSON, ms: 4_000, times: 1 });
    const pending = await told('sendText', 202, text);
    expect(pending).toMatchObject({ status: 'pending' });
    await world.receiver.event('message_status', ({ data }) => data['messageId'] === pending['messageId']);

    await world.emulator.fault({ kind: 'ack-error', to: PERSON, code: 463, times: 1 });
    const { details } = await refused('sendText', 500, 'WHATSAPP_ERROR', text);
    expect(details['code']).toEqual(expect.stringMatching(/^463$/));

    await world.emulator.fault({ kind: 'silence', xmlns: 'usync', about: '15550009999' });
    const late = await refused('sendText', 504, 'UPSTREAM_TIMEOUT', { ...text, to: '15550009999' });
    expect(late.details['outcome']).toBe('not_sent');
    await world.emulator.clearFaults();

    await refused('sendText', 404, 'MESSAGE_NOT_FOUND', { ...text, quotedMessageId: 'nobody-sent-this' });
  });

  it.each([
    ['of the instance', (id: string) => id],
    ['of the global receiver', (id: string) => `Global${id}`],
  ])('shows and steers the deliveries %s', async (_whose, name) => {
    expect(await told(`get${name('WebhookStatus')}`, 200)).toMatchObject({ state: 'active' });
    const listed = await told(`list${name('Deliveries')}`, 200);
    const [{ id: deliveryId }] = JSON.parse(JSON.stringify(listed['deliveries']));
    for (const id of [`get${name('Delivery')}`, `redeliver${name('')}`]) {
      const path = at(OPERATIONS.find((each) => each.id === id) ?? { path: '' }, 'tour', { deliveryId });
      expect((await ask(id, undefined, { path })).status).toBe(200);
      await refused(id, 404, 'DELIVERY_NOT_FOUND');
    }
    expect(await told(`replay${name('Deliveries')}`, 200)).toEqual({ replayed: 0, matched: 0 });
    expect(await told(`pause${name('Webhook')}`, 200)).toMatchObject({ state: 'paused' });
    expect(await told(`resume${name('Webhook')}`, 200)).toMatchObject({ state: 'active' });
  });

  it.each([
    ['of the instance', (id: string) => id],
    ['for all instances', (id: string) => id.replace('Endpoint', 'GlobalEndpoint')],
  ])('makes, shows, changes and removes endpoints %s', async (_whose, name) => {
    const about = async (id: string, body?: object, parameters = {}) => {
      const operation = OPERATIONS.find((each) => each.id === name(id));
      const path = at(operation ?? { path: '' }, 'tour', { endpointName: 'crm', ...parameters });
      return ask(name(id), body, { path });
    };
    const good = async (id: string, body?: object, parameters?: object) => {
      const answer = await about(id, body, parameters);
      expect({ status: answer.status, body: answer.text }).toEqual({ status: 200, body: answer.text });
      return record(dataOf(answer));
    };
    const url = world.receiver.url;
    const made = await told(name('createEndpoint'), 201, { name: 'crm', url, events: ['message'] });
    await refused(name('createEndpoint'), 409, 'CONFLICT', { name: 'crm', url });
    const { secret, standardSecret, ...shown } = made;
    expect(await good('getEndpoint')).toEqual(shown);
    expect(dataOf(await ask(name('listEndpoints')))).toEqual([expect.anything(), shown]);
    expect(String(standardSecret)).toBe(`whsec_${Buffer.from(String(secret)).toString('base64')}`);
    expect(await good('updateEndpoint', { concurrency: 2 })).toEqual({ ...shown, concurrency: 2 });
    expect((await good('rotateEndpointSecret'))['secret']).not.toBe(secret);
    expect(await good('testEndpoint')).toMatchObject({ status: 200 });
    expect(await good('getEndpointStatus')).toMatchObject({ state: 'active' });

    const id = await world.emulator.send(PERSON, { to: BOT, text: 'for the CRM' });
    await world.receiver.event('message', ({ data }) => data['id'] === id);
    const listed = await eventually(
      () => good('listEndpointDeliveries'),
      ({ deliveries }) => JSON.stringify(deliveries).includes('delivered'),
      'the delivery',
    );
    const [{ id: deliveryId }] = JSON.parse(JSON.stringify(listed['deliveries']));
    for (const each of ['getEndpointDelivery', 'redeliverEndpoint']) {
      expect(await good(each, undefined, { deliveryId })).toMatchObject({ id: deliveryId });
      expect(errorOf(await about(each)).code).toBe('DELIVERY_NOT_FOUND');
    }
    expect(await good('replayEndpointDeliveries')).toEqual({ replayed: 0, matched: 0 });
    const paused = await good('pauseEndpoint', { reason: 'it moves' });
    expect(paused).toMatchObject({ state: 'paused', pausedReason: 'it moves' });
    expect(await good('resumeEndpoint')).toMatchObject({ state: 'active' });
    await good('updateEndpoint', { url: null });
    expect((await about('testEndpoint')).status).toBe(409);
    expect((await about('removeEndpoint', undefined, { endpointName: 'default' })).status).toBe(409);
    expect(await good('removeEndpoint')).toEqual({ name: 'crm', removed: true });
    expect(errorOf(await about('getEndpoint')).code).toBe('ENDPOINT_NOT_FOUND');
  });

  describe('of messages and chats', () => {
    /** Operations that send something new, with bodies that will do. */
    const sends = document
      .examples()
      .filter(({ id, path }) => /\/messages\/[a-z-]+$/.test(path) && !UNSUPPORTED.includes(id));
    /** Operations that have WhatsApp change a message, with bodies that will do. */
    const changes: readonly { id: string; body?: object; of?: string }[] = [
      { id: 'editMessage', body: { text: 'Hello again!' } },
      { id: 'reactToMessage', body: { emoji: '👍' } },
      { id: 'pinMessage', body: { durationSeconds: 86_400 } },
      { id: 'unpinMessage' },
      { id: 'unkeepMessage' },
      { id: 'voteInPoll', body: { options: ['Monday'] }, of: 'sendPoll' },
      { id: 'changeEvent', body: { name: 'Dinner' }, of: 'sendEvent' },
      { id: 'answerEvent', body: { answer: 'maybe' }, of: 'sendEvent' },
      { id: 'deleteMessage' },
    ];

    /** Calls an operation about a message. */
    async function about(id: string, messageId: string, body?: object, query = ''): Promise<Answer> {
      const operation = OPERATIONS.find((each) => each.id === id);
      const path = at(operation ?? { path: '' }, 'tour', { messageId }) + query;
      return ask(id, body, { path });
    }

    async function expected(status: number, answering: Promise<Answer>): Promise<Answer> {
      const answer = await answering;
      expect({ status: answer.status, body: answer.text }).toEqual({ status, body: answer.text });
      return answer;
    }

    async function written(to = PERSON): Promise<string> {
      return String((await told('sendText', 200, { to, text: 'Hello' }))['messageId']);
    }

    async function heard(id?: string, from = PERSON): Promise<string> {
      const sent = await world.emulator.send(from, { to: BOT, text: 'Hello', id });
      await world.receiver.event(
        'message',
        ({ data }) => data['id'] === sent && data['senderPhone'] === from,
      );
      return sent;
    }

    async function pictured(): Promise<string> {
      const picture = sends.find(({ id }) => id === 'sendImage');
      return String((await told('sendImage', 200, { ...record(picture?.body), to: PERSON }))['messageId']);
    }

    /** Sends, while acknowledgements are kept back. */
    async function pending(answering: () => Promise<Answer>, times = 1): Promise<void> {
      await world.emulator.fault({ kind: 'ack-missing', to: PERSON, times });
      await expected(202, answering());
      await world.emulator.releaseFaults();
    }

    it.each(sends)('$id: sent, pending, or about a message that is not the only one', async (example) => {
      const body = { ...record(example.body), to: PERSON };
      const answer = await told(example.id, 200, body);
      const several = Array.isArray(answer['results']) ? answer['results'] : undefined;
      expect(several?.[0] ?? answer).toMatchObject({ status: 'sent' });
      // Of an album, the announcement is acknowledged, too.
      await pending(() => ask(example.id, body), several ? several.length + 1 : 1);
      const twice = `TWICE-${example.id}`;
      await heard(twice);
      await heard(twice, '15550003333');
      await refused(example.id, 409, 'CONFLICT', { ...body, to: '15550004444', quotedMessageId: twice });
    });

    it.each(sends.filter(({ body }) => 'media' in record(body)))(
      '$id: from a URL that is dead',
      async (example) => {
        const body = { ...record(example.body), media: 'http://127.0.0.1:9/picture.png' };
        const { details } = await refused(example.id, 422, 'MEDIA_FETCH_FAILED', body);
        expect(details).toMatchObject({ field: 'media', reason: 'refused' });
      },
    );

    /** Sends what an operation can be about. */
    async function made(sending = 'sendText'): Promise<string> {
      const { body } = sends.find(({ id }) => id === sending) ?? {};
      return String((await told(sending, 200, { ...record(body), to: PERSON }))['messageId']);
    }

    it.each(UNSUPPORTED)('%s: not possible, and says what is', async (id) => {
      for (const body of [
        undefined,
        {},
        { to: PERSON, text: 'Choose', buttons: [{ id: '1', text: 'One' }] },
      ]) {
        const { details } = await refused(id, 422, 'NOT_SUPPORTED', body);
        expect(details).toEqual({ alternative: expect.stringMatching(/^POST messages\/(poll|location)$/) });
      }
    });

    it('sendAlbum: with a file from a URL that is dead', async () => {
      const { items } = record(sends.find(({ id }) => id === 'sendAlbum')?.body);
      const [item] = Array.isArray(items) ? items : [];
      const dead = { ...record(item), media: 'http://127.0.0.1:9/picture.png' };
      const body = { to: PERSON, items: [item, dead] };
      const { details } = await refused('sendAlbum', 422, 'MEDIA_FETCH_FAILED', body);
      expect(details).toMatchObject({ field: 'items.1.media', reason: 'refused' });
    });

    it.each(changes)('$id: settled, pending, or not to be done', async ({ id, body, of }) => {
      await expected(200, about(id, await made(of), body));
      const message = await made(of);
      await pending(() => about(id, message, body));
      const gone = await made(of);
      await expected(200, about('deleteMessage', gone));
      await expected(409, about(id, gone, body));
    });

    it('keepMessage: settled, pending, or not to be done', async () => {
      const disappears = async (): Promise<string> => {
        const body = { to: BOT, text: 'Hello', ephemeral: 86_400 };
        const { messageId } = await world.emulator.post(`/phones/${PERSON}/messages`, body);
        await world.receiver.event('message', ({ data }) => data['id'] === messageId);
        return String(messageId);
      };
      const id = await disappears();
      await expected(200, about('keepMessage', id));
      await pending(() => about('keepMessage', id));
      await expected(409, about('keepMessage', await heard()));
      const another = await disappears();
      await told('disconnectInstance', 200);
      await expected(503, about('keepMessage', another));
      await world.emulator.fault({ kind: 'silence', xmlns: 'usync', phone: BOT });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await expected(504, about('keepMessage', another));
      await world.emulator.clearFaults();
      await told('updateChat', 200, { expiresIn: 0 });
    });

    /** Operations that WhatsApp confirms nothing of. */
    const shows: readonly { id: string; body?: object }[] = [
      { id: 'setPresence', body: { status: 'online' } },
      { id: 'startTyping' },
      { id: 'startRecording' },
      { id: 'stopTyping' },
      { id: 'subscribePresence' },
    ];

    it.each(shows)('$id: written, or not while disconnected', async ({ id, body }) => {
      await told(id, 200, body);
      await told('disconnectInstance', 200);
      await refused(id, 503, 'INSTANCE_NOT_CONNECTED', body);
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });

    it('deletes for the account alone', async () => {
      const answer = await expected(200, about('deleteMessage', await heard(), undefined, '?scope=me'));
      expect(dataOf(answer)).toMatchObject({ status: 'sent' });
    });

    it('shows, forwards and reads messages, and says what it cannot', async () => {
      const id = await heard();
      expect(dataOf(await expected(200, about('getMessage', id)))).toMatchObject({ id, text: 'Hello' });
      const forwarded = await expected(200, about('forwardMessage', id, { to: [PERSON, '15550004444'] }));
      expect(dataOf(forwarded)).toMatchObject({ results: [{ status: 'sent' }, { status: 'sent' }] });
      const sendAt = new Date(Date.now() + 3_600_000).toISOString();
      const later = await expected(202, about('forwardMessage', id, { to: PERSON, sendAt }));
      expect(dataOf(later)).toMatchObject({ results: [{ status: 'scheduled', sendAt }] });
      expect(dataOf(await expected(200, about('readMessage', id)))).toMatchObject({ senderTold: true });
      for (const list of ['listChats', 'listMessages', 'searchMessages']) await told(list, 200);

      const own = await written();
      await expected(200, about('listReceipts', own));
      await expected(409, about('listReceipts', id));
      await expected(409, about('readMessage', own));
      await expected(409, about('getMessageMedia', own));
      await expected(201, about('createMediaLink', own));
      await expected(200, about('deleteMessage', own));
      await expected(409, about('forwardMessage', own, { to: PERSON }));
      await heard('TWICE');
      await heard('TWICE', '15550003333');
      await expected(409, about('getMessage', 'TWICE'));
      await expected(409, about('createMediaLink', 'TWICE'));
      await expected(200, about('getMessage', 'TWICE', undefined, '?chatId=15550003333'));
    });

    it('downloads, or says why it cannot', async () => {
      const id = await pictured();
      const answer = await expected(200, about('getMessageMedia', id));
      expect(answer.headers['content-type']).toBe('image/png');
      await world.emulator.fault({ kind: 'media-download-failure', times: 1 });
      await expected(422, about('getMessageMedia', id));
      await world.emulator.request('POST', `/phones/${BOT}/messages/${id}/expire`);
      await world.emulator.fault({ kind: 'media-retry', answer: 'silence' });
      await expected(504, about('getMessageMedia', id));
      await world.emulator.clearFaults();
      await told('disconnectInstance', 200);
      await expected(503, about('getMessageMedia', id));
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      const other = await heard();
      const targets = new Map<string | undefined, string>();
      for (const { of } of [...changes, { of: undefined }]) targets.set(of, await made(of));
      const all = async (status: number): Promise<void> => {
        await Promise.all([
          // In chats of their own, as messages of one chat wait for each other.
          ...sends.map((send, index) =>
            expected(status, ask(send.id, { ...record(send.body), to: `1555000600${index}` })),
          ),
          ...changes.map(({ id, of, body }) => expected(status, about(id, targets.get(of) ?? '', body))),
          expected(status, about('forwardMessage', targets.get(undefined) ?? '', { to: '15550006999' })),
          expected(status, about('readMessage', other)),
        ]);
      };
      await told('disconnectInstance', 200);
      await all(503);
      for (const xmlns of ['usync', 'privacy'])
        await world.emulator.fault({ kind: 'silence', xmlns, phone: BOT });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await all(504);
      await world.emulator.clearFaults();
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });
  });

  describe('of contacts and the profile', () => {
    const { phone: CONTACT, ...naming } = { phone: '15550007777', name: 'John Doe' };
    const pixel = document.examples().find(({ id }) => id === 'setProfilePicture')?.body;
    /** Operations that ask WhatsApp, with bodies that will do, and what they ask it by. */
    const queries: readonly { id: string; xmlns: string; body?: object }[] = [
      { id: 'checkContact', xmlns: 'usync', body: { phone: CONTACT } },
      { id: 'checkContacts', xmlns: 'usync', body: { phones: [CONTACT] } },
      { id: 'resolveAddresses', xmlns: 'usync', body: { addresses: ['15550007778'] } },
      { id: 'getContact', xmlns: 'usync' },
      { id: 'getContactPicture', xmlns: 'w:profile:picture' },
      { id: 'getProfile', xmlns: 'w:biz' },
      { id: 'setProfilePicture', xmlns: 'w:profile:picture', body: record(pixel) },
      { id: 'removeProfilePicture', xmlns: 'w:profile:picture' },
      { id: 'setProfileStatus', xmlns: 'status', body: { status: 'At work' } },
      { id: 'setProfileName', xmlns: 'w:sync:app:state', body: { name: 'Acme Bot' } },
      { id: 'saveContact', xmlns: 'w:sync:app:state', body: { phone: CONTACT, ...naming } },
      { id: 'removeContact', xmlns: 'w:sync:app:state' },
      { id: 'getPrivacy', xmlns: 'privacy' },
      { id: 'getBlocklist', xmlns: 'blocklist' },
      { id: 'blockContact', xmlns: 'blocklist' },
      { id: 'unblockContact', xmlns: 'blocklist' },
    ];

    /** Calls an operation, about the contact where it is about one. */
    async function about(id: string, body?: object, jid = CONTACT): Promise<number> {
      const operation = OPERATIONS.find((each) => each.id === id);
      const { status } = await ask(id, body, { path: at(operation ?? { path: '' }, 'tour', { jid }) });
      return status;
    }

    it('asks and changes, or says what there is not', async () => {
      await world.emulator.request('PATCH', `/phones/${CONTACT}`, {
        name: 'Johnny',
        about: 'At work',
        picture: String(record(pixel)['media']).split(',', 2)[1],
        business: { description: 'Bread', category: 'Bakery', websites: ['https://example.com'] },
      });
      expect(await about('saveContact', { phone: CONTACT, ...naming })).toBe(201);
      // What is known is not asked again: only of a number without an account WhatsApp is asked each time.
      await world.emulator.post('/phones', { phone: '15550007778', registered: false });
      await told('updatePrivacy', 200, { lastSeen: 'contacts' });
      for (const { id, body } of queries.filter(({ id: each }) => each !== 'saveContact'))
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 200 });
      expect(await about('listContacts')).toBe(200);
      for (const id of ['getContact', 'getContactPicture', 'removeContact'])
        expect({ id, status: await about(id, undefined, '15550008888') }).toEqual({ id, status: 404 });
      await world.emulator.fault({ kind: 'media-download-failure', phone: CONTACT, times: 1 });
      expect(await about('getContactPicture')).toBe(422);
      const dead = { media: 'http://127.0.0.1:9/picture.png' };
      expect(await about('setProfilePicture', dead)).toBe(422);
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      expect(await about('saveContact', { phone: CONTACT, ...naming })).toBe(201);
      await told('disconnectInstance', 200);
      await refused('updatePrivacy', 503, 'INSTANCE_NOT_CONNECTED', { lastSeen: 'all' });
      for (const { id, body } of queries)
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 503 });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      for (const { id, xmlns, body } of queries) {
        await world.emulator.fault({ kind: 'silence', xmlns, phone: BOT });
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 504 });
        await world.emulator.clearFaults();
      }
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });

    it('changes nothing for which the phone has not shared its keys', async () => {
      const phone = '628333333333';
      // Its chats are all that it tells.
      await world.emulator.request('POST', `/phones/${phone}/history`, {
        chats: [
          {
            peer: CONTACT,
            name: 'John',
            messages: [{ text: 'Hello?', fromMe: false, timestamp: 1_700_000_000 }],
          },
        ],
      });
      await world.emulator.fault({ kind: 'drop-stanza', phone, tag: 'message', times: 1 });
      await new Bot(world, 'keyless', phone).link();
      const path = (id: string): string =>
        at(OPERATIONS.find((each) => each.id === id) ?? { path: '' }, 'keyless', { jid: CONTACT });
      await eventually(
        async () => (await ask('listContacts', undefined, { path: path('listContacts') })).text,
        (text) => text.includes('John'),
        'the names of the history',
      );
      const ofChats = [
        { id: 'updateChat', body: { pinned: true } },
        { id: 'clearChat', body: undefined },
        { id: 'deleteChat', body: undefined },
      ];
      for (const { id, body } of [...queries.filter(({ xmlns }) => xmlns === 'w:sync:app:state'), ...ofChats])
        expect({ id, status: (await ask(id, body, { path: path(id) })).status }).toEqual({ id, status: 409 });
      await world.emulator.clearFaults();
      await ask('deleteInstance', undefined, { path: '/api/v1/instances/keyless' });
    });
  });

  describe('of labels', () => {
    /** Operations that write to the app state, in an order in which they can be done. */
    const changes: readonly { id: string; body?: object }[] = [
      { id: 'updateLabel', body: { name: 'Paid' } },
      { id: 'labelChat' },
      { id: 'unlabelChat' },
      { id: 'labelMessage' },
      { id: 'unlabelMessage' },
      { id: 'deleteLabel' },
    ];
    const shows = ['getLabel', 'listLabelChats', 'listLabelMessages'].map((id) => ({ id, body: undefined }));
    const naming = { name: 'New order' };

    async function about(id: string, body: object | undefined, values: Record<string, string>) {
      const operation = OPERATIONS.find((each) => each.id === id);
      return (await ask(id, body, { path: at(operation ?? { path: '' }, 'tour', values) })).status;
    }

    async function made(): Promise<{ labelId: string; messageId: string }> {
      const { labelId } = await told('createLabel', 201, naming);
      const { messageId } = await told('sendText', 200, { to: PERSON, text: 'Hello' });
      return { labelId: String(labelId), messageId: String(messageId) };
    }

    it('makes them, and puts them on what there is', async () => {
      const values = await made();
      await told('listLabels', 200);
      for (const { id, body } of [...shows, ...changes])
        expect({ id, status: await about(id, body, values) }).toEqual({ id, status: 200 });
      for (const { id, body } of [...shows, ...changes])
        expect({ id, status: await about(id, body, values) }).toEqual({ id, status: 404 });
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      const values = await made();
      const all = [{ id: 'createLabel', body: naming }, ...changes];
      await told('disconnectInstance', 200);
      for (const { id, body } of all)
        expect({ id, status: await about(id, body, values) }).toEqual({ id, status: 503 });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await world.emulator.fault({ kind: 'silence', xmlns: 'w:sync:app:state', phone: BOT });
      await Promise.all(
        all.map(async ({ id, body }) =>
          expect({ id, status: await about(id, body, values) }).toEqual({ id, status: 504 }),
        ),
      );
      await world.emulator.clearFaults();
      await told('restartInstance', 200);
      await tour.reaches('connected');
      expect(await about('deleteLabel', undefined, values)).toBe(200);
    });

    it('is full with twenty of them, and keeps a message to its chat', async () => {
      for (let n = 0; n < 20; n += 1)
        await world.emulator.request('PUT', `/phones/${BOT}/labels/${n + 100}`, { name: `Label ${n}` });
      await eventually(
        async () => (await told('listLabels', 200))['labels'],
        (labels) => Array.isArray(labels) && labels.length === 20,
        'twenty labels',
      );
      await refused('createLabel', 409, 'CONFLICT', naming);
      for (const from of [PERSON, '15550002222']) {
        const messageId = await world.emulator.send(from, { to: BOT, text: 'Hello', id: 'LABELED' });
        await world.receiver.event(
          'message',
          ({ data }) => data['id'] === messageId && data['senderPhone'] === from,
        );
      }
      for (const id of ['labelMessage', 'unlabelMessage'])
        expect({ id, status: await about(id, undefined, { labelId: '100', messageId: 'LABELED' }) }).toEqual({
          id,
          status: 409,
        });
    });
  });

  describe('of the business profile', () => {
    const cover = record(document.examples().find(({ id }) => id === 'setBusinessCover')?.body);
    const operations: readonly { id: string; body?: object }[] = [
      { id: 'getBusinessProfile' },
      { id: 'updateBusinessProfile', body: { description: 'Bread' } },
      { id: 'setBusinessCover', body: cover },
      { id: 'removeBusinessCover' },
    ];

    it('reads and changes it, or says that there is none', async () => {
      await world.emulator.request('PATCH', `/phones/${BOT}`, { business: null });
      for (const { id, body } of operations) await refused(id, 409, 'CONFLICT', body);
      await world.emulator.request('PATCH', `/phones/${BOT}`, { business: { category: 'Bakery' } });
      for (const { id, body } of operations) await told(id, 200, body);
      const dead = { media: 'http://127.0.0.1:9/picture.png' };
      await refused('setBusinessCover', 422, 'MEDIA_FETCH_FAILED', dead);
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      await told('disconnectInstance', 200);
      for (const { id, body } of operations) await refused(id, 503, 'INSTANCE_NOT_CONNECTED', body);
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await world.emulator.fault({ kind: 'silence', xmlns: 'w:biz', phone: BOT });
      for (const { id, body } of operations) await refused(id, 504, 'UPSTREAM_TIMEOUT', body);
      await world.emulator.clearFaults();
    });
  });

  describe('of quick replies', () => {
    const reply = { shortcut: 'hours', message: 'From 7 to 18' };
    const operations: readonly { id: string; body?: object }[] = [
      { id: 'getQuickReply' },
      { id: 'updateQuickReply', body: { message: 'From 7 to 20' } },
      { id: 'deleteQuickReply' },
    ];

    async function about(id: string, body: object | undefined, quickReplyId: unknown): Promise<number> {
      const operation = OPERATIONS.find((each) => each.id === id);
      const values = { quickReplyId: String(quickReplyId) };
      return (await ask(id, body, { path: at(operation ?? { path: '' }, 'tour', values) })).status;
    }

    it('makes them, and changes what there is', async () => {
      const { quickReplyId } = await told('createQuickReply', 201, reply);
      await refused('createQuickReply', 409, 'CONFLICT', reply);
      const other = await told('createQuickReply', 201, { ...reply, shortcut: 'place' });
      expect(await about('updateQuickReply', { shortcut: 'hours' }, other['quickReplyId'])).toBe(409);
      await told('listQuickReplies', 200);
      for (const { id, body } of operations)
        expect({ id, status: await about(id, body, quickReplyId) }).toEqual({ id, status: 200 });
      for (const { id, body } of operations)
        expect({ id, status: await about(id, body, quickReplyId) }).toEqual({ id, status: 404 });
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      const { quickReplyId } = await told('createQuickReply', 201, reply);
      const all = [{ id: 'createQuickReply', body: { ...reply, shortcut: 'other' } }, ...operations.slice(1)];
      await told('disconnectInstance', 200);
      for (const { id, body } of all)
        expect({ id, status: await about(id, body, quickReplyId) }).toEqual({ id, status: 503 });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await world.emulator.fault({ kind: 'silence', xmlns: 'w:sync:app:state', phone: BOT });
      for (const { id, body } of all)
        expect({ id, status: await about(id, body, quickReplyId) }).toEqual({ id, status: 504 });
      await world.emulator.clearFaults();
      await told('restartInstance', 200);
      await tour.reaches('connected');
      expect(await about('deleteQuickReply', undefined, quickReplyId)).toBe(200);
    });
  });

  describe('of calls', () => {
    const link = { type: 'audio' };

    async function rejects(callId: string): Promise<number> {
      const operation = OPERATIONS.find((each) => each.id === 'rejectCall');
      const { status } = await ask('rejectCall', undefined, {
        path: at(operation ?? { path: '' }, 'tour', { callId }),
      });
      return status;
    }

    async function rings(): Promise<string> {
      const { callId } = await world.emulator.request('POST', `/phones/${PERSON}/call`, { to: BOT });
      await world.receiver.event('call', ({ data }) => data['callId'] === callId);
      return String(callId);
    }

    it('rejects what rings, and makes links', async () => {
      const callId = await rings();
      expect(await rejects(callId)).toBe(200);
      expect(await rejects(callId)).toBe(409);
      expect(await rejects('NOBODY')).toBe(404);
      await told('createCallLink', 201, link);
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      const callId = await rings();
      await told('disconnectInstance', 200);
      expect(await rejects(callId)).toBe(503);
      await refused('createCallLink', 503, 'INSTANCE_NOT_CONNECTED', link);
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await world.emulator.fault({ kind: 'silence', xmlns: 'call', phone: BOT });
      const answers = await Promise.all([
        rejects(callId),
        refused('createCallLink', 504, 'UPSTREAM_TIMEOUT', link),
      ]);
      expect(answers[0]).toBe(504);
      await world.emulator.clearFaults();
    });
  });

  describe('of what is set for chats', () => {
    const changes: readonly { id: string; body?: object }[] = [
      { id: 'updateChat', body: { archived: true } },
      { id: 'starMessage' },
      { id: 'unstarMessage' },
      { id: 'clearChat' },
      { id: 'deleteChat' },
    ];
    const jid = '15550004444';

    async function about(id: string, body: object | undefined, messageId: string, instance = 'tour') {
      const operation = OPERATIONS.find((each) => each.id === id);
      const path = at(operation ?? { path: '' }, instance, { jid, messageId });
      return (await ask(id, body, { path })).status;
    }

    it('changes it, or says what there is not', async () => {
      const messageId = String((await told('sendText', 200, { to: jid, text: 'Hello' }))['messageId']);
      for (const { id, body } of changes)
        expect({ id, status: await about(id, body, messageId) }).toEqual({ id, status: 200 });
      for (const id of ['starMessage', 'unstarMessage'])
        expect({ id, status: await about(id, undefined, 'nobody-sent-this') }).toEqual({ id, status: 404 });
      for (const id of ['starMessage', 'unstarMessage'])
        expect({ id, status: await about(id, undefined, 'LABELED') }).toEqual({ id, status: 409 });
    });

    it('asks the phone for older messages, or says why not', async () => {
      await told('sendText', 200, { to: jid, text: 'Hello' });
      await world.emulator.fault({ kind: 'history-silence', phone: BOT, times: 1 });
      for (const status of [202, 409]) expect(await about('askChatHistory', undefined, '')).toBe(status);
      expect(await about('askChatHistory', { before: 'nobody-sent-this' }, '')).toBe(404);
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      const messageId = String((await told('sendText', 200, { to: jid, text: 'Hello' }))['messageId']);
      await told('disconnectInstance', 200);
      expect(await about('askChatHistory', undefined, messageId)).toBe(503);
      for (const { id, body } of changes)
        expect({ id, status: await about(id, body, messageId) }).toEqual({ id, status: 503 });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await world.emulator.fault({ kind: 'silence', xmlns: 'w:sync:app:state', phone: BOT });
      await Promise.all(
        changes.map(async ({ id, body }) =>
          expect({ id, status: await about(id, body, messageId) }).toEqual({ id, status: 504 }),
        ),
      );
      await world.emulator.clearFaults();
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });
  });

  describe('of groups', () => {
    const participants = [PERSON];
    const pixel = document.examples().find(({ id }) => id === 'setGroupPicture')?.body;
    /** Operations about a group, with bodies that will do, in an order in which they can be done. */
    const operations: readonly { id: string; body?: object }[] = [
      { id: 'getGroup' },
      { id: 'listGroupParticipants' },
      { id: 'updateGroup', body: { name: 'Lunch', description: 'Every day at twelve' } },
      { id: 'addGroupParticipants', body: { participants } },
      { id: 'promoteGroupParticipants', body: { participants } },
      { id: 'demoteGroupParticipants', body: { participants } },
      { id: 'setGroupLabel', body: { label: 'Accounting' } },
      { id: 'listGroupJoinRequests' },
      { id: 'approveGroupJoinRequests', body: { participants } },
      { id: 'rejectGroupJoinRequests', body: { participants } },
      { id: 'withdrawGroupInvitations', body: { participants } },
      { id: 'removeGroupParticipants', body: { participants } },
      { id: 'setGroupPicture', body: record(pixel) },
      { id: 'getGroupPicture' },
      { id: 'removeGroupPicture' },
      { id: 'getGroupInviteLink' },
      { id: 'revokeGroupInviteLink' },
      { id: 'getGroupByInvite' },
      { id: 'joinGroup' },
      { id: 'leaveGroup' },
    ];
    const accepting = {
      id: 'acceptGroupInvitation',
      body: { inviteCode: 'AbCdEfGhIjKlMnOp', expiresAt: '2099-12-31T09:00:00Z', invitedBy: PERSON },
    };
    const looking = { ...accepting, id: 'getGroupByInvitation' };
    const all = [
      accepting,
      looking,
      { id: 'createGroup', body: { name: 'Lunch', participants } },
      { id: 'listGroups' },
      ...operations,
    ];

    /** Calls an operation, about a group that there is not unless one is given. */
    async function about(id: string, body?: object, group: Record<string, string> = {}): Promise<number> {
      const operation = OPERATIONS.find((each) => each.id === id);
      return (await ask(id, body, { path: at(operation ?? { path: '' }, 'tour', group) })).status;
    }

    /** Somebody makes a group, to which they may not add the account: it gets an invitation. */
    async function invitedBy(phone: string): Promise<{ jid: string; inviteCode: string }> {
      await world.emulator.fault({ kind: 'group-add', phone: BOT, code: 403, times: 1 });
      const group = { subject: 'Theirs', participants: [BOT] };
      const { jid, results } = await world.emulator.request('POST', `/phones/${phone}/groups`, group);
      return { jid: String(jid), inviteCode: String(results[0].invitation.code) };
    }

    it('asks and changes, or says what there is not', async () => {
      const made = await told('createGroup', 201, { name: 'Lunch', participants });
      const groupJid = String(made['jid']);
      await told('sendText', 200, { to: groupJid, text: 'Hello' });
      await world.receiver.event('message_receipt', ({ data }) => data['chatId'] === groupJid);
      for (const { id, body } of [{ id: 'listGroups' }, ...operations]) {
        const { inviteCode } = await world.emulator.get(`/groups/${groupJid}`);
        expect({ id, status: await about(id, body, { groupJid, inviteCode }) }).toEqual({ id, status: 200 });
      }
      for (const { id, body } of [...operations, accepting, looking])
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 404 });
      const { jid, inviteCode } = await invitedBy(PERSON);
      const invitation = { ...accepting.body, inviteCode };
      expect(await about(looking.id, invitation, { groupJid: jid })).toBe(200);
      expect(await about(accepting.id, invitation, { groupJid: jid })).toBe(200);
      await refused('createGroup', 404, 'CONTACT_NOT_FOUND', { name: 'x', participants: ['15550008888'] });
      const dead = { media: 'http://127.0.0.1:9/picture.png' };
      expect(await about('setGroupPicture', dead)).toBe(422);
      const shown = String((await told('createGroup', 201, { name: 'Dinner', participants }))['jid']);
      expect(await about('setGroupPicture', record(pixel), { groupJid: shown })).toBe(200);
      await world.emulator.fault({ kind: 'media-download-failure', times: 1 });
      expect(await about('getGroupPicture', undefined, { groupJid: shown })).toBe(422);
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      await told('disconnectInstance', 200);
      for (const { id, body } of all)
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 503 });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      for (const xmlns of ['w:g2', 'w:profile:picture'])
        await world.emulator.fault({ kind: 'silence', xmlns, phone: BOT });
      await Promise.all(
        all.map(async ({ id, body }) =>
          expect({ id, status: await about(id, body) }).toEqual({ id, status: 504 }),
        ),
      );
      await world.emulator.clearFaults();
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });
  });

  describe('of communities', () => {
    const participants = [PERSON];
    const groups = ['120363000000009999@g.us'];
    const pixel = document.examples().find(({ id }) => id === 'setCommunityPicture')?.body;
    /** Operations about a community of the account, in an order in which they can be done. */
    const operations: readonly { id: string; body?: object; status?: number }[] = [
      { id: 'getCommunity' },
      { id: 'updateCommunity', body: { name: 'Acme', membersCanAddGroups: true } },
      { id: 'setCommunityPicture', body: record(pixel) },
      { id: 'removeCommunityPicture' },
      { id: 'listCommunityGroups' },
      { id: 'createCommunityGroup', body: { name: 'Sales' }, status: 201 },
      { id: 'linkCommunityGroups', body: { groups } },
      { id: 'unlinkCommunityGroups', body: { groups } },
      { id: 'listCommunityMembers' },
      { id: 'addCommunityMembers', body: { participants } },
      { id: 'promoteCommunityMembers', body: { participants } },
      { id: 'demoteCommunityMembers', body: { participants } },
      { id: 'removeCommunityMembers', body: { participants } },
      { id: 'getCommunityInviteLink' },
      { id: 'revokeCommunityInviteLink' },
      { id: 'getCommunityByInvite' },
      { id: 'joinCommunity' },
      { id: 'joinCommunityGroup' },
      { id: 'leaveCommunity' },
    ];
    const ending: { id: string; body?: object } = { id: 'deactivateCommunity' };
    const all = [
      { id: 'createCommunity', body: { name: 'Acme' } },
      { id: 'listCommunities' },
      ...operations,
      ending,
    ];

    /** Calls an operation, about a community that there is not unless one is given. */
    async function about(id: string, body?: object, of: Record<string, string> = {}): Promise<number> {
      const operation = OPERATIONS.find((each) => each.id === id);
      return (await ask(id, body, { path: at(operation ?? { path: '' }, 'tour', of) })).status;
    }

    it('asks and changes, or says what there is not', async () => {
      const made = await told('createCommunity', 201, { name: 'Acme', generalGroup: true });
      const communityJid = String(made['jid']);
      const group = await told('createGroup', 201, { name: 'Lunch', participants });
      await world.emulator.request('POST', `/phones/${BOT}/communities/${communityJid}/groups`, {
        link: [group['jid']],
      });
      for (const { id, body, status = 200 } of [{ id: 'listCommunities' }, ...operations]) {
        const { inviteCode } = await world.emulator.get(`/communities/${communityJid}`);
        const of = { communityJid, inviteCode, groupJid: String(group['jid']) };
        expect({ id, status: await about(id, body, of) }).toEqual({ id, status });
      }
      for (const { id, body } of [...operations, ending])
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 404 });
      const other = await told('createCommunity', 201, { name: 'Other' });
      const of = { communityJid: String(other['jid']) };
      expect(await about('joinCommunityGroup', undefined, of)).toBe(404);
      const dead = { media: 'http://127.0.0.1:9/picture.png' };
      expect(await about('setCommunityPicture', dead, of)).toBe(422);
      expect(await about(ending.id, undefined, of)).toBe(200);
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      await told('disconnectInstance', 200);
      for (const { id, body } of all)
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 503 });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await world.emulator.fault({ kind: 'silence', xmlns: 'w:g2', phone: BOT });
      await Promise.all(
        all.map(async ({ id, body }) =>
          expect({ id, status: await about(id, body) }).toEqual({ id, status: 504 }),
        ),
      );
      await world.emulator.clearFaults();
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });
  });

  describe('of channels', () => {
    const person = PERSON;
    const pixel = document.examples().find(({ id }) => id === 'setChannelPicture')?.body;
    /** Operations about a channel of the account, in an order in which they can be done. */
    const operations: readonly { id: string; body?: object }[] = [
      { id: 'getChannel' },
      { id: 'getChannelByInvite' },
      { id: 'updateChannel', body: { name: 'News', description: 'What is new' } },
      { id: 'setChannelPicture', body: record(pixel) },
      { id: 'removeChannelPicture' },
      { id: 'listChannelPosts' },
      { id: 'reactToChannelPost', body: { emoji: '👍' } },
      { id: 'voteInChannelPoll', body: { options: ['Monday'] } },
      { id: 'getChannelPostMedia' },
      { id: 'countChannelAdmins' },
      { id: 'inviteChannelAdmin', body: { person } },
      { id: 'revokeChannelInvitation' },
      { id: 'muteChannel' },
      { id: 'unmuteChannel' },
      { id: 'followChannel' },
      { id: 'deleteChannel' },
    ];
    /** Operations that take more: an admin, or a channel of somebody else. */
    const others: readonly { id: string; body?: object }[] = [
      { id: 'demoteChannelAdmin' },
      { id: 'changeChannelOwner', body: { person } },
      { id: 'unfollowChannel' },
    ];
    const all = [
      { id: 'createChannel', body: { name: 'News' } },
      { id: 'listChannels' },
      ...operations,
      ...others,
    ];

    /** Calls an operation, about a channel that there is not unless one is given. */
    async function about(id: string, body?: object, of: Record<string, string> = {}): Promise<number> {
      const operation = OPERATIONS.find((each) => each.id === id);
      const path = at(operation ?? { path: '' }, 'tour', { person: PERSON, ...of });
      return (await ask(id, body, { path })).status;
    }

    it('asks and changes, or says what there is not', async () => {
      const { jid, inviteCode } = await told('createChannel', 201, { name: 'News', acceptTerms: true });
      const channel = { channelJid: String(jid), inviteCode: String(inviteCode) };
      const nobody = { person: '15550009876' };
      await world.emulator.request('PATCH', `/phones/${nobody.person}`, { registered: false });
      for (const id of ['inviteChannelAdmin', 'changeChannelOwner'])
        expect({ id, status: await about(id, nobody, channel) }).toEqual({ id, status: 404 });
      const image = record(document.examples().find(({ id }) => id === 'sendImage')?.body);
      await told('sendText', 200, { to: channel.channelJid, text: 'Without a file' });
      await told('sendImage', 200, { ...image, to: channel.channelJid });
      expect(await about('getChannelPostMedia', undefined, channel)).toBe(409);
      const poll = record(document.examples().find(({ id }) => id === 'sendPoll')?.body);
      await told('sendPoll', 200, { ...poll, to: channel.channelJid });
      expect(await about('voteInChannelPoll', { options: ['Monday'] }, channel)).toBe(409);
      await world.emulator.fault({ kind: 'media-download-failure', times: 1 });
      expect(await about('getChannelPostMedia', undefined, { ...channel, serverId: '101' })).toBe(422);
      for (const { id, body } of [{ id: 'listChannels' }, ...operations]) {
        const serverId = id === 'voteInChannelPoll' ? '102' : '101';
        const status = await about(id, body, { ...channel, serverId });
        expect({ id, status }).toEqual({ id, status: 200 });
      }
      for (const { id, body } of [...operations, ...others])
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 404 });
      const ours = await told('createChannel', 201, { name: 'Admins' });
      const admins = `/phones/${BOT}/channels/${String(ours['jid'])}/admins`;
      for (const { id, body } of others.slice(0, 2)) {
        await world.emulator.request('POST', admins, { phone: PERSON });
        await world.emulator.request('POST', `${admins.replace(BOT, PERSON)}/accept`);
        const status = await about(id, body, { channelJid: String(ours['jid']) });
        expect({ id, status }).toEqual({ id, status: 200 });
      }
      expect(await about('unfollowChannel', undefined, { channelJid: String(ours['jid']) })).toBe(200);
      const dead = { media: 'http://127.0.0.1:9/picture.png' };
      expect(await about('setChannelPicture', dead)).toBe(422);
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      await told('disconnectInstance', 200);
      for (const { id, body } of all)
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 503 });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      for (const xmlns of ['w:mex', 'newsletter'])
        await world.emulator.fault({ kind: 'silence', xmlns, phone: BOT });
      await world.emulator.fault({ kind: 'ack-missing', phone: BOT });
      await Promise.all(
        all.map(async ({ id, body }) =>
          expect({ id, status: await about(id, body) }).toEqual({ id, status: 504 }),
        ),
      );
      await world.emulator.clearFaults();
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });
  });

  describe('of the status', () => {
    const recipients = [PERSON];
    const bodies = new Map(document.examples().map(({ id, body }) => [id, record(body ?? {})]));
    const posting = ['postTextStatus', 'postImageStatus', 'postVideoStatus', 'postVoiceStatus'] as const;
    const bodyOf = (id: string, more: object = {}) => ({ ...bodies.get(id), recipients, ...more });
    /** Operations about a post of somebody else. */
    const others: readonly { id: string; body?: object }[] = [
      { id: 'getContactStatusMedia' },
      { id: 'viewStatusPost' },
      { id: 'reactToStatusPost', body: { emoji: '💚' } },
    ];
    const muting = ['muteStatusPosts', 'unmuteStatusPosts'] as const;

    async function about(
      id: string,
      body?: object,
      messageId = 'nobody-sent-this',
      query = '',
    ): Promise<number> {
      const operation = OPERATIONS.find((each) => each.id === id);
      const path = at(operation ?? { path: '' }, 'tour', { jid: PERSON, messageId }) + query;
      return (await ask(id, body, { path })).status;
    }

    async function seen(id: string): Promise<void> {
      await eventually(
        async () => (await ask('listContactStatusPosts')).text,
        (text) => text.includes(id),
        `the post ${id}`,
      );
    }

    async function postOf(phone: string, more: object = {}): Promise<string> {
      const media = String(bodies.get('postImageStatus')?.['media']).split(',', 2)[1];
      const post = { to: [BOT], kind: 'image', media, ...more };
      const { messageId } = await world.emulator.request('POST', `/phones/${phone}/status-posts`, post);
      await seen(String(messageId));
      return String(messageId);
    }

    it('posts, lists and deletes, or says why not', async () => {
      for (const id of posting)
        expect({ id, status: await about(id, bodyOf(id)) }).toEqual({ id, status: 200 });
      const sendAt = new Date(Date.now() + 3_600_000).toISOString();
      const settings = `/phones/${BOT}/status-settings`;
      await world.emulator.request('PATCH', settings, { list: 'whitelist', people: [] });
      const absent = '15550009877';
      await world.emulator.request('PATCH', `/phones/${absent}`, { registered: false });
      for (const id of posting) {
        expect({ id, status: await about(id, bodyOf(id, { sendAt })) }).toEqual({ id, status: 202 });
        const unnamed = { recipients: undefined };
        expect({ id, status: await about(id, bodyOf(id, unnamed)) }).toEqual({ id, status: 409 });
        const unknown = { recipients: [absent] };
        expect({ id, status: await about(id, bodyOf(id, unknown)) }).toEqual({ id, status: 404 });
      }
      await world.emulator.request('PATCH', settings, { list: 'contacts' });
      const { messages } = await told('listScheduled', 200);
      for (const { to, messageId } of [messages].flat().map((each) => record(each)))
        if (to === 'status@broadcast')
          expect(await about('cancelScheduled', undefined, String(messageId))).toBe(200);
      for (const id of posting.slice(1)) {
        const dead = { media: 'http://127.0.0.1:9/file' };
        expect({ id, status: await about(id, bodyOf(id, dead)) }).toEqual({ id, status: 422 });
      }
      const own = String((await told('postTextStatus', 200, bodyOf('postTextStatus')))['messageId']);
      await told('listStatusPosts', 200);
      expect(await about('listStatusViewers', undefined, own)).toBe(200);
      expect(await about('deleteStatusPost', undefined, own)).toBe(200);
      expect(await about('deleteStatusPost', undefined, own)).toBe(409);
      for (const id of ['listStatusViewers', 'deleteStatusPost'])
        expect({ id, status: await about(id) }).toEqual({ id, status: 404 });
      const late = String((await told('postTextStatus', 200, bodyOf('postTextStatus')))['messageId']);
      await world.emulator.fault({ kind: 'ack-missing', phone: BOT });
      expect(await about('deleteStatusPost', undefined, late)).toBe(202);
      await world.emulator.clearFaults();
    });

    it('knows the posts of others, or says what there is not', async () => {
      const id = await postOf(PERSON);
      for (const other of others)
        expect({ ...other, status: await about(other.id, other.body, id) }).toEqual({
          ...other,
          status: 200,
        });
      for (const other of others)
        expect({ ...other, status: await about(other.id, other.body) }).toEqual({ ...other, status: 404 });
      await world.emulator.fault({ kind: 'ack-missing', phone: BOT });
      expect(await about('reactToStatusPost', { emoji: '👍' }, id)).toBe(202);
      await world.emulator.clearFaults();
      await world.emulator.fault({ kind: 'media-download-failure', times: 1 });
      expect(await about('getContactStatusMedia', undefined, id)).toBe(422);
      await world.emulator.request('DELETE', `/phones/${PERSON}/status-posts/${id}`);
      await eventually(
        () => about('viewStatusPost', undefined, id),
        (status) => status === 409,
        'the deletion',
      );
      for (const other of others)
        expect({ ...other, status: await about(other.id, other.body, id) }).toEqual({
          ...other,
          status: 409,
        });
      for (const mute of muting) expect({ mute, status: await about(mute) }).toEqual({ mute, status: 200 });
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      const id = await postOf(PERSON);
      const expired = await postOf(PERSON);
      await world.emulator.request('POST', `/phones/${PERSON}/status-posts/${expired}/expire`);
      const own = String((await told('postTextStatus', 200, bodyOf('postTextStatus')))['messageId']);
      const all = async (status: number): Promise<void> => {
        const answers = [
          ...posting.map(async (name) => ({ name, status: await about(name, bodyOf(name)) })),
          ...others
            .slice(1)
            .map(async ({ id: name, body }) => ({ name, status: await about(name, body, id) })),
          ...muting.map(async (name) => ({ name, status: await about(name) })),
          (async () => ({ name: 'delete', status: await about('deleteStatusPost', undefined, own) }))(),
          (async () => ({
            name: 'media',
            status: await about('getContactStatusMedia', undefined, expired),
          }))(),
        ];
        for (const answer of await Promise.all(answers)) expect(answer).toEqual({ ...answer, status });
      };
      await told('disconnectInstance', 200);
      await all(503);
      for (const xmlns of ['usync', 'privacy'])
        await world.emulator.fault({ kind: 'silence', xmlns, phone: BOT });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      await world.emulator.fault({ kind: 'silence', xmlns: 'w:sync:app:state', phone: BOT });
      await world.emulator.fault({ kind: 'media-retry', answer: 'silence' });
      await all(504);
      await world.emulator.clearFaults();
      await told('restartInstance', 200);
      await tour.reaches('connected');
    });
  });

  describe('of the catalog', () => {
    const bodies = new Map(document.examples().map(({ id, body }) => [id, record(body ?? {})]));
    const picture = { media: bodies.get('createProduct')?.['media'] };
    /** Operations about the catalog, with bodies that will do, in an order in which they can be done. */
    const operations: readonly { id: string; body?: object; status?: number }[] = [
      { id: 'listProducts' },
      { id: 'listCollections' },
      { id: 'listCollectionProducts' },
      { id: 'getOrder' },
      { id: 'createProduct', body: { ...picture, name: 'Cake' }, status: 201 },
      { id: 'getProduct' },
      { id: 'updateProduct', body: { name: 'Rye bread' } },
      { id: 'addProductPicture', body: picture },
      { id: 'removeProductPicture' },
      { id: 'deleteProduct' },
    ];

    async function about(id: string, body?: object, named: Record<string, string> = NAMED): Promise<number> {
      const operation = OPERATIONS.find((each) => each.id === id);
      const query = id === 'getOrder' ? '?token=secret' : '';
      return (await ask(id, body, { path: at(operation ?? { path: '' }, 'tour', named) + query })).status;
    }

    it('reads and changes, or says what there is not', async () => {
      await stock();
      const { productId, orderId } = NAMED;
      const order = { to: BOT, products: [{ id: productId }], orderId, token: 'secret' };
      await world.emulator.request('POST', `/phones/${PERSON}/orders`, order);
      for (const { id, body, status = 200 } of operations)
        expect({ id, status: await about(id, body) }).toEqual({ id, status });
      for (const id of ['getProduct', 'updateProduct', 'removeProductPicture', 'deleteProduct'])
        expect({ id, status: await about(id, bodies.get(id)) }).toEqual({ id, status: 404 });
      expect(await about('addProductPicture', picture)).toBe(404);
      expect(await about('getOrder', undefined, { orderId: '1' })).toBe(404);
      expect(await about('deleteProducts', { productIds: [productId] })).toBe(200);
      await stock();
      expect(await about('removeProductPicture')).toBe(409);
      await stock(10);
      expect(await about('addProductPicture', picture)).toBe(409);
      const dead = { media: 'http://127.0.0.1:9/picture.png' };
      expect(await about('addProductPicture', dead)).toBe(422);
      await refused('createProduct', 422, 'MEDIA_FETCH_FAILED', { ...dead, name: 'Cake' });
    });

    it('needs a connection, on which WhatsApp answers', async () => {
      await told('disconnectInstance', 200);
      for (const { id, body } of [...operations, { id: 'deleteProducts', body: { productIds: ['1'] } }])
        expect({ id, status: await about(id, body) }).toEqual({ id, status: 503 });
      await told('restartInstance', 200);
      await tour.reaches('connected');
      for (const xmlns of ['w:mex', 'w:biz:catalog'])
        await world.emulator.fault({ kind: 'silence', xmlns, phone: BOT });
      await Promise.all(
        operations.map(async ({ id, body }) =>
          expect({ id, status: await about(id, body) }).toEqual({ id, status: 504 }),
        ),
      );
      await world.emulator.clearFaults();
    });
  });

  it('has its pace changed', async () => {
    expect(await told('updateInstance', 200, { sendRatePerMinute: 600 })).toMatchObject({
      sendRatePerMinute: 600,
    });
    expect(await told('updateInstance', 200, { sendRatePerMinute: 0 })).toMatchObject({
      sendRatePerMinute: 0,
    });
  });

  it('sends later, and not after all', async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { messageId } = await told('sendText', 202, { to: PERSON, text: 'Later', sendAt });
    expect(await told('listScheduled', 200)).toMatchObject({
      messages: [{ kind: 'forward' }, { messageId, state: 'scheduled' }],
    });
    for (const [id, status, state] of [
      ['getScheduled', 200, 'scheduled'],
      ['cancelScheduled', 200, 'cancelled'],
      ['cancelScheduled', 409, undefined],
    ] as const) {
      const operation = OPERATIONS.find((each) => each.id === id);
      const path = at(operation ?? { path: '' }, 'tour', { messageId: String(messageId) });
      const answer = await ask(id, undefined, { path });
      expect({ id, status: answer.status }).toEqual({ id, status });
      if (state) expect(dataOf(answer)).toMatchObject({ messageId, state });
    }
  });

  it('shows what happened, and goes on to', async () => {
    expect(await told('listEvents', 200)).toMatchObject({ missing: [], events: expect.any(Array) });
    const answer = await ask('streamEvents', undefined, {
      path: '/api/v1/instances/tour/events/stream?after=0',
    });
    expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
      status: 200,
      type: 'text/event-stream',
    });
  });

  it('keeps a key to its request, and says which answers were given before', async () => {
    const keyed: Header[] = [JSON_TYPE, ['Idempotency-Key', 'a-key']];
    const bodies = new Map(document.examples().map(({ id, body }) => [id, record(body ?? {})]));
    for (const id of ['sendText', 'createInstance']) {
      for (const replayed of [undefined, 'true']) {
        const answer = await ask(id, bodies.get(id), { headers: keyed });
        expect({ id, status: answer.status }).toEqual({ id, status: id === 'sendText' ? 200 : 201 });
        expect(answer.headers['idempotency-replayed']).toBe(replayed);
      }
    }
    const operations = document.taking('Idempotency-Key').filter((id) => !id.endsWith('Upload'));
    expect(operations).toHaveLength(29);
    for (const id of operations) {
      const other = id === 'sendText' ? { text: 'another' } : { instanceId: 'another' };
      const body = { ...bodies.get(id), ...(['sendText', 'createInstance'].includes(id) && other) };
      const answer = await ask(id, body, { headers: keyed });
      expect({ id, status: answer.status }).toEqual({ id, status: 422 });
      expect(errorOf(answer).code).toBe('IDEMPOTENCY_KEY_REUSED');
    }
    await ask('deleteInstance', undefined, { path: '/api/v1/instances/my-bot-2' });
  });

  it('links with a passkey: 202 for each step, errors when it stops', async () => {
    const owner = new PasskeyBot(world, 'owner', '628111111118');
    const about = async (id: string, status: number, body?: object): Promise<void> => {
      const operation = OPERATIONS.find((each) => each.id === id);
      const answer = await ask(id, body, { path: operation && at(operation, 'owner') });
      expect({ id, status: answer.status, text: answer.text }).toEqual({ id, status, text: answer.text });
    };
    const silence = (child: string): Promise<string> =>
      world.emulator.fault({ kind: 'silence', xmlns: 'md', child, phone: owner.phone, times: 1 });
    /** With a code to be compared, which follows a refusal. */
    const compared = async (): Promise<{ code: string }> => {
      await owner.restart();
      const from = world.receiver.mark;
      await owner.scan();
      await about('answerInstancePasskey', 500, await owner.credential());
      await about('answerInstancePasskey', 202, await owner.credential());
      await owner.awaits('confirmation', from);
      return { code: await owner.codeOnPhone() };
    };

    await owner.prepare({ passkey: 'compared' });
    await about('getInstancePasskey', 409);
    await about('answerInstancePasskey', 409, CREDENTIAL);
    await about('confirmInstancePasskey', 409, { code: 'ABCD-EFGH' });
    await owner.scan();
    await about('getInstancePasskey', 200);
    await silence('passkey_prologue');
    await about('answerInstancePasskey', 504, await owner.credential());
    const code = await compared();
    await silence('encrypted_pairing_request');
    await about('confirmInstancePasskey', 504, code);
    await about('confirmInstancePasskey', 202, await compared());
    await owner.reaches('connected');
    expect(await owner.delete()).toBe(200);
  });

  it('unlinks the device and keeps the instance, or says why not', async () => {
    const leaver = new Bot(world, 'leaver', '628111111117');
    const logout = async (): Promise<number> => {
      const path = { path: '/api/v1/instances/leaver/logout' };
      return (await ask('logoutInstance', undefined, path)).status;
    };
    await leaver.link();
    await leaver.disconnect();
    expect(await logout()).toBe(503);
    await leaver.restart();
    await leaver.reaches('connected');
    const unlinking = { xmlns: 'md', child: 'remove-companion-device', phone: leaver.phone };
    await world.emulator.fault({ kind: 'silence', ...unlinking, times: 1 });
    expect(await logout()).toBe(504);
    expect(await leaver.state()).toMatchObject({ status: 'connected' });
    expect(await logout()).toBe(200);
    expect(await leaver.state()).toMatchObject({ status: 'disconnected', reason: 'logged_out' });
    expect(await leaver.delete()).toBe(200);
  });

  it('hears of everything as documented', async () => {
    const id = await world.emulator.send(PERSON, { to: BOT, text: 'Hello!' });
    await world.emulator.act(PERSON, id, 'reaction', { emoji: '👍' });
    await world.emulator.act(PERSON, id, 'edit', { text: 'Hello?' });
    await world.emulator.act(PERSON, id, 'delete');
    await world.receiver.event('message_delete');
    await told('restartInstance', 200);
    await tour.reaches('connected');
    const last = await told('disconnectInstance', 200);
    expect(last).toMatchObject({ status: 'disconnected', lastDisconnect: { reason: 'requested' } });
    await world.receiver.event('disconnected');
    expect(world.receiver.arrivals.all.flatMap((arrival) => document.webhookFaults(arrival))).toEqual([]);
    const kinds = new Set(world.receiver.arrivals.all.map(({ event }) => event));
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        'message',
        'message_edit',
        'message_reaction',
        'message_receipt',
        'group_update',
        'group_participants',
        'connection',
      ]),
    );
  });

  describe('refuses as documented', () => {
    const closed = OPERATIONS.filter(({ open }) => !open);
    const changing = closed.filter(({ method }) => method !== 'GET');

    async function asked({ id }: Operation, request: Call, status: number, from = caller): Promise<void> {
      const answer = await from.call(request);
      expect({ id, status: answer.status }).toEqual({ id, status });
      expect(document.faults(id, answer)).toEqual([]);
    }

    it('who has no key', async () => {
      for (const operation of closed) await asked(operation, requestOf(operation, 'tour'), 401, stranger);
    });

    it('a key without the scope', async () => {
      const lacking = await keysByScope(world.api.url, document.scopes.values(), 'but');
      for (const operation of closed) {
        const { id } = operation;
        const scope = document.scopes.get(id);
        // Every key may see itself.
        if (scope === undefined) continue;
        const forbidden = await (lacking.get(scope) ?? stranger).call(requestOf(operation, 'tour'));
        expect(document.faults(id, forbidden)).toEqual([]);
        expect({ id, ...errorOf(forbidden) }).toMatchObject({
          id,
          code: 'FORBIDDEN',
          details: { missingScope: scope },
        });
      }
    });

    it('what is wrong besides its JSON', async () => {
      for (const operation of closed) {
        const wrong = wrongRequest(operation);
        if (wrong) await asked(operation, wrong, 400);
      }
    });

    it('what does not exist', async () => {
      for (const operation of closed)
        if (operation.path.includes('{')) await asked(operation, requestOf(operation, 'nobody'), 404);
    });

    it('what is not JSON', async () => {
      for (const operation of changing) {
        await asked(operation, requestOf(operation, 'tour', '{}x'), 400);
        const request = { method: operation.method, path: at(operation, 'tour') };
        await asked(operation, { ...request, body: 'x', headers: [['Content-Type', 'text/plain']] }, 415);
      }
    });

    it('what is too large', async () => {
      for (const operation of changing) {
        const tooLarge = (operation.media ? 24 : 2) * 1_048_576;
        await asked(operation, requestOf(operation, 'tour', ' '.repeat(tooLarge)), 413);
      }
    });
  });

  it('makes, shows, changes and revokes keys', async () => {
    const made = await told('createKey', 201, { name: 'shop', scopes: ['messages:read'] });
    const keyId = String(made['keyId']);
    const about = async (id: string, body?: object) => {
      const operation = OPERATIONS.find((each) => each.id === id);
      return ask(id, body, { path: at(operation ?? { path: '' }, 'tour', { keyId }) });
    };
    const { key: _, ...shown } = made;
    expect(dataOf(await about('getKey'))).toEqual(shown);
    expect(dataOf(await ask('getOwnKey'))).toMatchObject({ keyId: 'root', instances: null, expiresAt: null });
    expect(record(dataOf(await ask('listKeys')))['keys']).toEqual(expect.arrayContaining([shown]));
    expect((await ask('listKeys', undefined, { path: '/api/v1/keys?limit=0' })).status).toBe(400);
    expect((await about('updateKey', { name: 'store' })).status).toBe(200);
    expect((await about('rotateKey')).status).toBe(200);
    expect((await ask('listAudit')).status).toBe(200);
    expect((await ask('listAudit', undefined, { path: '/api/v1/audit?limit=0' })).status).toBe(400);
    expect((await about('revokeKey')).status).toBe(200);
    await refused('getKey', 404, 'KEY_NOT_FOUND');
  });

  it('lists its servers', async () => {
    expect(dataOf(await ask('listNodes'))).toEqual([
      expect.objectContaining({ id: expect.stringMatching(/^nod_/), state: 'live', self: true }),
    ]);
  });

  it('makes backups, one at a time, and gives them out', async () => {
    const [one, other] = await Promise.all([ask('createBackup'), ask('createBackup')]);
    expect(new Set([one.status, other.status])).toEqual(new Set([201, 409]));
    const made = record(dataOf(one.status === 201 ? one : other));
    const { backupId, path, sizeBytes, sha256 } = made;
    expect(dataOf(await ask('listBackups'))).toEqual([
      expect.objectContaining({ backupId, path, sizeBytes, sha256 }),
    ]);
    const download = { path: `/api/v1/backups/${String(backupId)}` };
    const answer = await ask('downloadBackup', undefined, download);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/x-tar',
      'content-length': String(sizeBytes),
    });
    await refused('downloadBackup', 404, 'BACKUP_NOT_FOUND');
  });

  it('makes links', async () => {
    expect((await ask('createQrLink')).status).toBe(201);
  });

  it('does not delete what it was to unlink first, and cannot', async () => {
    const answer = await ask('deleteInstance', undefined, { path: '/api/v1/instances/tour?logout=true' });
    expect(answer.status).toBe(503);
    expect(errorOf(answer).code).toBe('INSTANCE_NOT_CONNECTED');
    expect(await told('getInstance', 200)).toMatchObject({ instanceId: 'tour' });
  });

  it('deletes: 200, and it is gone', async () => {
    expect(await told('deleteInstance', 200)).toEqual({ instanceId: 'tour', deleted: true });
    await refused('getInstance', 404, 'INSTANCE_NOT_FOUND');
    expect(dataOf(await ask('listInstances'))).toEqual([]);
  });

  it('all that is documented has been seen', () => {
    const reachable = document.documented.filter(
      (each) => !OUT_OF_REACH.some(([answer]) => answer.test(each)) && !document.isOutage(each),
    );
    expect(reachable.filter((each) => !document.seen.has(each))).toEqual([]);
    expect([...document.seen]).toEqual(expect.arrayContaining(['sendText 500', 'testWebhook 500']));
  });
});
