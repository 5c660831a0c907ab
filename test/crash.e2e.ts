import type { Arrival } from './harness/receiver.js';
import { World } from './harness/world.js';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 20);
const BOTS = [
  { id: 'one', phone: '628111111111' },
  { id: 'two', phone: '628222222222' },
] as const;
const PEOPLE = ['15550001111', '15550002222', '15550003333'] as const;
/** When nothing has come for so long, nothing more will. */
const STALLED_MS = 30_000;
/** Longest time for everything to come after the last start. */
const SETTLED_MS = 240_000;

interface Written {
  id: string;
  to: string;
  from: string;
}

/** People who write without a break, to every bot in turn, whoever is there to listen. */
class Crowd {
  readonly written: Written[] = [];
  private stopped = false;
  private readonly work: Promise<void>[];

  constructor(world: World) {
    this.work = PEOPLE.map((person, index) => this.write(world, person, index));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.work);
  }

  private async write(world: World, person: string, start: number): Promise<void> {
    for (let n = start; !this.stopped; n += 1) {
      const bot = BOTS[n % BOTS.length] ?? BOTS[0];
      const id = await world.emulator.send(person, { to: bot.phone, text: `${person} ${n}` });
      this.written.push({ id, to: bot.id, from: person });
      await pause(80 + Math.random() * 140);
    }
  }
}

/** A backend that sends through the API while it can, and remembers what was accepted. */
class Backend {
  readonly accepted: { id: string; to: string; text: string }[] = [];
  private stopped = false;
  private readonly work: Promise<void>;

  constructor(world: World) {
    this.work = this.send(world);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  private async send(world: World): Promise<void> {
    for (let n = 0; !this.stopped; n += 1) {
      const to = PEOPLE[n % PEOPLE.length] ?? PEOPLE[0];
      const text = `from a backend, number ${n}`;
      // A call that the crash cuts off has promised nothing.
      const answer = await world.text('one', { to, text }).catch(() => undefined);
      const id = answer?.data?.messageId;
      if (id !== undefined) this.accepted.push({ id, to, text });
      await pause(20);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe(`${ROUNDS} kills at random instants`, () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    for (const bot of BOTS) await world.link(bot.id, bot.phone);
  });

  afterAll(async () => {
    await world.stop();
  });

  it(
    'lose nothing that people wrote and nothing that was accepted for sending',
    async () => {
      const crowd = new Crowd(world);
      const backend = new Backend(world);
      for (let round = 0; round < ROUNDS; round += 1) {
        if (round % 2 === 0) {
          // Live: everything is up and running.
          await world.reaches('one', 'connected');
          await pause(200 + Math.random() * 800);
        } else {
          // In the backlog: the server has just come up, or is about to.
          await pause(500 + Math.random() * 900);
        }
        await world.api.kill();
        world.api.launch();
      }
      await world.reaches('one', 'connected');
      await world.reaches('two', 'connected');
      await crowd.stop();
      await backend.stop();
      await allArrive(world, crowd.written);
      expectSequences(world.receiver.arrivals.all);
      await allRead(world, backend.accepted);
      const twice = world.receiver.named('message').length - crowd.written.length;
      process.stdout.write(
        `rounds ${ROUNDS}, written ${crowd.written.length}, lost 0, delivered twice ${twice}, accepted ${backend.accepted.length}\n`,
      );
    },
    ROUNDS * 5_000 + SETTLED_MS * 2,
  );
});

async function allArrive(world: World, written: readonly Written[]): Promise<void> {
  const missing = new Set(written.map(({ id, to }) => `${to}/${id}`));
  const deadline = Date.now() + SETTLED_MS;
  let last = { left: missing.size, at: Date.now() };
  for (;;) {
    for (const { instanceId, data } of world.receiver.named('message'))
      missing.delete(`${instanceId}/${String(data['id'])}`);
    if (missing.size < last.left) last = { left: missing.size, at: Date.now() };
    if (missing.size === 0) return;
    if (Date.now() > Math.min(deadline, last.at + STALLED_MS)) break;
    await pause(500);
  }
  const phones = await Promise.all(BOTS.map(({ phone }) => world.emulator.get(`/phones/${phone}`)));
  const companions = phones.flatMap((phone) => phone['companions']);
  expect({ missing: [...missing], companions }).toEqual({ missing: [], companions });
}

/** Every number is there, and what came twice is the same delivery. */
function expectSequences(arrivals: readonly Arrival[]): void {
  for (const { id } of BOTS) {
    const deliveries = new Map<number, string>();
    for (const arrival of arrivals.filter((each) => each.instanceId === id)) {
      const delivery = String(arrival.headers['x-miaw-delivery']);
      expect(deliveries.get(arrival.sequence) ?? delivery).toBe(delivery);
      deliveries.set(arrival.sequence, delivery);
    }
    const last = Math.max(...deliveries.keys());
    expect(deliveries.size).toBe(last);
  }
}

async function allRead(
  world: World,
  accepted: readonly { id: string; to: string; text: string }[],
): Promise<void> {
  const deadline = Date.now() + SETTLED_MS;
  for (const person of PEOPLE) {
    const mine = accepted.filter(({ to }) => to === person);
    for (;;) {
      const inbox = new Map(
        (await world.emulator.inbox(person)).map((message) => [message.id, message.text]),
      );
      const lost = mine.filter(({ id, text }) => inbox.get(id) !== text);
      if (lost.length === 0) break;
      if (Date.now() > deadline) expect(lost).toEqual([]);
      await pause(200);
    }
  }
}
