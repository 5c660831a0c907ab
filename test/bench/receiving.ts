import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listMessages } from '../../packages/client/src/generated/index.js';
import type { Emulator } from '../harness/emulator.js';
import { ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { Bare } from './bare.js';
import { each, ms, numbers, pause, percentile, type Row } from './figures.js';
import { link } from './linking.js';
import { measuredEnvironment, measuredWorld } from './measured-world.js';
import { Sink } from './sink.js';
import { type Vitals, VITALS_PRELOAD } from './vitals.js';

const PERSON = '15550001000';
const CHATS = 200;
const PER_CHAT = 100;
const TURNS = 5;
const PER_TURN = 100;
/** Messages on their way at a time. */
const AT_A_TIME = 4;
/** miaw-core with its stores on takes a quarter of a second for each. */
const WITH_STORES = 20;
const PATIENCE_MS = 120_000;

/** Somebody who hears messages and tells the sink. */
interface Hearer {
  phone: string;
  vitals: Vitals;
}

/** CPU for a message from the wire to its webhook, and how long that takes. */
export async function measureReceiving(): Promise<Row[]> {
  const [sink, { world, vitals }] = [await Sink.start(), await measuredWorld()];
  const full = await measuredEnvironment();
  const [bare, laden] = [await Bare.start(world.emulator.url), await Bare.start(world.emulator.url)];
  const second = await ApiServer.start(
    { WHATSAPP_EMULATOR_URL: world.emulator.url, ...full.env },
    VITALS_PRELOAD,
  );
  try {
    const webhookUrl = sink.url();
    const none: Hearer = { phone: '628111111111', vitals };
    const stored: Hearer = { phone: '628222222222', vitals: full.vitals };
    const without: Hearer = { phone: '628333333333', vitals: bare.vitals };
    const withStores: Hearer = { phone: '628444444444', vitals: laden.vitals };
    await link(world.emulator, world.api, { instanceId: 'ours', phone: none.phone, webhookUrl });
    await giveHistory(world.emulator, stored.phone);
    await link(world.emulator, second, { instanceId: 'ours', phone: stored.phone, webhookUrl });
    await hasHistory(second);
    await bare.connect({ instanceId: 'bare', phone: without.phone, webhookUrl });
    const hear = async (hearer: Hearer, count: number): Promise<number> =>
      cpuFor(world.emulator, sink, hearer, count);
    for (const hearer of [none, stored, without]) await hear(hearer, PER_TURN);
    const cpu = new Map<Hearer, number>();
    for (let turn = 0; turn < TURNS; turn += 1)
      for (const hearer of [none, stored, without])
        cpu.set(hearer, (cpu.get(hearer) ?? 0) + (await hear(hearer, PER_TURN)));
    const costOf = (hearer: Hearer): number => (cpu.get(hearer) ?? 0) / (TURNS * PER_TURN);
    await fillStores(laden, world.emulator, sink, withStores);
    const slow = (await hear(withStores, WITH_STORES)) / WITH_STORES;
    const total = CHATS * PER_CHAT;
    return [
      {
        what: `CPU time per received message, with ${total} stored against none`,
        ours: ms(costOf(stored)),
        other: `${ms(costOf(none))} (ours)`,
        ratio: costOf(stored) / costOf(none),
        goal: '≤ 1.2',
      },
      {
        what: 'CPU time per received message, stored before its receipt, against miaw-core storing nothing',
        ours: ms(costOf(none)),
        other: ms(costOf(without)),
        ratio: costOf(none) / costOf(without),
      },
      {
        what: `CPU time per received message, with ${total} stored, against miaw-core with its own stores`,
        ours: ms(costOf(stored)),
        other: ms(slow),
        ratio: costOf(stored) / slow,
      },
      ...(await latencies(world.emulator, sink, none, without)),
    ];
  } finally {
    await Promise.all([bare.stop(), laden.stop(), second.stop()]);
    await world.stop();
    await sink.stop();
  }
}

async function giveHistory(emulator: Emulator, phone: string): Promise<void> {
  const now = Math.floor(Date.now() / 1_000);
  const chats = numbers(CHATS).map((chat) => ({
    peer: `1666000${1000 + chat}`,
    messages: numbers(PER_CHAT).map((n) => ({
      text: `old ${n}`,
      fromMe: n % 3 === 0,
      timestamp: now - 86_400 + n,
    })),
  }));
  await emulator.request('POST', `/phones/${phone}/history`, { chats });
}

async function hasHistory({ client }: ApiServer): Promise<void> {
  for (const chat of numbers(CHATS)) {
    const path = { instanceId: 'ours', jid: `1666000${1000 + chat}` };
    await eventually(
      async () => (await listMessages({ client, path, query: { limit: 100 } })).data?.data.messages.length,
      (length) => length === PER_CHAT,
      `the history of ${path.jid}`,
      PATIENCE_MS,
    );
  }
}

/** As many messages in miaw-core's own store as in ours. */
async function fillStores(
  bare: Bare,
  emulator: Emulator,
  sink: Sink,
  { phone, vitals }: Hearer,
): Promise<void> {
  const client = { instanceId: 'stores', phone, stores: true, webhookUrl: sink.url() };
  await bare.connect(client);
  await cpuFor(emulator, sink, { phone, vitals }, 1);
  await bare.dispose('stores');
  const file = join(bare.directory, 'stores', 'stores', 'messages.json');
  const kept: Record<string, { id: string }[]> = JSON.parse(readFileSync(file, 'utf8'));
  const [one] = Object.values(kept).flat();
  if (!one) throw new Error('miaw-core has stored nothing');
  for (const chat of numbers(CHATS))
    kept[`1666000${1000 + chat}@s.whatsapp.net`] = numbers(PER_CHAT).map((n) => ({
      ...one,
      id: `${chat}-${n}`,
    }));
  writeFileSync(file, JSON.stringify(kept));
  await bare.connect(client);
}

/** CPU that a hearer needs for messages of one person until their webhooks have arrived, ms. */
async function cpuFor(
  emulator: Emulator,
  sink: Sink,
  { phone, vitals }: Hearer,
  count: number,
): Promise<number> {
  const before = await vitals.cpuMs();
  const ids: string[] = [];
  await each(numbers(count), AT_A_TIME, async (n) => {
    ids.push(await emulator.send(PERSON, { to: phone, text: `message ${n}` }));
  });
  await arrived(sink, ids);
  // What is left to do after the webhook.
  await pause(200);
  return (await vitals.cpuMs()) - before;
}

async function arrived(sink: Sink, ids: readonly string[]): Promise<void> {
  await eventually(
    async () => ids.filter((id) => !sink.messages.has(id)).length,
    (missing) => missing === 0,
    'the webhooks of all messages',
    PATIENCE_MS,
  );
}

const SINGLE = 300;

/** From the moment a person sends until the receiver has the webhook, one message at a time. */
async function latencies(emulator: Emulator, sink: Sink, ours: Hearer, bare: Hearer): Promise<Row[]> {
  const took = new Map<Hearer, number[]>([
    [ours, []],
    [bare, []],
  ]);
  for (const n of numbers(SINGLE)) {
    for (const [hearer, times] of took) {
      const started = performance.now();
      const id = await emulator.send(PERSON, { to: hearer.phone, text: `single ${n}` });
      while (!sink.messages.has(id)) await pause(1);
      times.push((sink.messages.get(id) ?? Number.NaN) - started);
      await pause(5);
    }
  }
  const at = (hearer: Hearer, share: number): number => percentile(took.get(hearer) ?? [], share);
  return [0.5, 0.99].map((share) => ({
    what: `Delay from a person's phone to the receiver, p${share * 100}`,
    ours: ms(at(ours, share)),
    other: ms(at(bare, share)),
    ratio: at(ours, share) / at(bare, share),
  }));
}
