/**
 * What the product is measured against: a program that uses miaw-core and axios by themselves, with nothing kept on
 * disk but what they keep. Takes orders on the loopback port BARE_PORT; talks to the emulator at EMULATOR_URL.
 */
import { Agent, createServer } from 'node:http';
import { join } from 'node:path';
import { DEFAULT_CONNECTION_CONFIG, WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { create } from 'axios';
import { MiawClient } from 'miaw-core';

// libsignal prints whole sessions.
for (const name of ['log', 'info', 'warn', 'error', 'debug']) console[name] = () => undefined;

const { BARE_PORT, EMULATOR_URL, BARE_DIRECTORY } = process.env;
const SILENT = { level: 'silent', child: () => SILENT };
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) SILENT[level] = () => undefined;

const clients = new Map();
const poster = create({
  httpAgent: new Agent({ keepAlive: true }),
  proxy: false,
  maxRedirects: 0,
  validateStatus: () => true,
});

async function trust() {
  const told = await fetch(`${EMULATOR_URL}/trust`);
  const { noiseRootPublicKey, webSocketUrl } = await told.json();
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(noiseRootPublicKey, 'hex');
  DEFAULT_CONNECTION_CONFIG.waWebSocketUrl = webSocketUrl;
}

async function scan(phone, qr) {
  await fetch(`${EMULATOR_URL}/phones/${phone}/scan`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ qr }),
  });
}

/** miaw-core writes each of its five stores whole with every message. */
function turnStoresOff(client) {
  Object.assign(client, {
    storeMessage: () => true,
    addMessageToStore: () => undefined,
    updateContactsStore: () => undefined,
    updateChatsStore: () => undefined,
  });
  for (const store of ['Labels', 'Contacts', 'LidMappings', 'Chats', 'Messages'])
    for (const name of [`save${store}ToFile`, `load${store}FromFile`]) client[name] = () => undefined;
}

/** Links a client to a phone and waits until it is ready. */
async function connect({ instanceId, phone, stores = false, webhookUrl }) {
  const client = new MiawClient({
    instanceId,
    sessionPath: join(BARE_DIRECTORY, instanceId),
    logger: SILENT,
  });
  Object.assign(client, { cachedVersion: DEFAULT_CONNECTION_CONFIG.version });
  if (!stores) turnStoresOff(client);
  const entry = { client, received: 0 };
  clients.set(instanceId, entry);
  client.on('message', ({ id }) => {
    entry.received += 1;
    if (webhookUrl) void poster.post(webhookUrl, { event: 'message', data: { id } });
  });
  client.on('error', () => undefined);
  client.on('qr', (qr) => void scan(phone, qr));
  const ready = new Promise((resolve) => client.once('ready', resolve));
  await client.connect();
  await ready;
  return {};
}

/** Runs `work` for each number below `count`, so many at a time. Resolves with how long it took, ms. */
async function timed(count, concurrency, work) {
  let next = 0;
  const started = performance.now();
  const worker = async (lane) => {
    while (next < count) await work(next++, lane);
  };
  await Promise.all(Array.from({ length: concurrency }, (_, lane) => worker(lane)));
  return { ms: performance.now() - started };
}

const ORDERS = {
  connect,
  /** `to`: one person for each of those that send at a time. */
  send: async ({ instanceId, to, count }) =>
    timed(count, to.length, async (n, lane) => {
      const { success, error } = await clients.get(instanceId).client.sendText(to[lane], `bare ${n}`);
      if (!success) throw new Error(`not sent: ${error}`);
    }),
  post: async ({ url, body, count, concurrency }) =>
    timed(count, concurrency, async () => {
      const { status } = await poster.post(url, body, { headers: { 'Content-Type': 'application/json' } });
      if (status !== 200) throw new Error(`answered ${status}`);
    }),
  received: async ({ instanceId }) => ({ count: clients.get(instanceId).received }),
  dispose: async ({ instanceId }) => {
    await clients.get(instanceId).client.dispose();
    clients.delete(instanceId);
    return {};
  },
};

async function answer(request, response) {
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const order = ORDERS[request.url.slice(1)];
    const result = order ? await order(JSON.parse(Buffer.concat(chunks).toString())) : {};
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(result));
  } catch (error) {
    response.writeHead(500).end(String(error?.stack ?? error));
  }
}

if (EMULATOR_URL) await trust();
const server = createServer((request, response) => void answer(request, response));
server.requestTimeout = 0;
server.listen(Number(BARE_PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
