import { listNodes } from '../../packages/client/src/generated/index.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { Fleet } from './chaos/fleet.js';
import { Follower, People, Service } from './chaos/load.js';
import { NEMESES } from './chaos/nemeses.js';

/** How many faults, by chance; `each`: every one once. Undefined: none, as in a run of all tests. */
const ROUNDS = process.env['CLUSTER_ROUNDS'];
const describeIfAsked = ROUNDS === undefined ? describe.skip : describe;
const LIFETIME_MS = 4_000;
const SERVERS = 3;
const BOTS = Array.from({ length: 6 }, (_, n) => `62811111111${n}`);
const PEOPLE = ['15550001111', '15550002222'];
const CUSTOMER = '15550003333';
const ROUND_MS = 150_000;

/** The faults of a run. */
function faults(): string[] {
  const names = Object.keys(NEMESES);
  if (ROUNDS === undefined || ROUNDS === 'each') return names;
  return Array.from({ length: Number(ROUNDS) }, () => names[Math.floor(Math.random() * names.length)] ?? '');
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

describeIfAsked('three servers on one database', () => {
  const chosen = faults();
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(SERVERS, {
      LEASE_TTL_MS: String(LIFETIME_MS),
      WEBHOOK_RETRY_DELAY_MS: '50',
      WEBHOOK_MAX_RETRIES: '1000',
      SEND_ACK_TIMEOUT_MS: '5000',
      RECONNECT_MAX_DELAY_MS: '1000',
    });
    for (const phone of [...PEOPLE, CUSTOMER]) await fleet.world.emulator.phone(phone, { name: phone });
    await fleet.link(BOTS);
  }, 240_000);

  afterAll(async () => {
    await fleet.stop();
  }, 60_000);

  it(
    'lose nothing, double nothing and never both have an instance, whatever befalls them',
    async () => {
      const people = await People.start(fleet, PEOPLE);
      const service = new Service(fleet, CUSTOMER, 3);
      const followers = fleet.bots.map(({ instanceId }) => new Follower(fleet, instanceId));
      const tookMs: number[] = [];
      const counts = new Map<string, number>();
      let mayReplace = 0;
      for (const name of chosen) {
        process.stdout.write(`cluster: ${name}\n`);
        await fleet.whole();
        const effect = await NEMESES[name]?.(fleet, LIFETIME_MS);
        counts.set(name, (counts.get(name) ?? 0) + 1);
        tookMs.push(...(effect?.tookMs ?? []));
        mayReplace += effect?.replaced ?? 0;
        await fleet.whole();
      }
      await people.end();
      await service.end();

      // What was written has come to the receiver, in the order of each chat.
      const { receiver, world } = fleet;
      for (const [instanceId, written] of people.written) {
        const heard = (): Set<unknown> =>
          new Set(
            receiver
              .named('message')
              .flatMap((each) => (each.instanceId === instanceId ? [each.data['id']] : [])),
          );
        await eventually(
          async () => {
            const ids = heard();
            return [...written].flatMap(([id, text]) => (ids.has(id) ? [] : [text]));
          },
          (missing) => missing.length === 0,
          `what was written to ${instanceId} to come`,
        );
      }
      const firsts = receiver.firstSince(0);
      for (const { instanceId } of fleet.bots)
        for (const prefix of [...PEOPLE, 'to all:']) {
          const texts = firsts.flatMap(({ event, instanceId: at, data }) =>
            event === 'message' && at === instanceId && String(data['text']).startsWith(prefix)
              ? [Number(String(data['text']).split(' ').at(-1))]
              : [],
          );
          expect(texts).toEqual(texts.toSorted((one, other) => one - other));
        }

      // Each text that was accepted has come to the customer, once.
      const customer = new Person(world, CUSTOMER, fleet.bots[0] ?? neverThere());
      const texts = await eventually(
        () => customer.texts(),
        (all) => service.sent.every((text) => all.includes(text)),
        'what was sent to arrive',
      );
      const doubled = texts.length - new Set(texts).size;
      expect(doubled).toBe(0);

      // No event log has a gap; whoever follows one has seen each event once.
      let gaps = 0;
      for (const { instanceId } of fleet.bots) {
        const rows =
          await fleet.query(`select events.sequence from events join instances on instances.uid = events.instance
          where instances.instance_id = '${instanceId}' order by events.sequence`);
        const sequences = rows.map(({ sequence }) => Number(sequence));
        gaps += (sequences.at(-1) ?? 0) - new Set(sequences).size;
        const follower = followers.find((each) => each.instanceId === instanceId) ?? neverThere();
        await eventually(
          async () => follower.sequences.at(-1),
          (last) => last === sequences.at(-1),
          `who follows ${instanceId} to have seen everything`,
        );
        expect(follower.sequences).toEqual(sequences);
      }
      expect(gaps).toBe(0);
      for (const follower of followers) await follower.end();

      // No delivery has come with another content, and no device was connected twice but where a process was stopped.
      const bodies = new Map<string, string>();
      for (const { id, raw } of receiver.arrivals.all) {
        expect(raw).toBe(bodies.get(id) ?? raw);
        bodies.set(id, raw);
      }
      const { phones } = await world.emulator.get('/stats');
      const replaced = BOTS.reduce((sum, phone) => sum + Number(phones[phone].replaced), 0);
      expect(replaced).toBeLessThanOrEqual(mayReplace);

      await eventually(
        async () => (await listNodes({ client: world.api.client, throwOnError: true })).data.data,
        (nodes) => nodes.length === SERVERS && nodes.every(({ state }) => state === 'live'),
        'all servers to be alive, and no others to be known',
      );
      const figures = {
        faults: Object.fromEntries(counts),
        written: people.count,
        sent: service.sent.length,
        answers: Object.fromEntries(service.answers),
        lost: 0,
        doubled,
        webhooksTwice: receiver.arrivals.all.length - bodies.size,
        gaps,
        replaced,
        mayReplace,
        takeovers: tookMs.length,
        takeoverP50Ms: percentile(tookMs, 0.5),
        takeoverP99Ms: percentile(tookMs, 0.99),
      };
      process.stdout.write(`cluster: ${JSON.stringify(figures)}\n`);
    },
    (chosen.length + 3) * ROUND_MS,
  );
});

function neverThere(): never {
  throw new Error('it is not there');
}
