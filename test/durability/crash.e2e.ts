import { updateWebhook } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { POSTGRES_URL } from '../harness/database.js';
import { PostgresServer } from '../harness/postgres.js';
import type { Arrival, Receiver } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld, type World } from '../harness/world.js';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 20);
const BOTS = [
  { id: 'one', phone: '628111111111' },
  { id: 'two', phone: '628222222222' },
] as const;
const PEOPLE = ['15550001111', '15550002222', '15550003333'] as const;
/** The bot whose receiver wants everything in order. */
const STRICT = 'two';
/** People wait while so many messages are unheard: a slow machine must not fall behind further with every kill. */
const MAX_UNHEARD = 600;
/** When nothing has come for so long, nothing more will. */
const STALLED_MS = 90_000;
/** Longest time for everything to come after the last start. */
const SETTLED_MS = 240_000;

/** A message, and the bot that is to hear of it. */
interface Written {
  id: string;
  to: string;
  from: string;
}

/** People who write without a break, to every bot in turn and to the group of all, whoever is there to listen. */
class Crowd {
  readonly written: Written[] = [];
  private stopped = false;
  private readonly work: Promise<void>[];

  constructor(
    private readonly world: World,
    /** JID of a group that everybody is in. */
    private readonly group: string,
  ) {
    this.work = PEOPLE.map((person, index) => this.write(person, index));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.work);
  }

  private async write(person: string, start: number): Promise<void> {
    for (let n = start; !this.stopped; n += 1) {
      await this.untilHeard();
      const bot = BOTS[n % (BOTS.length + 1)];
      const to = bot?.phone ?? this.group;
      const id = await this.world.emulator.send(person, { to, text: `${person} ${n}` });
      for (const { id: hearer } of bot ? [bot] : BOTS) this.written.push({ id, to: hearer, from: person });
      await pause(80 + Math.random() * 140);
    }
  }

  private async untilHeard(): Promise<void> {
    const heard = (): number => this.world.receiver.named('message').filter(isTaken).length;
    while (!this.stopped && this.written.length - heard() > MAX_UNHEARD) await pause(200);
  }
}

/** Now and then the receiver is not able to take anything. */
class Flapping {
  private down = false;
  private stopped = false;
  private readonly work: Promise<void>;

  constructor(receiver: Receiver) {
    receiver.answer = () => ({ status: this.down ? 503 : 200 });
    this.work = this.flap();
  }

  /** It takes everything from now on. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
    this.down = false;
  }

  private async flap(): Promise<void> {
    while (!this.stopped) {
      await pause(400 + Math.random() * 1_200);
      this.down = !this.down;
    }
  }
}

function isTaken({ answer }: Arrival): boolean {
  return answer !== undefined && answer !== 'hang' && answer.status === 200;
}

/** A backend that sends through the API while it can, and remembers what was accepted. */
class Backend {
  readonly accepted: { id: string; to: string; text: string }[] = [];
  private stopped = false;
  private readonly work: Promise<void>;

  constructor(bot: Bot) {
    this.work = this.send(bot);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  /** Waits until one more is accepted. */
  async accepts(): Promise<void> {
    const { length } = this.accepted;
    await eventually(
      async () => this.accepted.length,
      (now) => now > length,
      'a message to be accepted',
    );
  }

  private async send(bot: Bot): Promise<void> {
    for (let n = 0; !this.stopped; n += 1) {
      const to = PEOPLE[n % PEOPLE.length] ?? PEOPLE[0];
      const text = `from a backend, number ${n}`;
      // A call that the crash cuts off has promised nothing.
      const answer = await bot.text(to, text).catch(() => undefined);
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
  /** On PostgreSQL it is one of its own, which is killed as well. */
  let postgres: PostgresServer | undefined;
  const world = useWorld(async () => {
    if (POSTGRES_URL !== undefined) postgres = await PostgresServer.make();
    return {
      WEBHOOK_RETRY_DELAY_MS: '50',
      WEBHOOK_MAX_RETRIES: '1000',
      SEND_ACK_TIMEOUT_MS: '5000',
      ...(postgres && { DATABASE_URL: `${postgres.url}/postgres` }),
    };
  });
  const one = new Bot(world, 'one', BOTS[0].phone);
  const two = new Bot(world, STRICT, BOTS[1].phone);
  let group: string;

  beforeAll(async () => {
    for (const bot of [one, two]) await bot.link();
    const { client } = world.api;
    await updateWebhook({
      client,
      throwOnError: true,
      path: { instanceId: STRICT },
      body: { order: 'strict' },
    });
    const body = { subject: 'All', participants: [...BOTS.map(({ phone }) => phone), ...PEOPLE.slice(1)] };
    group = String((await world.emulator.request('POST', `/phones/${PEOPLE[0]}/groups`, body)).jid);
  });

  afterAll(async () => {
    await postgres?.remove();
  });

  it(
    'lose nothing that people wrote and nothing that was accepted for sending',
    async () => {
      const crowd = new Crowd(world, group);
      const flapping = new Flapping(world.receiver);
      const backend = new Backend(one);
      for (let round = 0; round < ROUNDS; round += 1) {
        if (round % 2 === 0) {
          // Live: everything is up and running, and something was sent.
          await one.reaches('connected');
          await backend.accepts();
          await pause(Math.random() * 800);
        } else {
          // In the backlog: the server has just come up, or is about to.
          await pause(500 + Math.random() * 900);
        }
        if (postgres && round % 4 === 2) {
          await postgres.stop();
          await pause(Math.random() * 500);
          await postgres.start();
          continue;
        }
        await world.api.kill();
        world.api.launch();
      }
      await one.reaches('connected');
      await two.reaches('connected');
      await crowd.stop();
      await backend.stop();
      await flapping.stop();
      await allArrive(world, crowd.written);
      await expectAcknowledged(world, crowd.written);
      expectSequences(world.receiver.arrivals.all.filter(isTaken));
      expectOrder(world.receiver.arrivals.all);
      await allRead(world, backend.accepted);
      expect(backend.accepted.length).toBeGreaterThanOrEqual(ROUNDS / 2);
      const twice = world.receiver.named('message').filter(isTaken).length - crowd.written.length;
      process.stdout.write(
        `rounds ${ROUNDS}, written ${crowd.written.length}, lost 0, delivered twice ${twice}, accepted ${backend.accepted.length}\n`,
      );
    },
    ROUNDS * 30_000 + SETTLED_MS * 2,
  );
});

async function allArrive(world: World, written: readonly Written[]): Promise<void> {
  const missing = new Set(written.map(({ id, to }) => `${to}/${id}`));
  const deadline = Date.now() + SETTLED_MS;
  let last = { left: missing.size, at: Date.now() };
  for (;;) {
    for (const { instanceId, data } of world.receiver.named('message').filter(isTaken))
      missing.delete(`${instanceId}/${String(data['id'])}`);
    if (missing.size < last.left) last = { left: missing.size, at: Date.now() };
    if (missing.size === 0) return;
    if (Date.now() > Math.min(deadline, last.at + STALLED_MS)) break;
    await pause(500);
  }
  const phones = await Promise.all(BOTS.map(({ phone }) => world.emulator.get(`/phones/${phone}`)));
  const companions = phones.flatMap((phone) => phone['companions']);
  // What the server still has to do tells where they are.
  const metrics = await (await world.api.raw('/metrics')).text();
  const left = metrics
    .split('\n')
    .filter((line) => /^miaw_(inbox|deliveries|endpoints|instances)/.test(line));
  throw new Error(JSON.stringify({ missing: [...missing], companions, left }, undefined, 1));
}

/** What the receiver has is what WhatsApp was told that we have: nothing was acknowledged that nobody wrote to us. */
async function expectAcknowledged(world: World, written: readonly Written[]): Promise<void> {
  for (const { id: bot, phone } of BOTS) {
    const acknowledged: string[] = await world.emulator.get(`/stats/${phone}/acknowledged`);
    const heard = new Set(written.filter(({ to }) => to === bot).map(({ id }) => id));
    const known = new Set(acknowledged);
    expect([...heard].filter((id) => !known.has(id))).toEqual([]);
  }
}

/** A strict target has taken everything in order; the other was offered each chat's events in order. */
function expectOrder(arrivals: readonly Arrival[]): void {
  const offered = new Map<string, number>();
  const first = new Set<string>();
  let taken = 0;
  for (const arrival of arrivals) {
    const { instanceId, sequence, id, data } = arrival;
    if (instanceId === STRICT) {
      // What was taken before a kill may be brought again after it.
      if (isTaken(arrival) && !first.has(id)) {
        expect(sequence).toBeGreaterThan(taken);
        taken = sequence;
        first.add(id);
      }
      continue;
    }
    const chat = data['chatId'];
    if (first.has(id) || typeof chat !== 'string') continue;
    first.add(id);
    expect(sequence).toBeGreaterThan(offered.get(chat) ?? 0);
    offered.set(chat, sequence);
  }
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
