import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from '@photostructure/sqlite';
import { DATABASE_FILE } from '../../libs/storage/src/sqlite/database.js';
import type { PhoneMessage } from '../harness/emulator.js';
import { record } from '../harness/envelope.js';
import { OUTPUT } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';
import { Attackers } from './attacks.js';
import { Client, type Crew } from './crew.js';
import { load, newMemory, weather } from './load.js';
import { ALL, HELD, NOBODY, PEOPLE, REFUSED, SHOPS, STEADY, Stage, TOKEN } from './stage.js';
import { grown, type Holdings, median } from './vitals.js';

/** How long the load lasts: `SOAK_MINUTES=30 npm run soak`. */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 30);
/** Loads what is loaded once, and fills what is filled once: pools of threads and of connections, caches. */
const WARM_UP_MS = 20_000;
/** Longest time until everything that was begun has come to its end. */
const SETTLED_MS = 300_000;
/** Nothing moves any more if nothing has for this long. */
const STUCK_MS = 60_000;
/** Nothing may hold the event loop of the server for longer, in CPU time of a machine that does nothing else, ms. */
const LONGEST_MS = 250;
/**
 * Resident memory is bounded if its median in the last third of the run is not more than this much above the median of
 * the second third. Medians, because a single picture or a collection of garbage moves single samples by more than that.
 */
const RSS_GROWTH = 1.25;
/** In a short run the caches still fill. */
const RSS_ALLOWANCE_MIB = MINUTES < 10 ? 100 : 0;

const memory = newMemory();
const crews: Crew[] = [];
const effects: string[] = [];
/** What was neither delivered nor processed. */
const waiting: Record<string, unknown>[] = [];
let stage: Stage;
let before: Holdings;
let after: Holdings;
let leftover: string[];
let metrics: ReadonlyMap<string, number>;
let inboxes: ReadonlyMap<string, PhoneMessage[]>;

/** Puts everything on the server at once for a while, and waits until nothing of it is left. */
async function round(ms: number): Promise<void> {
  const crew = load(stage, memory);
  crews.push(crew);
  weather(stage, crew);
  const attackers = new Attackers(stage, memory);
  attackers.join(crew);
  await crew.pause(ms);
  await crew.stop();
  effects.push(...attackers.effects);
  await settle();
}

/** How much is still to be heard, to be processed and to be delivered. */
async function remaining(): Promise<number> {
  const values = await stage.metrics();
  const waits = ['miaw_deliveries_pending', 'miaw_inbox_open'].map((name) => values.get(name) ?? 0);
  const unheard = SHOPS.flatMap(({ instanceId }) => lostBy(instanceId, instanceId));
  return waits.reduce((sum, count) => sum + count, unheard.length);
}

/** Messages that people wrote to an instance, and an endpoint has not heard of. */
function lostBy(instanceId: string, endpoint: string): string[] {
  const { messages } = stage.tally.of(endpoint, instanceId);
  return (stage.ledger.written.get(instanceId) ?? []).filter((id) => !messages.has(id));
}

async function settle(): Promise<void> {
  const { world, tally } = stage;
  await world.emulator.releaseFaults();
  tally.recover();
  const client = new Client(world.api.url);
  await client.ask('POST', `${STEADY.base}/webhook/resume`);
  for (const { base } of SHOPS)
    await eventually(
      () => client.get(`${base}/status`),
      ({ status }) => status === 'connected',
      `${base} to be connected`,
      SETTLED_MS,
    );
  client.close();
  // However busy the machine is: as long as something moves.
  let left = await remaining();
  for (let movedAt = Date.now(); left > 0 && Date.now() < movedAt + STUCK_MS;) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const now = await remaining();
    if (now !== left) movedAt = Date.now();
    left = now;
  }
  // Named one by one, to find out what they are.
  waiting.push(
    ...rows('select kind, stanza, fault from inbox where done = 0 and fault is null'),
    ...rows("select id, state, attempts from deliveries where state = 'pending' limit 5"),
  );
}

beforeAll(
  async () => {
    stage = await Stage.set();
    await round(WARM_UP_MS);
    before = await stage.watch.holdings();
    stage.watch.start();
    await round(MINUTES * 60_000);
    stage.watch.stop();
    inboxes = await readInboxes();
    // Connections that nobody uses, and timers of what is over, end after a while of their own.
    await eventually(
      async () => {
        after = await stage.watch.holdings();
        leftover = grown(before, after);
        await new Promise((resolve) => setTimeout(resolve, 3_000));
        return leftover;
      },
      (left) => left.length === 0,
      'everything to be back where it was',
      SETTLED_MS / 2,
    ).catch(() => undefined);
    metrics = await stage.metrics();
    report();
  },
  // Twice the time of the load for what is left of it on a busy machine.
  3 * MINUTES * 60_000 + 3 * SETTLED_MS,
);

// Its end fails the suite if a phone complains, or the emulator did not know something.
afterAll(async () => stage.strike(), SETTLED_MS);

/** What people's phones have from the instances, once all that was accepted is there. */
async function readInboxes(): Promise<ReadonlyMap<string, PhoneMessage[]>> {
  const accepted = stage.ledger.texts.filter(({ outcome, to }) => isAccepted(outcome) && to !== REFUSED);
  const read = async (): Promise<Map<string, PhoneMessage[]>> => {
    const people = [...PEOPLE, REFUSED, HELD, NOBODY];
    return new Map(
      await Promise.all(
        people.map(async (phone) => [phone, await stage.world.emulator.inbox(phone)] as const),
      ),
    );
  };
  const missing = (all: ReadonlyMap<string, PhoneMessage[]>): number => {
    const ids = new Set([...all].flatMap(([phone, messages]) => messages.map(({ id }) => `${phone} ${id}`)));
    return [...accepted, ...stage.ledger.others].filter(({ to, id }) => !ids.has(`${to} ${id}`)).length;
  };
  const deadline = Date.now() + 60_000;
  let all = await read();
  while (missing(all) > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    all = await read();
  }
  return all;
}

function isAccepted(outcome: string): boolean {
  return outcome === 'sent' || outcome === 'pending';
}

function rows(sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(stage.world.api.directory, DATABASE_FILE), { readOnly: true });
  try {
    return database.prepare(sql).all().map(record);
  } finally {
    database.close();
  }
}

function value(name: string): number {
  return metrics.get(name) ?? 0;
}

/** Values of a metric by one of its labels. */
function byLabel(name: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [key, count] of metrics) {
    const label = key.startsWith(`${name}{`) ? /="([^"]*)"/.exec(key)?.[1] : undefined;
    if (label !== undefined && count > 0) found[label] = count;
  }
  return found;
}

function thirds(values: readonly number[]): number[] {
  const third = Math.floor(values.length / 3);
  return [0, 1, 2].map((n) => Math.round(median(values.slice(n * third, (n + 1) * third))));
}

/** The figures of the run, for people. */
function report(): void {
  const { ledger, watch, tally } = stage;
  const written = [...ledger.written.values()].reduce((sum, ids) => sum + ids.length, 0);
  console.log(
    JSON.stringify(
      {
        minutes: MINUTES,
        written,
        heard: SHOPS.map(({ instanceId }) => ({
          instanceId,
          written: stage.ledger.written.get(instanceId)?.length,
          heard: tally.of(ALL, instanceId).messages.size,
        })),
        texts: ledger.texts.length,
        others: ledger.others.length,
        outcomes: ledger.outcomes,
        deliveries: {
          requests: [...tally.requests.values()].reduce((sum, n) => sum + n, 0),
          taken: tally.taken,
        },
        done: crews.map(({ done }) => Object.fromEntries(done)),
        rss: {
          thirds: thirds(watch.rss),
          least: Math.round(Math.min(...watch.rss)),
          most: Math.round(Math.max(...watch.rss)),
        },
        longestHolds: watch
          .holds()
          .map(({ heldMs, slowness }) => Math.round(heldMs / slowness))
          .toSorted((a, b) => b - a)
          .slice(0, 5),
        before,
        after,
        leftover,
        metrics: Object.fromEntries([...metrics].filter(([name]) => /^miaw_(?!.*_bucket|http)/.test(name))),
      },
      null,
      1,
    ),
  );
}

describe(`${MINUTES} minutes of everything at once`, () => {
  it('go as they should for those who put load on the server', () => {
    expect(crews.flatMap(({ failures }) => failures)).toEqual([]);
    expect(effects).toEqual([]);
    expect(stage.ledger.odd).toEqual([]);
    expect(stage.world.api.running).toBe(true);
  });

  it('leave nothing that waits', () => {
    expect(waiting).toEqual([]);
  });

  it('lose nothing that people wrote', () => {
    for (const { instanceId } of SHOPS) {
      expect(stage.ledger.written.get(instanceId)?.length).toBeGreaterThan(0);
      for (const endpoint of [instanceId, ALL])
        expect({ endpoint, lost: lostBy(instanceId, endpoint) }).toEqual({ endpoint, lost: [] });
    }
  });

  it('bring to people exactly what was accepted, once', () => {
    const count = (to: string, text: string): number =>
      (inboxes.get(to) ?? []).filter((message) => message.text?.split(' ', 1)[0] === text).length;
    const wrong = stage.ledger.texts.flatMap((sent) => {
      const times = count(sent.to, sent.text);
      // WhatsApp may have refused it after it was accepted.
      if (sent.to === REFUSED) return times === 0 ? [] : { ...sent, times };
      if (sent.outcome === 'unknown') return times <= 1 ? [] : { ...sent, times };
      return times === (isAccepted(sent.outcome) ? 1 : 0) ? [] : { ...sent, times };
    });
    expect(wrong).toEqual([]);
    const ids = new Map([...inboxes].map(([phone, messages]) => [phone, messages.map(({ id }) => id)]));
    const others = stage.ledger.others.filter(
      ({ to, id }) => (ids.get(to) ?? []).filter((each) => each === id).length !== 1,
    );
    expect(others).toEqual([]);
  });

  it('leave an event log without gaps, for readers and for receivers', () => {
    expect(memory.gaps).toEqual([]);
    for (const { instanceId } of SHOPS) {
      const [{ first, last, count } = {}] = rows(
        `select min(sequence) as first, max(sequence) as last, count(*) as count from events where instance_id = '${instanceId}'`,
      );
      expect({ first, last }).toEqual({ first: 1, last: count });
      expect(stage.tally.of(ALL, instanceId).taken.size).toBe(count);
    }
  });

  it(`hold the event loop for no longer than ${LONGEST_MS} ms`, () => {
    expect(stage.watch.holds().filter(({ heldMs, slowness }) => heldMs / slowness > LONGEST_MS)).toEqual([]);
  });

  it('need no more and more memory', () => {
    const [, middle = 0, last = 0] = thirds(stage.watch.rss);
    expect(middle).toBeGreaterThan(0);
    expect(last).toBeLessThanOrEqual(middle * RSS_GROWTH + RSS_ALLOWANCE_MIB);
  });

  it('leave no descriptor, connection, timer, thread or listener behind', () => {
    expect(leftover).toEqual([]);
  });

  it('log no secret', async () => {
    const secrets = [TOKEN, ...memory.secrets];
    const found: string[] = [];
    const lines = createInterface({
      input: createReadStream(join(OUTPUT, `server-main.js-${process.pid}.log`)),
    });
    let count = 0;
    for await (const line of lines) {
      count += 1;
      // The id of a key is no secret; what follows it is.
      if (secrets.some((secret) => line.includes(secret.split('_').at(-1) ?? secret)))
        found.push(line.slice(0, 500));
    }
    expect(count).toBeGreaterThan(100);
    expect(memory.secrets.length).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });
});

describe('the metrics of such a run', () => {
  it('count sends as their callers were told', () => {
    const told = Object.fromEntries(Object.entries(stage.ledger.outcomes).filter(([, count]) => count > 0));
    expect(byLabel('miaw_sends_total')).toEqual(told);
  });

  it('count events as the event log has them', () => {
    const counted = byLabel('miaw_events_total');
    const logged = rows(
      "select event, count(*) as count from events where instance_id like 'shop-%' group by event",
    );
    // Instances that came and went had only what links them.
    const ofGuests = new Set([
      'instance_created',
      'instance_deleted',
      'qr',
      'connection',
      'disconnected',
      'error',
    ]);
    for (const { event, count } of logged)
      if (!ofGuests.has(String(event)))
        expect({ event, count: counted[String(event)] }).toEqual({ event, count });
    for (const event of ofGuests)
      expect(counted[event] ?? 0).toBeGreaterThanOrEqual(
        Number(logged.find((row) => row['event'] === event)?.['count'] ?? 0),
      );
    expect(
      Object.keys(counted)
        .filter((event) => !ofGuests.has(event))
        .toSorted(),
    ).toEqual(
      logged
        .map(({ event }) => String(event))
        .filter((event) => !ofGuests.has(event))
        .toSorted(),
    );
  });

  it('count attempts as receivers and the database do', () => {
    const { delivered = 0, retried = 0, parked = 0 } = byLabel('miaw_delivery_attempts_total');
    const requests = [...stage.tally.requests];
    // A receiver does not hear of an attempt whose time is up before it has arrived.
    const [{ late } = {}] = rows("select count(*) as late from attempts where error = 'timeout'");
    const unheard = delivered + retried + parked - requests.reduce((sum, [, count]) => sum + count, 0);
    expect(unheard).toBeGreaterThanOrEqual(0);
    expect(unheard).toBeLessThanOrEqual(Number(late));
    const ofGuests = requests.reduce((sum, [id, count]) => sum + (id.startsWith('guest') ? count : 0), 0);
    const [{ all, failed } = {}] = rows('select count(*) as "all", count(error) as failed from attempts');
    expect(retried + parked).toBeGreaterThan(0);
    expect(Number(all)).toBeLessThanOrEqual(delivered + retried + parked);
    expect(Number(all)).toBeGreaterThanOrEqual(delivered + retried + parked - ofGuests);
    // The rows of instances that were deleted are gone.
    expect(Number(failed)).toBeLessThanOrEqual(retried + parked);
    expect(Number(failed)).toBeGreaterThanOrEqual(retried + parked - ofGuests);
    // An answer that comes after the time is up is not accepted.
    expect(delivered).toBeLessThanOrEqual(stage.tally.taken);
    expect(value('miaw_delivery_attempt_seconds_count')).toBe(delivered + retried + parked);
    expect(value('miaw_delivery_lag_seconds_count')).toBe(delivered);
  });

  it('show the connections, and nothing that waits', () => {
    expect(byLabel('miaw_instances')).toEqual({ connected: SHOPS.length });
    const gauges = ['deliveries_pending', 'deliveries_oldest_seconds', 'inbox_open', 'inbox_oldest_seconds'];
    expect(gauges.map((name) => value(`miaw_${name}`))).toEqual([0, 0, 0, 0]);
  });

  it('count the bytes of files as people and callers have them', () => {
    const sizes = new Map(
      [...inboxes].flatMap(([phone, messages]) =>
        messages.flatMap(({ id, media }) => (media ? [[`${phone} ${id}`, media.sizeBytes] as const] : [])),
      ),
    );
    for (const { to, id } of memory.sentFiles) stage.ledger.noteFile(sizes.get(`${to} ${id}`) ?? 0);
    expect(byLabel('miaw_media_bytes_total')).toEqual({
      sent: stage.ledger.sentBytes,
      received: stage.ledger.receivedBytes,
    });
  });

  it('count what became no event as the instances do', async () => {
    const client = new Client(stage.world.api.url);
    const kinds: Record<string, number> = {};
    for (const { base } of SHOPS) {
      const { ignored } = await client.get(`${base}/status`);
      for (const [kind, count] of Object.entries(record(ignored)))
        kinds[kind] = (kinds[kind] ?? 0) + Number(count);
    }
    client.close();
    expect(Object.keys(kinds).length).toBeGreaterThan(0);
    expect(byLabel('miaw_ignored_total')).toEqual(kinds);
  });
});
