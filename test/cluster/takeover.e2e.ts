import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  createKey,
  deleteInstance,
  getInstance,
  listNodes,
  sendText,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { usePair } from '../harness/pair.js';
import { API_KEY, type ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import type { World } from '../harness/world.js';

const ANNA = '15550001111';
const BOTS = [1, 2, 3, 4];
const LEASE_TTL_MS = '4000';

let world: World;
let bots: Bot[];

const pair = usePair({ LEASE_TTL_MS, WEBHOOK_RETRY_DELAY_MS: '50', MCP_ENABLED: 'true' }, async (first) => {
  world = first;
  await world.emulator.phone(ANNA, { name: 'Anna' });
  bots = BOTS.map((n) => new Bot(world, `bot${n}`, `62811111111${n}`));
  for (const bot of bots) await bot.link();
});

/** Waits until a server says that all instances are connected. */
async function allConnected(server: ApiServer): Promise<void> {
  await pair.connected(server, bots.length);
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

/** Waits until a server sees itself and the other one, the latter in a state. */
async function stateOf(server: ApiServer, state: string): Promise<void> {
  await eventually(
    async () => (await listNodes({ client: world.api.client, throwOnError: true })).data.data,
    (nodes) => nodes.some((node) => node.url === server.url && node.state === state),
    `a server to be ${state}`,
  );
}

/** How many instances a server says that it has gained for a cause. */
async function gainedBy(server: ApiServer, cause: string): Promise<number> {
  const metrics = await (await server.raw('/metrics')).text();
  return Number(
    new RegExp(`^miaw_instances_gained_total\\{cause="${cause}"\\} (\\d+)$`, 'm').exec(metrics)?.[1] ?? 0,
  );
}

/** Sends from all instances until it is ended. Each answer says that the message was sent, or that it was not. */
function sendsOnAndOn(server: ApiServer) {
  const sent: string[] = [];
  const over = new AbortController();
  const lines = bots.map(async ({ instanceId }) => {
    for (let n = 0; !over.signal.aborted; n += 1) {
      const body = { to: ANNA, text: `on and on ${instanceId} ${n}` };
      const answer = await outcomeOf(sendText({ client: server.client, path: { instanceId }, body }));
      if (answer.code === 200) sent.push(String(answer.data?.messageId));
      else expect(answer.error?.details).toMatchObject({ outcome: 'not_sent' });
    }
  });
  return {
    has: (count: number) =>
      eventually(
        async () => sent.length,
        (length) => length >= count,
        `${count} messages to be sent`,
      ),
    end: async () => {
      over.abort();
      await Promise.all(lines);
      return sent;
    },
  };
}

describe('two servers on one database', () => {
  it('answer for each other', async () => {
    await allConnected(pair.other);
    await allSend(pair.other, 'by way of the other');
    await allHear('hello');
  });

  it('let an agent at one of them use the instances of both', async () => {
    const client = new Client({ name: 'test', version: '1' });
    const requestInit = { headers: { 'X-API-Key': API_KEY } };
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', pair.other.url), { requestInit }));
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
      async () => (await pair.other.raw('/api/v1/instances/bot1', { headers })).status,
      (status) => status === 200,
      'the key to be known at the other server',
    );
    const late = new Bot(world, 'late');
    await late.create();
    const path = { instanceId: 'late' };
    expect((await outcomeOf(getInstance({ client: pair.other.client, path }))).code).toBe(200);
    expect((await outcomeOf(deleteInstance({ client: pair.other.client, path }))).code).toBe(200);
    expect((await outcomeOf(getInstance({ client: world.api.client, path }))).code).toBe(404);
  });

  it('take over from one that is killed', async () => {
    await world.api.kill();
    await allConnected(pair.other);
    await allSend(pair.other, 'from whoever is left');
    await allHear('still there?');
    await nothingIsDoubledOrLost();
  });

  it('take over from one that ends in order, which gives them what it has', async () => {
    await world.api.start();
    await allSend(world.api, 'from the one that is back');
    await stateOf(pair.other, 'live');
    const busy = sendsOnAndOn(world.api);
    await busy.has(20);
    expect(await pair.other.halt()).toBe(0);
    await allConnected(world.api);
    const sent = await busy.end();
    for (const id of sent) await world.emulator.arrives(ANNA, id);
    expect(await gainedBy(world.api, 'handover')).toBeGreaterThanOrEqual(bots.length);
    await allSend(world.api, 'alone again');
    await allHear('and now?');
    await nothingIsDoubledOrLost();
  });

  it('take over from one that has lost the database, after it has let go', async () => {
    await pair.other.start();
    await allConnected(pair.other);
    pair.cutter.mute();
    await eventually(
      async () => (await world.api.raw('/readyz')).status,
      (status) => status === 503,
      'the server to be without its database',
    );
    await allSend(pair.other, 'from the one with the database');
    await allHear('who is it?');
    pair.cutter.unmute();
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
