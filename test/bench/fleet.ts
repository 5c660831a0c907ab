import {
  disconnectInstance,
  connectInstance,
  listInstances,
  updateWebhook,
} from '../../packages/client/src/generated/index.js';
import { freePort } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';
import type { World } from '../harness/world.js';
import { Bare } from './bare.js';
import { each, kib, ms, numbers, pause, percentile, type Row } from './figures.js';
import { isConnected, link } from './linking.js';
import { measuredWorld } from './measured-world.js';
import { Sink } from './sink.js';
import type { Vitals } from './vitals.js';

/** Instances over which the memory is measured, besides the first few, which load what all share. */
const IDLE = 50;
const FIRST = 5;
/** What a login leaves behind for a moment is gone then, ms. */
const SETTLED_MS = 10_000;
const ALL = 100;
/** Receivers that hang, and as many that refuse connections. */
const SICK = 10;
const ROUNDS = 6;
const PERSON = '15550001000';
/** Pause between two messages, ms. */
const GAP_MS = 30;
const LINKED_AT_A_TIME = 5;
const PATIENCE_MS = 180_000;

const nameOf = (n: number): string => `fleet-${n}`;
const phoneOf = (n: number): string => `62813000${10_000 + n}`;
const pathOf = (n: number): string => `/${n}`;
const isHealthy = (n: number): boolean => n >= 2 * SICK;

/** Many instances: their memory, receivers that are sick, and how all come back after a start. */
export async function measureFleet(): Promise<Row[]> {
  const { world, vitals } = await measuredWorld();
  const sink = await Sink.start();
  const bare = await Bare.start(world.emulator.url);
  try {
    const add = async (n: number): Promise<void> =>
      link(world.emulator, world.api, {
        instanceId: nameOf(n),
        phone: phoneOf(n),
        webhookUrl: sink.url(pathOf(n)),
      });
    const ours = await heapEach(vitals, add);
    const theirs = await heapEach(bare.vitals, (n) =>
      bare.connect({ instanceId: nameOf(n), phone: `62814000${10_000 + n}` }),
    );
    await bare.stop();
    await each(numbers(ALL).slice(FIRST + IDLE), LINKED_AT_A_TIME, add);
    return [
      {
        what: `Heap per idle connected instance, average of ${IDLE}, after a collection`,
        ours: kib(ours),
        other: kib(theirs),
        ratio: ours / theirs,
        goal: '≤ 1.3',
      },
      ...(await sickReceivers(world, sink)),
      await restore(world),
    ];
  } finally {
    await bare.stop();
    await world.stop();
    await sink.stop();
  }
}

async function heapEach(vitals: Vitals, add: (n: number) => Promise<void>): Promise<number> {
  await each(numbers(FIRST), LINKED_AT_A_TIME, add);
  const before = await settledHeap(vitals);
  await each(numbers(FIRST + IDLE).slice(FIRST), LINKED_AT_A_TIME, add);
  return ((await settledHeap(vitals)) - before) / IDLE;
}

async function settledHeap(vitals: Vitals): Promise<number> {
  await pause(SETTLED_MS);
  return vitals.heapBytes();
}

async function sickReceivers(world: World, sink: Sink): Promise<Row[]> {
  await writeToAll(world, sink);
  const well = await latencies(world, sink);
  const refused = `http://127.0.0.1:${await freePort()}/`;
  for (const n of numbers(SICK)) sink.hanging.add(pathOf(n));
  await each(numbers(2 * SICK).slice(SICK), 1, (n) =>
    updateWebhook({
      client: world.api.client,
      throwOnError: true,
      path: { instanceId: nameOf(n) },
      body: { webhookUrl: refused },
    }),
  );
  const ill = await latencies(world, sink);
  return [0.5, 0.99].map((share) => ({
    what: `Delay to a healthy receiver, p${share * 100}: of ${ALL} receivers ${SICK} hang and ${SICK} refuse, against all healthy`,
    ours: ms(percentile(ill, share)),
    other: `${ms(percentile(well, share))} (ours)`,
    ratio: percentile(ill, share) / percentile(well, share),
    ...(share === 0.99 ? { goal: '≤ 2' } : {}),
  }));
}

/** How long messages took to the receivers that stay healthy, from the moment a person sent them, ms. */
async function latencies(world: World, sink: Sink): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) took.push(...(await writeToAll(world, sink)));
  return took;
}

async function writeToAll({ emulator }: World, sink: Sink): Promise<number[]> {
  const sent = new Map<string, number>();
  for (const n of numbers(ALL)) {
    const started = performance.now();
    const id = await emulator.send(PERSON, { to: phoneOf(n), text: `to ${n}` });
    if (isHealthy(n)) sent.set(id, started);
    await pause(GAP_MS);
  }
  await eventually(
    async () => [...sent.keys()].filter((id) => !sink.messages.has(id)).length,
    (missing) => missing === 0,
    'the webhooks of all messages',
    PATIENCE_MS,
  );
  return [...sent].map(([id, started]) => (sink.messages.get(id) ?? Number.NaN) - started);
}

/** From the launch of the process until all are connected, against connecting one after the other. */
async function restore({ api }: World): Promise<Row> {
  const { client } = api;
  await api.halt();
  const started = performance.now();
  await api.start();
  await eventually(
    async () => (await listInstances({ client })).data?.data ?? [],
    (instances) => instances.filter(({ status }) => status === 'connected').length === ALL,
    'all instances to be connected',
    PATIENCE_MS,
  );
  const together = performance.now() - started;
  const call = (n: number) => ({ client, throwOnError: true as const, path: { instanceId: nameOf(n) } });
  await each(numbers(ALL), 1, (n) => disconnectInstance(call(n)));
  const alone = performance.now();
  for (const n of numbers(ALL)) {
    await connectInstance(call(n));
    await isConnected(api, nameOf(n));
  }
  const oneByOne = performance.now() - alone;
  return {
    what: `Connecting ${ALL} linked instances at the start of the server, against one after the other`,
    ours: ms(together),
    other: `${ms(oneByOne)} (ours)`,
    ratio: together / oneByOne,
  };
}
