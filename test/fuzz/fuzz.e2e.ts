import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { insides, record } from '../harness/envelope.js';
import { EventReader } from '../harness/event-reader.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { type Answer, Caller } from '../harness/http.js';
import { jidOf } from '../harness/jid.js';
import { freePort } from '../harness/process.js';
import { Dice } from '../harness/random.js';
import { useReceiver } from '../harness/receiver.js';
import { eventually, PATIENCE_MS } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';
import { Audited } from './audited.js';
import { type Holder, holders, Rights, ROOT } from './holders.js';
import { Neighbour } from './neighbour.js';
import { deliveriesOf, Pools } from './pools.js';
import { Props } from './props.js';
import { type MadeUp, Requests, withKey } from './requests.js';

/** How many requests there are, with the root key and with keys of each preset for some of the instances, and which: `FUZZ_REQUESTS=20000 FUZZ_SEED=7 npm run fuzz`. */
const COUNT = Number(process.env['FUZZ_REQUESTS'] ?? 3_500);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_126);

const AT_ONCE = 8;
/** After so many requests what was done away with is made again. */
const BATCH = 200;
/** Longer than the server takes for anything with these settings. */
const SLOWEST_MS = 60_000;
/** What the caches of the libraries, which are bounded, may take, in MiB. */
const MOST_MIB = 100;

const BOT = '628111111111';
const PEOPLE = ['15550001111', '15550002222', '15550003333'] as const;
const NOBODY = '15550009999';
/** Instances that are made and deleted. */
const MADE_UP = Array.from({ length: 20 }, (_, n) => `fuzz-${n}`);
/** What the keys are for: all but the neighbour's. */
const OURS = ['bot', 'spare', 'idle', 'nobody', ...MADE_UP];

/** What would end the instance that the others are about. */
const ENDINGS = new Set([
  'disconnectInstance',
  'restartInstance',
  'logoutInstance',
  'deleteInstance',
  'updateWebhook',
]);

/** Events that only keys with `instances:connect` are shown. */
const LINKING = new Set(['qr', 'pairing_code', 'passkey']);

/** Failures that the contract names, by status. */
const FAILURES: Readonly<Record<number, readonly string[]>> = {
  500: ['WHATSAPP_ERROR', 'WEBHOOK_FAILED'],
  503: ['INSTANCE_NOT_CONNECTED'],
  504: ['UPSTREAM_TIMEOUT'],
};

const document = Document.read();
const { scopes } = document;
const dice = new Dice(SEED);

const everything = useReceiver();
let vitalsUrl: string;
const world = useWorld(async () => {
  const port = await freePort();
  vitalsUrl = `http://127.0.0.1:${port}`;
  return {
    WEBHOOK_URL: everything.url,
    VITALS_PORT: String(port),
    SEND_ACK_TIMEOUT_MS: '2000',
    MEDIA_FETCH_TIMEOUT_MS: '1000',
    WEBHOOK_TIMEOUT_MS: '500',
    LOG_LEVEL: 'info',
  };
}, 'vitals.js');
const bot = new Bot(world, 'bot', BOT);
let caller: Caller;
/** Ids of keys that requests are sent with, and must not be revoked. */
const kept = new Set<string>();
const pools = new Pools(dice, kept);
const props = new Props(world, pools, dice, BOT, PEOPLE);
const rights = new Rights(scopes);
let neighbour: Neighbour;
let audited: Audited;
/** Who sends requests, the root key twice. */
const callers: Holder[] = [ROOT, ROOT];
/** Whose request is being made up. */
let holder: Holder = ROOT;
/** Streams that keys follow all the time. */
const followers: EventReader[] = [];
const statuses = new Map<string, number>();
const succeeded = new Set<string>();
/** Failures of a connection that nothing here should bring about. */
const unsure: string[] = [];
let answered = 0;

beforeAll(async () => {
  // Nobody knows the LID of a number that is not on WhatsApp.
  world.tolerates('mentions');
  caller = new Caller(world.api.url);
  audited = new Audited(world.api.url, scopes);
  await bot.link();
  await new Bot(world, 'idle').create();
  callers.push(...(await holders(world.api.url, OURS)));
  for (const { keyId } of callers) kept.add(keyId);
  neighbour = await Neighbour.settle(world);
  for (const { key, scopes: may } of callers)
    if (may?.has('events:read')) followers.push(await EventReader.open(world.api, 'bot', { key }));
  const picture = EXAMPLE_FILES.image.split(',', 2)[1];
  for (const phone of PEOPLE) await world.emulator.request('POST', '/phones', { phone, picture });
  await tend();
});

afterAll(() => {
  for (const follower of followers) follower.close();
  neighbour.close();
  audited.close();
  caller.close();
});

/** What the catalog of the account offers. */
const PRODUCT = {
  id: '7654321098765432',
  name: 'Bread',
  pictures: [1, 2].map(() => EXAMPLE_FILES.image.split(',', 2)[1]),
  pictureIds: ['1', '2'],
};

let spares = 0;

/** Makes again what requests are about. */
async function tend(): Promise<void> {
  const spare = await world.api.raw('/api/v1/instances/spare');
  if (spare.status === 404) await new Bot(world, 'spare', String(628_222_000_000 + spares++)).link();
  for (const phone of PEOPLE) {
    // What somebody who is blocked writes does not arrive.
    await world.api.raw(`/api/v1/instances/bot/blocklist/${phone}`, { method: 'DELETE' });
    const id = await world.emulator.send(phone, { to: BOT, text: `from ${phone}` });
    // Its webhook may be paused, or go elsewhere.
    await eventually(
      async () => (await world.api.raw(`/api/v1/instances/bot/messages/${id}`)).status,
      (status) => status === 200,
      'a message to be received',
    );
    pools.add('messageId', id);
  }
  const body = { subject: 'Fuzz', participants: [BOT, ...PEOPLE.slice(1)] };
  const group = await world.emulator.request('POST', `/phones/${PEOPLE[0]}/groups`, body);
  await world.emulator.request('POST', `/phones/${PEOPLE[0]}/groups/${group.jid}/admins`, { promote: [BOT] });
  pools.add('groupJid', group.jid);
  pools.add('inviteCode', group.inviteCode);
  await world.emulator.request('PUT', `/phones/${BOT}/catalogue`, {
    products: [PRODUCT],
    collections: [{ id: '1', name: 'Breads', products: [PRODUCT.id] }],
  });
  const order = { to: BOT, products: [{ id: PRODUCT.id }], orderId: '1', token: 'secret' };
  await world.emulator.request('POST', `/phones/${PEOPLE[0]}/orders`, order).catch(() => undefined);
  const call = await world.emulator.request('POST', `/phones/${PEOPLE[0]}/call`, { to: BOT });
  pools.add('callId', call.callId);
  for (const label of await labels()) pools.add('labelId', label);
  const community = await world.emulator.request('POST', `/phones/${BOT}/communities`, { subject: 'Fuzz' });
  await world.emulator.request('POST', `/phones/${BOT}/communities/${community.jid}/groups`, {
    link: [String((await ownGroup()).jid)],
  });
  pools.add('communityJid', community.jid);
  pools.add('inviteCode', community.inviteCode);
  const channel = await world.emulator.request('POST', `/phones/${BOT}/channels`, { name: 'Fuzz' });
  await world.emulator.request('POST', `/phones/${BOT}/channels/${channel.jid}/posts`, { text: 'Fuzz' });
  pools.add('channelJid', channel.jid);
  await props.lay();
}

/** Sequence and name of all events in the log. */
async function eventLog(): Promise<[sequence: number, event: string][]> {
  const found: [number, string][] = [];
  for (let after = 0; ;) {
    const answer = await world.api.raw(`/api/v1/instances/bot/events?limit=100&after=${after}`);
    const { events, nextAfter, lastSequence } = Object(record(await answer.json())['data']);
    for (const { sequence, event } of events) found.push([sequence, event]);
    if (nextAfter >= lastSequence) return found;
    after = nextAfter;
  }
}

async function ownGroup(): Promise<{ jid: unknown }> {
  return world.emulator.request('POST', `/phones/${BOT}/groups`, { subject: 'Fuzz', participants: PEOPLE });
}

/** The labels that there are, at least one. */
async function labels(): Promise<string[]> {
  const path = '/api/v1/instances/bot/labels';
  const read = async () =>
    record(record(JSON.parse(await (await world.api.raw(path)).text()))['data'])['labels'];
  const body = JSON.stringify({ name: `Label ${Date.now()}` });
  await world.api.raw(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const all = await read();
  return Array.isArray(all) ? all.map((label) => String(record(label)['labelId'])) : [];
}

function person(): string {
  const phone = dice.pick([...PEOPLE, ...PEOPLE, NOBODY]);
  return dice.pick([phone, phone, jidOf(phone), `+${phone}`]);
}

/** A file that the operation takes. */
function fileFor(operation: string): string {
  const kind = operation.replace('send', '').toLowerCase();
  const file = Object.entries(EXAMPLE_FILES).find(([name]) => name === kind)?.[1] ?? EXAMPLE_FILES.image;
  return dice.pick([file, file, file, 'http://127.0.0.1:9/file', EXAMPLE_FILES.document]);
}

/** Most requests are about the instance that everything above is of. */
const MOSTLY = Array.from({ length: 12 }, () => 'bot');

const requests = new Requests(document.content, dice, {
  instance: (operation) => {
    if (holder !== ROOT && dice.roll(10) === 0) return neighbour.instanceId;
    if (operation === 'getInstanceQr') return dice.pick(['idle', 'bot']);
    if (ENDINGS.has(operation)) return dice.pick(['spare', 'spare', 'idle', 'nobody']);
    return dice.pick([...MOSTLY, 'spare', 'idle', 'nobody']);
  },
  known: (operation, name) => {
    const theirs = neighbour.known(name);
    if (holder !== ROOT && theirs.length > 0 && dice.roll(8) === 0) return dice.pick(theirs);
    const only = props.known(operation, name);
    if (only !== undefined) return only;
    switch (name) {
      case 'instanceId':
        return holder !== ROOT && dice.roll(8) === 0 ? neighbour.instanceId : dice.pick(MADE_UP);
      case 'to':
        return dice.pick([person(), person(), pools.pick('groupJid')]);
      case 'jid':
      case 'phone':
      case 'pairingPhone':
      case 'chatId':
      case 'participants[]':
      case 'mentions[]':
      case 'phones[]':
        return name.startsWith('p') && name !== 'participants[]' ? dice.pick([...PEOPLE, NOBODY]) : person();
      case 'quotedMessageId':
      case 'before':
      case 'messageId':
        return dice.pick([pools.pick('messageId'), pools.pick('messageId'), 'UNKNOWN']);
      case 'communityJid':
        return dice.pick([pools.pick('communityJid'), pools.pick('communityJid'), pools.pick('groupJid')]);
      case 'groupJid':
      case 'groups[]':
        return dice.pick([pools.pick('groupJid'), pools.pick('groupJid'), '120363999999999999@g.us']);
      case 'channelJid':
        return dice.pick([
          pools.pick('channelJid'),
          pools.pick('channelJid'),
          '120363999999999999@newsletter',
        ]);
      case 'serverId':
        return dice.pick(['100', '101', '999']);
      case 'person':
      case 'invitedBy':
      case 'seller':
        return person();
      case 'keyId':
        return pools.pick('keyId') ?? 'AAAAAAAA';
      case 'backupId':
        return pools.pick('backupId') ?? 'miaw-20360131T090000Z-0a1b2c';
      case 'labelId':
        return pools.pick('labelId') ?? '1';
      case 'quickReplyId':
        return pools.pick('quickReplyId') ?? '1';
      case 'callId':
        return pools.pick('callId') ?? 'UNKNOWN';
      case 'productId':
      case 'productIds[]':
        return dice.pick([PRODUCT.id, PRODUCT.id, '999']);
      case 'pictureId':
      case 'collectionId':
      case 'orderId':
        return '1';
      case 'token':
        return 'secret';
      case 'inviteCode':
        return dice.pick([pools.pick('inviteCode'), 'AbCdEfGhIjKlMnOpQrStUv']);
      case 'deliveryId':
        return pools.pick(deliveriesOf(operation)) ?? 'dlv_unknown';
      case 'cursor':
        return pools.pick('cursor') ?? 'none';
      case 'url':
        return dice.pick([world.receiver.url, 'http://127.0.0.1:9/hook']);
      case 'endpointName':
        return dice.pick(['default', 'crm', 'other']);
      case 'proxy':
        // Another proxy is another connection.
        return operation === 'updateInstance' ? null : undefined;
      case 'webhookUrl':
        return dice.pick([world.receiver.url, 'http://127.0.0.1:9/hook', null]);
      case 'media':
        return fileFor(operation);
      case 'mimetype':
        return dice.pick(['image/png', 'application/pdf']);
      case 'emoji':
        return dice.pick(['👍', '', '❤️']);
      case 'headers':
        return { 'X-Fuzz': 'yes' };
      default:
        return undefined;
    }
  },
});

/** A request with one of the keys, three of four times one that the key may make. */
function next(): { made: MadeUp; by: Holder } {
  holder = dice.pick(callers);
  const { operations } = requests;
  const made = requests.next(dice.roll(4) === 0 ? operations : rights.operations(holder, operations));
  return { made: withKey(spared(made), holder.key), by: holder };
}

/** The same, but about the instance that may end where another method would end the one that the others are about. */
function spared(made: MadeUp): MadeUp {
  const { call } = made;
  if (call.method !== 'DELETE' || !/^\/api\/v1\/instances\/bot(\?|$)/.test(call.path)) return made;
  return { ...made, call: { ...call, path: call.path.replace('/bot', '/spare') } };
}

/** The request as somebody could repeat it. */
function described({ operation, call, wrong }: MadeUp): string {
  const headers = (call.headers ?? []).map(([name, value]) => `-H ${JSON.stringify(`${name}: ${value}`)}`);
  const body =
    call.body === undefined ? '' : ` --data-binary ${JSON.stringify(String(call.body).slice(0, 2_000))}`;
  const line = `curl -X ${call.method} ${headers.join(' ')} '$URL${call.path}'${body}`;
  return `${operation.id}${wrong ? ` (wrong: ${wrong})` : ''}: ${line}`;
}

/** What is wrong with an answer. */
function faultsOf(made: MadeUp, by: Holder, answer: Answer): string[] {
  const { operation, call, wrong } = made;
  const type = String(answer.headers['content-type']);
  const json = type.startsWith('application/json') && call.method !== 'HEAD' && answer.text !== '';
  const body = json ? record(JSON.parse(answer.text)) : {};
  const code = 'error' in body ? String(record(body['error'])['code']) : '';
  const found: string[] = [];
  const failures = FAILURES[answer.status] ?? [];
  // An answer to HEAD has no body that could name the code.
  const named = call.method === 'HEAD' ? failures.length > 0 : failures.includes(code);
  if (answer.status >= 500 && !named) found.push(`${answer.status} ${code}`);
  if (answer.status >= 400 && call.method !== 'HEAD' && !json) found.push('an error without an envelope');
  if (answer.status >= 400) found.push(...insides(answer.text).map((inside) => `it tells ${inside}`));
  if (answer.status >= 503 && call.path.includes('/instances/bot/'))
    unsure.push(`${described(made)} ${answer.text}`);
  // Another method or path may be one of another operation, or of none.
  const astray = wrong === 'method' || wrong === 'another path' || wrong?.startsWith('path ');
  if (!astray) found.push(...document.faults(operation.id, answer));
  if (by !== ROOT) found.push(...rights.faults(by, made, answer), ...neighbour.leaks(made, answer));
  audited.note(by, made, answer, code);
  if (json && answer.status < 300) pools.learn(body['data'], operation.id);
  return found;
}

/** Follows a link that was made with a key, as it is and for the neighbour's instance. */
async function follow(data: unknown, by: Holder): Promise<string[]> {
  const { path } = Object(data);
  if (by === ROOT || typeof path !== 'string' || !/[?&]signature=/.test(path)) return [];
  const opened = await caller.call({ path });
  const bent = await caller.call({
    path: path.replace(/\/instances\/[^/]+/, `/instances/${neighbour.instanceId}`),
  });
  return [
    ...(opened.status < 500 ? [] : [`the link was answered with ${opened.status}`]),
    ...(bent.status === 401 ? [] : [`the link was good for the neighbour: ${bent.status}`]),
    ...neighbour.tracesIn(opened.text).map((trace) => `the link leads to the neighbour: ${trace}`),
  ];
}

async function send(made: MadeUp, by: Holder, number: number): Promise<void> {
  const startedAt = Date.now();
  const where = () => `request ${number} of seed ${SEED}: ${by.name}: ${described(made)}`;
  let answer: Answer;
  try {
    answer = await caller.call(made.call);
  } catch (error) {
    throw new Error(where(), { cause: error });
  }
  answered += 1;
  const { operation, wrong } = made;
  const kind = wrong === undefined ? 'in order' : 'wrong';
  const key = `${kind} ${answer.status}`;
  statuses.set(key, (statuses.get(key) ?? 0) + 1);
  if (wrong === undefined && answer.status < 300) succeeded.add(operation.id);
  const found = faultsOf(made, by, answer);
  if (operation.id.endsWith('Link') && answer.status < 300 && wrong === undefined)
    found.push(...(await follow(record(JSON.parse(answer.text))['data'], by)));
  if (Date.now() - startedAt > SLOWEST_MS) found.push('too slow');
  if (found.length > 0)
    throw new Error(`${where()}\n${answer.status} ${answer.text.slice(0, 1_000)}\n${found.join('\n')}`);
}

/** What the server holds after a collection of garbage, in MiB; see preloads/vitals.js. */
async function memory(): Promise<number> {
  const response = await fetch(vitalsUrl, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return Number(record(await response.json())['heapUsed']) / 1_048_576;
}

it(
  'every request that is made up from the document is answered as documented',
  async () => {
    const belongings = await neighbour.belongings();
    let settled: number | undefined;
    for (let first = 1; first <= COUNT; first += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, COUNT + 1 - first) }, (_, index) => first + index);
      const startedAt = new Date();
      const batch = numbers.map((number) => ({ ...next(), number }));
      const lanes = Array.from({ length: AT_ONCE }, async () => {
        for (let one = batch.shift(); one; one = batch.shift()) await send(one.made, one.by, one.number);
      });
      await Promise.all(lanes);
      expect(await audited.faults(startedAt)).toEqual([]);
      await tend();
      settled ??= await memory();
    }
    const growth = (await memory()) - (settled ?? 0);
    console.log(
      `fuzz: ${answered} requests, seed ${SEED}, ${Math.round(growth)} MiB more`,
      Object.fromEntries([...statuses].sort(([one], [other]) => one.localeCompare(other))),
    );
    expect(answered).toBe(COUNT);
    expect(await neighbour.belongings()).toEqual(belongings);
    expect(audited.found).toBeGreaterThan(COUNT / 4);
    expect(growth).toBeLessThan(MOST_MIB);
  },
  COUNT * 300 + 300_000,
);

it('nobody was sent anything of the instance of somebody else', async () => {
  const logged = await eventLog();
  const sent = world.receiver.arrivals.all.filter(({ instanceId }) => OURS.includes(instanceId));
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.filter(({ raw }) => neighbour.tracesIn(raw).length > 0)).toEqual([]);
  expect(followers.length).toBeGreaterThan(2);
  for (const { frames } of followers) {
    const seen = new Set(frames.map(({ data }) => Number(data['sequence'])));
    const [first, last] = [Math.min(...seen), Math.max(...seen)];
    expect(last - first).toBeGreaterThan(100);
    const missed = logged.filter(([sequence]) => sequence > first && sequence < last && !seen.has(sequence));
    // What links an account is for those who may link it.
    expect(missed.filter(([, event]) => !LINKING.has(event))).toEqual([]);
    expect(frames.filter((frame) => neighbour.tracesIn(JSON.stringify(frame)).length > 0)).toEqual([]);
  }
});

it('a good part of them did something, with nearly every operation', () => {
  const good = [...statuses].reduce(
    (sum, [key, count]) => sum + (key.startsWith('in order 2') ? count : 0),
    0,
  );
  // Every key is refused what it may not do, now and then.
  expect(good / answered).toBeGreaterThan(0.15);
  const never = requests.operations.map(({ id }) => id).filter((id) => !succeeded.has(id));
  // A few requests cannot meet every operation, and many meet nearly all.
  const most = requests.operations.length * (COUNT < 10_000 ? 0.4 : 0.1);
  console.log(`fuzz: ${never.length} operations did nothing: ${never.join(', ')}`);
  expect(never.length).toBeLessThan(most);
});

it('nothing failed for want of a connection or an answer where there is one', () => {
  expect(unsure).toEqual([]);
});

it('the server runs as before, and what it sends arrives', async () => {
  expect(world.api.running).toBe(true);
  expect(await bot.state()).toMatchObject({ status: 'connected' });
  const { code, data } = await bot.text(PEOPLE[0], 'after all that');
  // 202: sent, and acknowledged later than a hurried caller waits here.
  expect([200, 202]).toContain(code);
  const inbox = await eventually(
    () => world.emulator.inbox(PEOPLE[0]),
    (messages) => messages.some(({ id }) => id === data?.messageId),
    'the message to arrive',
  );
  expect(inbox.length).toBeGreaterThan(0);
});
