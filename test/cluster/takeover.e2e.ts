import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Cutter } from '../../libs/storage/src/testing/cutter.js';
import {
  createKey,
  deleteInstance,
  getInstance,
  listInstances,
  sendText,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { PostgresServer } from '../harness/postgres.js';
import { API_KEY, ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { World } from '../harness/world.js';

const ANNA = '15550001111';
const BOTS = [1, 2, 3, 4];
const LEASE_TTL_MS = '4000';

let postgres: PostgresServer;
let cutter: Cutter;
/** The first server, behind a cable that can be pulled; the second one. */
let world: World;
let other: ApiServer;
let bots: Bot[];

beforeAll(async () => {
  postgres = await PostgresServer.make();
  const url = `${postgres.url}/postgres`;
  cutter = new Cutter(new URL(url));
  const shared = { LEASE_TTL_MS, WEBHOOK_RETRY_DELAY_MS: '50' };
  world = await World.start({ DATABASE_URL: await cutter.listen(), ...shared });
  await world.emulator.phone(ANNA, { name: 'Anna' });
  bots = BOTS.map((n) => new Bot(world, `bot${n}`, `62811111111${n}`));
  for (const bot of bots) await bot.link();
  other = await ApiServer.start({
    WHATSAPP_EMULATOR_URL: world.emulator.url,
    DATABASE_URL: url,
    MCP_ENABLED: 'true',
    ...shared,
  });
});

afterAll(async () => {
  await other.stop();
  await world.stop();
  cutter.close();
  await postgres.remove();
});

/** Waits until a server says that all instances are connected. */
async function allConnected(server: ApiServer): Promise<void> {
  await eventually(
    async () => {
      const { data } = await listInstances({ client: server.client, throwOnError: true });
      return data.data.map(({ status }) => status);
    },
    (statuses) => statuses.length === bots.length && statuses.every((status) => status === 'connected'),
    'all instances to be connected',
  );
}

/** Sends a text from each instance by way of a server, once it is taken, and waits until it has arrived. */
async function allSend(server: ApiServer, text: string): Promise<void> {
  for (const { instanceId } of bots) {
    const call = {
      client: server.client,
      path: { instanceId },
      body: { to: ANNA, text: `${text} ${instanceId}` },
    };
    // As long as nobody has the instance, the answer says that nothing was sent.
    const { data } = await eventually(
      async () => {
        const answer = await outcomeOf(sendText(call));
        if (answer.code !== 200) expect(answer.error?.details).toMatchObject({ outcome: 'not_sent' });
        return answer;
      },
      ({ code }) => code === 200,
      `${instanceId} to send`,
    );
    await world.emulator.arrives(ANNA, String(data?.messageId));
  }
}

/** Anna writes to each instance: the webhook of each message comes, once. */
async function allHear(text: string): Promise<void> {
  for (const bot of bots) {
    const id = await new Person(world, ANNA, bot).writes(text);
    const heard = world.receiver.named('message').filter(({ data }) => data['id'] === id);
    expect(heard).toHaveLength(1);
  }
}

/** No device of an instance has more than one connection, and no event log has a gap. */
async function nothingIsDoubledOrLost(): Promise<void> {
  for (const bot of bots) {
    const phone = await world.emulator.get(`/phones/${bot.phone}`);
    const online = phone.companions.filter(({ connected }: { connected: boolean }) => connected);
    expect(online).toHaveLength(1);
    const sequences = world.receiver.arrivals.all
      .filter(({ instanceId }) => instanceId === bot.instanceId)
      .map(({ sequence }) => sequence);
    const all = new Set(sequences);
    expect(all.size).toBe(Math.max(...all));
  }
  const texts = await new Person(world, ANNA, bots[0] ?? new Bot(world, 'none')).texts();
  expect(new Set(texts).size).toBe(texts.length);
}

describe('two servers on one database', () => {
  it('answer for each other', async () => {
    await allConnected(other);
    await allSend(other, 'by way of the other');
    await allHear('hello');
  });

  it('let an agent at one of them use the instances of both', async () => {
    const client = new Client({ name: 'test', version: '1' });
    const requestInit = { headers: { 'X-API-Key': API_KEY } };
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', other.url), { requestInit }));
    for (const { instanceId } of bots) {
      const text = `by an agent, ${instanceId}`;
      const { isError, content } = await client.callTool({
        name: 'send_text',
        arguments: { instance: instanceId, chat: ANNA, text },
      });
      expect({ isError, content }).toMatchObject({
        content: [{ text: expect.stringMatching(/"sent":true/) }],
      });
    }
    await client.close();
  });

  it('share what is changed at one of them', async () => {
    const body = { name: 'reader', scopes: ['instances:read' as const] };
    const { data } = await createKey({ client: world.api.client, throwOnError: true, body });
    const headers = { 'X-API-Key': data.data.key };
    await eventually(
      async () => (await other.raw('/api/v1/instances/bot1', { headers })).status,
      (status) => status === 200,
      'the key to be known at the other server',
    );
    const late = new Bot(world, 'late');
    await late.create();
    const path = { instanceId: 'late' };
    expect((await outcomeOf(getInstance({ client: other.client, path }))).code).toBe(200);
    expect((await outcomeOf(deleteInstance({ client: other.client, path }))).code).toBe(200);
    expect((await outcomeOf(getInstance({ client: world.api.client, path }))).code).toBe(404);
  });

  it('take over from one that is killed', async () => {
    await world.api.kill();
    await allConnected(other);
    await allSend(other, 'from whoever is left');
    await allHear('still there?');
    await nothingIsDoubledOrLost();
  });

  it('take over from one that ends in order', async () => {
    await world.api.start();
    await allSend(world.api, 'from the one that is back');
    await other.halt();
    await allConnected(world.api);
    await allSend(world.api, 'alone again');
    await allHear('and now?');
    await nothingIsDoubledOrLost();
  });

  it('take over from one that has lost the database, after it has let go', async () => {
    await other.start();
    await allConnected(other);
    cutter.mute();
    await eventually(
      async () => (await world.api.raw('/readyz')).status,
      (status) => status === 503,
      'the server to be without its database',
    );
    await allSend(other, 'from the one with the database');
    await allHear('who is it?');
    cutter.unmute();
    await eventually(
      async () => (await world.api.raw('/readyz')).status,
      (status) => status === 200,
      'the server to be back',
    );
    await allSend(world.api, 'from both');
    await allHear('the last one');
    await nothingIsDoubledOrLost();
  });
});
