import { Storage } from '#libs/storage';
import { createInstance, pauseWebhook, resumeWebhook } from '../../packages/client/src/generated/index.js';
import { ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { Bare } from './bare.js';
import { ms, numbers, perSecond, type Row } from './figures.js';
import { measuredEnvironment } from './measured-world.js';
import { Sink } from './sink.js';
import { type Vitals, VITALS_PRELOAD } from './vitals.js';

/** Requests in flight to one target: as the dispatcher has it. */
const IN_FLIGHT = 8;
const WARM_UP = 4_000;
const MEASURED = 8_000;
/** The sides take turns, so that a busy moment of the machine hits both. */
const TURNS = 4;
const BACKLOG = 100_000;
const CHATS = 200;
const PER_COMMIT = 500;
const PATIENCE_MS = 120_000;
const path = { instanceId: 'ours' };

/** A server with one instance whose deliveries are paused, and their receiver. */
class Desk {
  private constructor(
    readonly sink: Sink,
    readonly api: ApiServer,
    readonly vitals: Vitals,
  ) {}

  static async open(): Promise<Desk> {
    const sink = await Sink.start();
    const { env, vitals } = await measuredEnvironment();
    const desk = new Desk(sink, await ApiServer.start(env, VITALS_PRELOAD), vitals);
    const { client } = desk.api;
    await createInstance({
      client,
      throwOnError: true,
      body: { instanceId: 'ours', webhookUrl: sink.url() },
    });
    await desk.pause();
    return desk;
  }

  async close(): Promise<void> {
    await this.api.stop();
    await this.sink.stop();
  }

  async pause(): Promise<void> {
    await pauseWebhook({ client: this.api.client, throwOnError: true, path });
  }

  async resume(): Promise<void> {
    await resumeWebhook({ client: this.api.client, throwOnError: true, path });
  }

  /** Has events happen that nobody was told of yet, and starts the server with them. */
  async backlog(count: number): Promise<void> {
    await this.api.halt();
    const storage = await Storage.open(this.api.directory);
    const { database, events, instances } = storage;
    const instance = await instances.find('ours');
    if (!instance) throw new Error('the instance is gone');
    for (let done = 0; done < count; done += PER_COMMIT) {
      const newEvents = numbers(Math.min(PER_COMMIT, count - done)).map((n) => newEvent(done + n));
      await database.write((write) => events.append(write, instance, newEvents));
    }
    await storage.close();
    await this.api.start();
  }

  /** Delivers until so many more have arrived. Resolves with how many did, in what time, with how much CPU. */
  async deliver(count: number): Promise<{ count: number; ms: number; cpuMs: number }> {
    const { sink, vitals } = this;
    const [first, cpu, started] = [sink.count, await vitals.cpuMs(), performance.now()];
    await this.resume();
    await eventually(
      async () => sink.count - first,
      (arrived) => arrived >= count,
      'the deliveries',
      PATIENCE_MS,
    );
    const took = (sink.times.get('/')?.at(-1) ?? 0) - started;
    const arrived = sink.count - first;
    const used = (await vitals.cpuMs()) - cpu;
    return { count: arrived, ms: took, cpuMs: used };
  }
}

function newEvent(n: number) {
  return {
    event: 'message',
    at: Date.now(),
    chat: `1555${100_000 + (n % CHATS)}@s.whatsapp.net`,
    dedupe: null,
    data: data(n),
  };
}

function data(n: number) {
  const from = `1555${100_000 + (n % CHATS)}@s.whatsapp.net`;
  return {
    id: `3EB0${n.toString(16).padStart(16, '0')}`,
    from,
    chatId: from,
    type: 'text',
    text: `message ${n} of somebody who writes about what they have ordered`,
    timestamp: Date.now(),
    fromMe: false,
  };
}

/** Durable deliveries against the same posts in a loop, and what a backlog costs. */
export async function measureDeliveries(): Promise<Row[]> {
  const desk = await Desk.open();
  const bare = await Bare.start();
  try {
    const body = { id: 'evt_0', sequence: 1, event: 'message', instanceId: 'ours', data: data(1) };
    const loop = async (count: number): Promise<number> => bare.post(desk.sink.url(), body, count, IN_FLIGHT);
    await loop(WARM_UP);
    await desk.backlog(WARM_UP + MEASURED);
    await desk.deliver(WARM_UP);
    let looped = 0;
    const small = { count: 0, ms: 0, cpuMs: 0 };
    for (let turn = 0; turn < TURNS; turn += 1) {
      await desk.pause();
      looped += await loop(MEASURED / TURNS);
      const turned = await desk.deliver(MEASURED / (TURNS + 1));
      small.count += turned.count;
      small.ms += turned.ms;
      small.cpuMs += turned.cpuMs;
    }
    const heapSmall = await desk.vitals.heapBytes();

    await desk.pause();
    await desk.backlog(BACKLOG);
    await desk.deliver(WARM_UP);
    await desk.pause();
    const large = await desk.deliver(MEASURED);
    await desk.pause();
    const heapLarge = await desk.vitals.heapBytes();
    const [own, loopRate] = [small.count / small.ms, MEASURED / looped];
    const [cost, costLarge] = [small.cpuMs / small.count, large.cpuMs / large.count];
    return [
      {
        what: `Deliveries per second to one receiver, each attempt stored, against axios in a loop (${IN_FLIGHT} in flight)`,
        ours: perSecond(small.count, small.ms),
        other: perSecond(MEASURED, looped),
        ratio: own / loopRate,
        goal: '≥ 0.5',
      },
      {
        what: `CPU time per delivery, with ${BACKLOG} waiting behind it against none`,
        ours: ms(costLarge),
        other: `${ms(cost)} (ours)`,
        ratio: costLarge / cost,
        goal: '≤ 1.2',
      },
      {
        what: `Heap after a collection, with ${BACKLOG} waiting against none`,
        ours: `${(heapLarge / 2 ** 20).toFixed(0)} MiB`,
        other: `${(heapSmall / 2 ** 20).toFixed(0)} MiB (ours)`,
        ratio: heapLarge / heapSmall,
      },
    ];
  } finally {
    await bare.stop();
    await desk.close();
  }
}
