import { randomBytes } from 'node:crypto';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { EventReader } from '../harness/event-reader.js';
import { jidOf } from '../harness/jid.js';
import { type Client, Crew, type Reply } from './crew.js';
import {
  BREAKING,
  HELD,
  MOODY,
  NOBODY,
  PEOPLE,
  REFUSED,
  type Shop,
  SHOPS,
  type Stage,
  STEADY,
} from './stage.js';

/** A file that an instance has received. */
interface ReceivedFile {
  shop: Shop;
  id: string;
  size: number;
}

/** What is known of the run by those who are part of it. */
export interface Memory {
  files: ReceivedFile[];
  /** Messages that people wrote, newest last, with the instance that heard of them. */
  heard: { shop: Shop; id: string; from: string }[];
  /** Files that were sent, each to one person. */
  sentFiles: { to: string; id: string }[];
  /** Secrets that were given out. */
  secrets: string[];
  /** What followers missed, or got twice. */
  gaps: string[];
}

export function newMemory(): Memory {
  return { files: [], heard: [], sentFiles: [], secrets: [], gaps: [] };
}

const pick = <T>(from: readonly T[]): T => {
  const picked = from[Math.floor(Math.random() * from.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
};
const recent = <T>(from: readonly T[]): T | undefined =>
  from.length > 0 ? pick(from.slice(-50)) : undefined;

/** Sets everybody to work. */
export function load(stage: Stage, memory: Memory): Crew {
  const crew = new Crew(stage.world.api.url);
  for (const shop of SHOPS) {
    crew.does(`people write to ${shop.instanceId}`, 450, async () => peopleWrite(stage, memory, shop));
    crew.does(`${shop.instanceId} sends`, 500, async (client, n) => send(stage, memory, shop, client, n));
    crew.does(`${shop.instanceId} is followed`, 500, async () => follow(stage, memory, shop, crew));
  }
  crew.does('people write to the group', 1_500, async () => writeToGroup(stage, memory));
  crew.does('people change messages', 900, async () => change(stage, memory));
  crew.does('people type, and call', 2_000, async (_client, n) => stir(stage, n));
  crew.does('files are downloaded', 600, async (client) => download(stage, memory, client));
  crew.does('lists are read', 300, async (client, n) => read(memory, client, n));
  crew.does('chats and contacts are changed', 1_500, async (client, n) => arrange(memory, client, n));
  crew.does('endpoints are changed', 2_000, async (client, n) => steer(stage, crew, client, n));
  crew.does('keys are made and revoked', 3_000, async (client) => turnKeys(stage, memory, client));
  crew.does('instances come and go', 4_000, async (client, n) => visit(client, n));
  crew.does('texts are sent in vain', 1_500, async (client, n) => sendInVain(stage, client, n));
  crew.does('metrics are read', 5_000, async () => void (await stage.metrics()));
  return crew;
}

async function peopleWrite({ world, ledger }: Stage, memory: Memory, shop: Shop): Promise<void> {
  const from = pick(PEOPLE);
  const body = pick<() => object>([
    () => ({ text: `to ${shop.instanceId}: ${'x'.repeat(Math.floor(Math.random() * 500))}` }),
    () => ({ text: 'Do you deliver?' }),
    () => ({ location: { latitude: -6.2, longitude: 106.8, name: 'Monas' } }),
    () => ({ contacts: [{ name: 'Jo', phone: '491512345' }] }),
    () => ({ poll: { name: 'Lunch?', options: ['Soto', 'Rawon'] } }),
    () => fileOf(1_000 + Math.floor(Math.random() * 200_000)),
  ])();
  const { messageId } = await world.emulator.post(`/phones/${from}/messages`, { to: shop.phone, ...body });
  const id = String(messageId);
  ledger.heard(shop.instanceId, id);
  memory.heard.push({ shop, id, from });
  if ('media' in body)
    memory.files.push({ shop, id, size: Buffer.from(String(body.media), 'base64').length });
}

function fileOf(size: number): object {
  const media = randomBytes(size).toString('base64');
  return { kind: 'document', media, mimetype: 'application/octet-stream', fileName: 'file.bin' };
}

async function writeToGroup({ world, ledger, group }: Stage, memory: Memory): Promise<void> {
  const from = pick(PEOPLE.slice(0, 4));
  const id = await world.emulator.send(from, { to: group, text: 'to all' });
  for (const shop of SHOPS) {
    ledger.heard(shop.instanceId, id);
    memory.heard.push({ shop, id, from });
  }
}

/** Edits, reacts to, reads or deletes something that was written. */
async function change({ world }: Stage, memory: Memory): Promise<void> {
  const message = recent(memory.heard);
  if (!message) return;
  const { id, from } = message;
  const [deed, body] = pick<[string, object]>([
    ['edit', { text: 'Better' }],
    ['reaction', { emoji: '👍' }],
    ['reaction', { emoji: '' }],
    ['delete', {}],
  ]);
  // Not every message can be edited, and one that is deleted cannot be changed.
  await world.emulator.raw('POST', `/phones/${from}/messages/${id}/${deed}`, body);
}

async function stir({ world }: Stage, n: number): Promise<void> {
  const from = pick(PEOPLE);
  const { phone } = pick(SHOPS);
  const typing = { to: phone, state: n % 2 === 0 ? 'composing' : 'paused' };
  await world.emulator.post(`/phones/${from}/typing`, typing);
  await world.emulator.post(`/phones/${from}/presence`, { state: n % 2 === 0 ? 'available' : 'unavailable' });
  if (n % 3 !== 0) return;
  const { callId } = await world.emulator.post(`/phones/${from}/call`, { to: phone });
  await world.emulator.post(`/phones/${from}/calls/${callId}`, { action: 'timeout' });
}

type Kind = (stage: Stage, memory: Memory, shop: Shop, client: Client, to: string) => Promise<void>;

const text: Kind = async ({ ledger }, _memory, { base }, client, to) => {
  const marked = ledger.mark();
  ledger.noteText(to, marked, await client.ask('POST', `${base}/messages/text`, { to, text: marked }));
};

/** A file, as a form or inside JSON. */
const file =
  (kind: keyof typeof EXAMPLE_FILES, form: boolean): Kind =>
  async ({ ledger }, memory, { base }, client, to) => {
    const path = `${base}/messages/${kind}`;
    const bytes =
      kind === 'document'
        ? randomBytes(1_000 + Math.floor(Math.random() * 200_000))
        : bytesOf(EXAMPLE_FILES[kind]);
    const media = kind === 'document' ? bytes.toString('base64') : EXAMPLE_FILES[kind];
    const reply = form
      ? await client.form(path, { to }, bytes, `file.${kind}`)
      : await client.ask('POST', path, { to, media, ...(kind === 'document' && { fileName: 'file.bin' }) });
    ledger.noteOther(to, reply);
    if (typeof reply.data['messageId'] === 'string')
      memory.sentFiles.push({ to, id: reply.data['messageId'] });
  };

const other =
  (route: string, body: object): Kind =>
  async ({ ledger }, _memory, { base }, client, to) =>
    ledger.noteOther(to, await client.ask('POST', `${base}/messages/${route}`, { to, ...body }));

const KINDS: readonly Kind[] = [
  text,
  text,
  file('image', false),
  file('image', true),
  file('document', false),
  file('document', true),
  file('audio', false),
  file('video', true),
  file('sticker', false),
  other('location', { latitude: -6.2, longitude: 106.8, name: 'Monas' }),
  other('contact', { contacts: [{ name: 'Jane', phone: '6281234567891' }] }),
  other('poll', { name: 'When?', options: ['Monday', 'Tuesday'] }),
  other('event', { name: 'Lunch', startsAt: new Date(Date.now() + 86_400_000).toISOString() }),
  sendAndChange,
  forward,
  toGroup,
];

async function send(stage: Stage, memory: Memory, shop: Shop, client: Client, n: number): Promise<void> {
  const kind = shop === BREAKING ? text : (KINDS[n % KINDS.length] ?? text);
  await kind(stage, memory, shop, client, pick(PEOPLE));
}

/** Sends a text, edits it, reacts to it and, now and then, deletes another one. */
async function sendAndChange(
  { ledger }: Stage,
  _memory: Memory,
  { base }: Shop,
  client: Client,
  to: string,
): Promise<void> {
  const marked = ledger.mark();
  const reply = await client.ask('POST', `${base}/messages/text`, { to, text: marked });
  ledger.noteText(to, marked, reply);
  const { messageId } = reply.data;
  if (reply.status !== 200 || typeof messageId !== 'string') return;
  const path = `${base}/messages/${messageId}`;
  ledger.note(await client.ask('POST', `${path}/reaction`, { emoji: '👍' }));
  ledger.note(await client.ask('POST', path, { text: `${marked} edited` }));
  const gone = await client.ask('POST', `${base}/messages/text`, { to, text: 'soon deleted' });
  ledger.noteOther(to, gone);
  if (gone.status === 200)
    ledger.note(await client.ask('DELETE', `${base}/messages/${String(gone.data['messageId'])}`));
}

async function forward(
  { ledger }: Stage,
  memory: Memory,
  shop: Shop,
  client: Client,
  to: string,
): Promise<void> {
  const message = recent(memory.files.filter((each) => each.shop === shop));
  if (!message) return;
  const path = `${shop.base}/messages/${message.id}/forward`;
  const reply = await client.ask('POST', path, { to: [to] });
  // Somebody may have deleted it.
  if (reply.status >= 400 && reply.status < 500) return;
  const { results } = reply.data;
  for (const result of Array.isArray(results) ? results : [])
    ledger.noteOther(to, {
      ...reply,
      data: Object(result),
      status: result.status === 'pending' ? 202 : reply.status,
    });
}

async function toGroup(
  { ledger, group }: Stage,
  _memory: Memory,
  { base }: Shop,
  client: Client,
): Promise<void> {
  const marked = ledger.mark();
  const reply = await client.ask('POST', `${base}/messages/text`, { to: group, text: marked });
  ledger.noteText(PEOPLE[0] ?? '', marked, reply);
}

/** Sends to those who do not get it, or not now. */
async function sendInVain(stage: Stage, client: Client, n: number): Promise<void> {
  const { ledger } = stage;
  const marked = ledger.mark();
  const { base } = n % 2 === 0 ? STEADY : MOODY;
  const to = pick([REFUSED, HELD, HELD, NOBODY]);
  ledger.noteText(to, marked, await client.ask('POST', `${base}/messages/text`, { to, text: marked }));
}

async function download({ ledger }: Stage, memory: Memory, client: Client): Promise<void> {
  const one = recent(memory.files);
  if (!one) return;
  const { status, bytes } = await client.bytes(`${one.shop.base}/messages/${one.id}/media`);
  // It has not been heard of yet, or was deleted.
  if (status === 404 || status === 409) return;
  if (status !== 200 || bytes.length !== one.size)
    throw new Error(`${status}, ${bytes.length} of ${one.size} bytes`);
  ledger.receivedBytes += bytes.length;
}

async function read(memory: Memory, client: Client, n: number): Promise<void> {
  const { base } = pick(SHOPS);
  const chat = encodeURIComponent(jidOf(pick(PEOPLE)));
  const paths = [
    `${base}/messages?search=deliver&limit=20`,
    `${base}/messages?search=soak&fromMe=true`,
    `${base}/chats?limit=50`,
    `${base}/chats/${chat}/messages?limit=50`,
    `${base}/contacts`,
    `${base}/groups`,
    `${base}/events?limit=100`,
    `${base}/webhook/deliveries?limit=50`,
    `${base}/webhook/status`,
    `${base}/status`,
    '/api/v1/audit?limit=100',
    '/api/v1/webhooks/deliveries?limit=50',
    '/api/v1/instances',
    '/api/v1/keys',
  ];
  const { status, code } = await client.ask('GET', paths[n % paths.length] ?? '');
  if (status !== 200 && status !== 404 && status !== 503)
    throw new Error(`${paths[n % paths.length]}: ${status} ${code}`);
  const message = recent(memory.heard);
  if (message) await client.ask('GET', `${message.shop.base}/messages/${message.id}`);
}

async function arrange(memory: Memory, client: Client, n: number): Promise<void> {
  const message = recent(memory.heard);
  if (!message || message.shop === BREAKING) return;
  const { base } = message.shop;
  const chat = encodeURIComponent(jidOf(message.from));
  const path = `${base}/messages/${message.id}`;
  const replies: Reply[] = [
    await client.ask('POST', `${base}/contacts/check`, { phone: pick([...PEOPLE, NOBODY]) }),
    await client.ask('PATCH', `${base}/chats/${chat}`, { archived: n % 2 === 0 }),
    await client.ask(n % 2 === 0 ? 'PUT' : 'DELETE', `${path}/star`),
  ];
  for (const { status, code } of replies)
    if (status >= 500 && status !== 503 && status !== 504) throw new Error(`${status} ${code}`);
}

/** Receivers fail and come back; endpoints are paused, tested and tried again. */
async function steer({ tally }: Stage, crew: Crew, client: Client, n: number): Promise<void> {
  const moods = ['changing', 'refusing', 'well', 'hanging', 'changing', 'slow'] as const;
  tally.is(MOODY.instanceId, moods[n % moods.length] ?? 'well');
  if (n % 4 === 0) {
    await client.ask('POST', `${STEADY.base}/webhook/pause`);
    await crew.pause(1_000);
    await client.ask('POST', `${STEADY.base}/webhook/resume`);
  }
  await client.ask('POST', `${STEADY.base}/webhook/test`);
  const { deliveries } = await client.get(`${STEADY.base}/webhook/deliveries?limit=5&state=delivered`);
  const [first] = Array.isArray(deliveries) ? deliveries : [];
  if (first) await client.ask('POST', `${STEADY.base}/webhook/deliveries/${first.id}/redeliver`);
  await client.ask('POST', `${MOODY.base}/webhook/replay`, { states: ['parked'] });
}

async function turnKeys({ world }: Stage, memory: Memory, client: Client): Promise<void> {
  const made = await client.ask('POST', '/api/v1/keys', {
    name: 'soak',
    preset: 'bot',
    instances: [STEADY.instanceId],
  });
  const { keyId, key } = made.data;
  memory.secrets.push(String(key));
  const holder = await holderOf(world.api.url, String(key));
  const seen = [await holder(STEADY.base), await holder(MOODY.base)];
  const { data } = await client.ask('POST', `/api/v1/keys/${String(keyId)}/rotate`, { graceSeconds: 0 });
  memory.secrets.push(String(data['key']));
  const fresh = await holderOf(world.api.url, String(data['key']));
  await client.ask('PATCH', `/api/v1/keys/${String(keyId)}`, { rateLimitPerMinute: 600 });
  seen.push(await fresh(STEADY.base));
  await client.ask('DELETE', `/api/v1/keys/${String(keyId)}`);
  seen.push(await fresh(STEADY.base));
  if (seen.join(' ') !== '200 404 200 401') throw new Error(`a key was answered with ${seen.join(', ')}`);
}

async function holderOf(base: string, key: string): Promise<(path: string) => Promise<number>> {
  return async (path) => {
    const answer = await fetch(base + path, { headers: { 'X-API-Key': key, Connection: 'close' } });
    await answer.arrayBuffer();
    return answer.status;
  };
}

/** An instance that is made, shows a QR code, and is deleted. */
async function visit(client: Client, n: number): Promise<void> {
  const instanceId = `guest-${n}-${Math.floor(Math.random() * 1e9)}`;
  const base = `/api/v1/instances/${instanceId}`;
  const made = await client.ask('POST', '/api/v1/instances', { instanceId });
  if (made.status !== 201) throw new Error(`${made.status} ${made.code}`);
  await client.ask('POST', `${base}/connect`);
  await client.ask('POST', `${base}/qr/link`, {});
  const gone = await client.ask('DELETE', base);
  if (gone.status !== 200) throw new Error(`${gone.status} ${gone.code}`);
}

/** Where followers of an instance are, across all that come and go. */
const positions = new WeakMap<Memory, Map<string, number>>();

/** Follows the event log of an instance for a while, from where the last follower was. */
async function follow({ world }: Stage, memory: Memory, shop: Shop, crew: Crew): Promise<void> {
  const seen = positions.get(memory) ?? new Map<string, number>();
  positions.set(memory, seen);
  let last = seen.get(shop.instanceId);
  const reader = await EventReader.open(world.api, shop.instanceId, {
    ...(last !== undefined && { lastEventId: String(last) }),
    onFrame: ({ event, data }) => {
      if (event === 'behind') return;
      const sequence = Number(data['sequence']);
      if (last !== undefined && sequence !== last + 1)
        memory.gaps.push(`${shop.instanceId}: ${sequence} after ${last}`);
      last = sequence;
    },
  });
  await crew.pause(1_000 + Math.random() * 6_000);
  reader.close();
  await reader.ended;
  if (last !== undefined) seen.set(shop.instanceId, last);
}

/** Breaks connections, and makes WhatsApp slow, forgetful or unwilling, as long as the crew works. */
export function weather(stage: Stage, crew: Crew): void {
  const { emulator } = stage.world;
  crew.does('WhatsApp refuses', 60_000, async () => {
    await emulator.fault({ kind: 'ack-error', to: REFUSED, code: 479 });
    await crew.pause(3_600_000);
  });
  crew.does('WhatsApp holds', 2_000, async () => {
    const held = await emulator.fault({ kind: 'ack-missing', to: HELD });
    await crew.pause(7_000);
    await emulator.delete(`/faults/${held}?release=true`);
  });
  crew.does('connections break', 6_000, async (_client, n) => {
    const kinds = [{ kind: 'drop' }, { kind: 'stream-error', code: 515 }, { kind: 'stream-end' }];
    await emulator.raw('POST', '/faults', { ...kinds[n % kinds.length], phone: BREAKING.phone });
  });
  crew.does('stanzas come twice, late or unreadable', 3_000, async (_client, n) => {
    const faults = [
      { kind: 'duplicate-stanza', phone: STEADY.phone, tag: 'message', times: 1 },
      { kind: 'undecryptable', phone: STEADY.phone, times: 1 },
      { kind: 'ack-delay', phone: MOODY.phone, ms: 300, times: 3 },
      { kind: 'iq-delay', phone: MOODY.phone, ms: 300, times: 3 },
      { kind: 'media-slow', ms: 300, times: 2 },
    ];
    await emulator.raw('POST', '/faults', faults[n % faults.length]);
  });
}
