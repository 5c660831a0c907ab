import { link } from '../bench/linking.js';
import { freePort } from '../harness/process.js';
import { World } from '../harness/world.js';
import { Client } from './crew.js';
import { Ledger } from './ledger.js';
import { Tally } from './tally.js';
import { Watch } from './vitals.js';

/** An instance of the run. */
export interface Shop {
  instanceId: string;
  phone: string;
  /** Path of its routes. */
  base: string;
}

const numbered = (n: number): Shop => ({
  instanceId: `shop-${n}`,
  phone: `62812000000${n}`,
  base: `/api/v1/instances/shop-${n}`,
});

/** Its receiver takes everything at once. */
export const STEADY = numbered(1);
/** Its receiver is refusing, slow or hanging, and comes back. */
export const MOODY = numbered(2);
/** Its receiver wants everything in order. */
export const STRICT = numbered(3);
/** Its connection breaks. It sends texts only, so that no file is uploaded in vain. */
export const BREAKING = numbered(4);
export const SHOPS = [STEADY, MOODY, STRICT, BREAKING] as const;

export const PEOPLE = Array.from({ length: 8 }, (_, n) => `1555010000${n}`);
/** WhatsApp refuses everything that is sent to them. */
export const REFUSED = '15550200001';
/** WhatsApp acknowledges nothing that is sent to them for a while. */
export const HELD = '15550200002';
/** They have no account. */
export const NOBODY = '15550200003';
/** Somebody with a modified client. */
export const STRANGER = '15550200004';

/** The value of a header for receivers, which must not be logged. */
export const TOKEN = 'token-that-must-not-be-logged';
/** The endpoint that hears of all instances. */
export const ALL = 'all';

/** A server with instances, people, receivers, and what watches it. */
export class Stage {
  private constructor(
    readonly world: World,
    readonly tally: Tally,
    readonly watch: Watch,
    readonly ledger: Ledger,
    readonly metricsUrl: string,
    /** A group that all instances and some people are in. */
    readonly group: string,
  ) {}

  static async set(): Promise<Stage> {
    const tally = new Tally();
    await tally.listen();
    const [vitalsPort, metricsPort] = [await freePort(), await freePort()];
    const world = await World.start(
      {
        WEBHOOK_URL: tally.url(ALL),
        WEBHOOK_RETRY_DELAY_MS: '50',
        WEBHOOK_MAX_RETRIES: '1000',
        WEBHOOK_TIMEOUT_MS: '1000',
        SEND_ACK_TIMEOUT_MS: '5000',
        SEND_TIMEOUT_MS: '20000',
        VITALS_PORT: String(vitalsPort),
        METRICS_PORT: String(metricsPort),
      },
      'vitals.js',
    );
    const watch = new Watch(world.api, `http://127.0.0.1:${vitalsPort}`);
    const { emulator, api } = world;
    for (const phone of [...PEOPLE, REFUSED, HELD, STRANGER]) await emulator.phone(phone);
    await emulator.phone(NOBODY);
    await emulator.post('/phones', { phone: NOBODY, registered: false });
    const client = new Client(api.url);
    for (const { instanceId, phone, base } of SHOPS) {
      await link(emulator, api, { instanceId, phone });
      await client.ask('PUT', `${base}/webhook`, {
        webhookUrl: tally.url(instanceId),
        webhookEvents: null,
        headers: { 'X-Token': TOKEN },
        order: instanceId === STRICT.instanceId ? 'strict' : 'chat',
      });
    }
    client.close();
    const members = [...SHOPS.map(({ phone }) => phone), ...PEOPLE.slice(1, 4)];
    const group = await emulator.post(`/phones/${PEOPLE[0]}/groups`, {
      subject: 'Soak',
      participants: members,
    });
    const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
    return new Stage(world, tally, watch, new Ledger(), metricsUrl, String(group.jid));
  }

  async strike(): Promise<void> {
    this.watch.stop();
    await this.world.stop();
    await this.tally.stop();
  }

  /** All metrics, by name and labels as `name{label="value"}`. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const answer = await fetch(this.metricsUrl, { signal: AbortSignal.timeout(60_000) });
    const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))] as const;
      }),
    );
  }
}
