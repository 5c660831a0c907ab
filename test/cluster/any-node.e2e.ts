import {
  getInstanceStats,
  getMessage,
  getWebhook,
  listAudit,
  listChats,
  listContacts,
  listDeliveries,
  listEvents,
  listMessages,
  listReceipts,
  listScheduled,
  searchMessages,
  sendText,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { EventReader } from '../harness/event-reader.js';
import { outcomeOf } from '../harness/outcome.js';
import { usePair } from '../harness/pair.js';
import { Person } from '../harness/person.js';
import type { ApiServer } from '../harness/server.js';
import { comes, eventually } from '../harness/waiting.js';

const ANNA = '15550001111';
const BOT = { instanceId: 'bot' };
/** A stream that hears of nothing looks at the log every fifteen seconds: so many messages one after the other take too long then. */
const ONE_BY_ONE = 10;

let bot: Bot;
let anna: Person;

const pair = usePair({ LEASE_TTL_MS: '4000' }, async (world) => {
  await world.emulator.phone(ANNA, { name: 'Anna' });
  bot = new Bot(world, BOT.instanceId, '628111111111');
  await bot.link();
  anna = new Person(world, ANNA, bot);
});

/** Anna writes, and waits each time until the reader has heard of it. */
async function hears(reader: EventReader, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const id = await anna.writes(`message ${n}`);
    await comes(`message ${n} in the stream`, () =>
      reader.frames.find(({ event, data }) => event === 'message' && Object(data['data']).id === id),
    );
  }
}

/** How many requests to send a text a server has counted that were refused, or that nobody waited for. */
async function abandoned(server: ApiServer): Promise<number> {
  const text = await (await server.raw('/metrics')).text();
  const [, count = '0'] =
    /^miaw_http_request_duration_seconds_count\{operation="sendText",status="4xx"\} (\d+)$/m.exec(text) ?? [];
  return Number(count);
}

describe('a caller who goes away', () => {
  it('ends the request at the server to which it was passed on', async () => {
    const before = await abandoned(pair.first);
    const held = await pair.world.emulator.fault({ kind: 'ack-missing', to: ANNA, times: 1 });
    const controller = new AbortController();
    const answer = pair.other.raw('/api/v1/instances/bot/messages/text', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ to: ANNA, text: 'never mind' }),
      signal: controller.signal,
    });
    const end = answer.catch((error: unknown) => error);
    await pair.world.emulator.struck(held);
    controller.abort();
    expect(String(await end)).toContain('Abort');
    await eventually(
      async () => abandoned(pair.first),
      (count) => count === before + 1,
      'the request to end at the other server',
    );
    await pair.world.emulator.releaseFaults();
    const entries = await eventually(
      async () => {
        const { data } = await listAudit({ client: pair.other.client, throwOnError: true });
        return data.data.entries.filter(({ status }) => status === 499);
      },
      ({ length }) => length > 0,
      'the request in the audit log',
    );
    expect(entries).toHaveLength(1);
  });
});

describe('a server that does not have the instance', () => {
  it('streams its events as they happen', async () => {
    const reader = await EventReader.open(pair.other, BOT.instanceId);
    await hears(reader, ONE_BY_ONE);
    reader.close();
  });

  it('streams them when the connection over which it hears of them was lost, too', async () => {
    const reader = await EventReader.open(pair.other, BOT.instanceId);
    await hears(reader, 1);
    const ended = await pair.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'miaw-api news'`,
    );
    expect(ended).toHaveLength(2);
    await hears(reader, ONE_BY_ONE);
    reader.close();
  });

  it('refuses a stream of an instance that does not exist', async () => {
    const answer = await pair.other.raw('/api/v1/instances/nobody/events/stream');
    expect(answer.status).toBe(404);
  });

  it('reads its rows while the one that has it answers nothing', async () => {
    const { data } = await outcomeOf(
      sendText({ client: pair.other.client, path: BOT, body: { to: ANNA, text: 'a word' } }),
    );
    const messageId = String(data?.messageId);
    const { pid } = pair.first;
    if (pid === undefined) throw new Error('the first server does not run');
    const call = { client: pair.other.client, path: BOT };
    process.kill(pid, 'SIGSTOP');
    try {
      const answers = [
        await outcomeOf(listEvents(call)),
        await outcomeOf(listChats(call)),
        await outcomeOf(listMessages({ ...call, path: { ...BOT, jid: ANNA } })),
        await outcomeOf(searchMessages({ ...call, query: { search: 'word' } })),
        await outcomeOf(getMessage({ ...call, path: { ...BOT, messageId } })),
        await outcomeOf(listReceipts({ ...call, path: { ...BOT, messageId } })),
        await outcomeOf(listScheduled(call)),
        await outcomeOf(listContacts(call)),
        await outcomeOf(listDeliveries(call)),
        await outcomeOf(getWebhook(call)),
        await outcomeOf(getInstanceStats(call)),
      ];
      expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 200));
      expect(JSON.stringify(answers[3]?.data)).toContain(messageId);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });
});
