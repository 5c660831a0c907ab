import { connectInstance, disconnectInstance, restartInstance } from '../client/generated/index.js';
import type { Arrival } from './receiver.js';
import { eventually } from './waiting.js';
import type { World } from './world.js';

/** What WhatsApp has counted of a phone's companions. */
export interface Seen {
  /** Logins that were accepted so far. */
  logins: number;
  /** Connections that are open. */
  connected: number;
}

const LOOK_MS = 50;

/** One instance of a world and the phone it is for: what it tells its receiver, and what WhatsApp sees of it. */
export class Line {
  constructor(
    private readonly world: World,
    readonly id: string,
    readonly phone: string,
  ) {}

  /** Creates an instance and links it to the phone. */
  static async linked(world: World, id: string, phone: string): Promise<Line> {
    await world.link(id, phone);
    return new Line(world, id, phone);
  }

  /** The sequence of the last event that arrived: a mark for {@link story}. */
  get mark(): number {
    return this.arrivals.reduce((last, { sequence }) => Math.max(last, sequence), 0);
  }

  /** Every event after `since` up to the first that fits, none missing, in the order in which they happened. */
  async story(since: number, fits: (arrival: Arrival) => boolean, ms = 15_000): Promise<Arrival[]> {
    const about = (arrival: Arrival): boolean => arrival.instanceId === this.id && arrival.sequence > since;
    const { arrivals } = this.world.receiver;
    const last = await arrivals.first(
      (arrival) => about(arrival) && fits(arrival),
      `the end of a story of ${this.id}: ${words(this.after(since)).join(', ')}`,
      { ms },
    );
    const within = (arrival: Arrival): boolean => about(arrival) && arrival.sequence <= last.sequence;
    const all = await arrivals.count(within, last.sequence - since, `events of ${this.id}`, ms);
    return all.sort((a, b) => a.sequence - b.sequence);
  }

  /** What arrived after `since` so far. */
  after(since: number): Arrival[] {
    return this.arrivals.filter(({ sequence }) => sequence > since);
  }

  /** Waits until the last it has told, in the words of {@link words}, is this. Events come in their order. */
  async told(word: string): Promise<void> {
    await eventually(
      async () => words(this.arrivals),
      (all) => all.at(-1) === word,
      `${this.id} to tell at last: ${word}`,
    );
  }

  async status() {
    return this.world.status(this.id);
  }

  async connect() {
    const { data } = await connectInstance({
      client: this.world.api.client,
      throwOnError: true,
      path: { instanceId: this.id },
    });
    return data.data;
  }

  async disconnect() {
    const { data } = await disconnectInstance({
      client: this.world.api.client,
      throwOnError: true,
      path: { instanceId: this.id },
    });
    return data.data;
  }

  async restart() {
    const { data } = await restartInstance({
      client: this.world.api.client,
      throwOnError: true,
      path: { instanceId: this.id },
    });
    return data.data;
  }

  /** Does something to its open connection. */
  async strike(kind: string, more: { code?: number } = {}): Promise<void> {
    const fault = { kind, phone: this.phone, ...more };
    const { struck } = await this.world.emulator.request('POST', '/faults', fault);
    if (struck !== 1)
      throw new Error(`${kind} has struck ${struck} connections of ${this.id} instead of one`);
  }

  async seen(): Promise<Seen> {
    const { phones } = await this.world.emulator.get('/stats');
    const { logins = 0, connected = 0 } = phones[this.phone] ?? {};
    return { logins, connected };
  }

  /** Waits until WhatsApp sees as many connections of it. */
  async held(connected: number): Promise<Seen> {
    return eventually(
      () => this.seen(),
      (seen) => seen.connected === connected,
      `${connected} connections of ${this.id}`,
    );
  }

  /**
   * Watches for `ms` that nothing happens: no login, no connection, no event, no other status.
   * @throws when something does
   */
  async rests(ms: number): Promise<void> {
    const since = this.mark;
    const before = await this.snapshot();
    const until = Date.now() + ms;
    while (Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      const now = await this.snapshot();
      const news = words(this.after(since));
      if (now !== before || news.length > 0)
        throw new Error(`${this.id} does not rest: ${before} became ${now}, ${news.join(', ')}`);
    }
  }

  private async snapshot(): Promise<string> {
    const [{ status, reason }, seen] = await Promise.all([this.status(), this.seen()]);
    return JSON.stringify({ status, reason, ...seen });
  }

  private get arrivals(): Arrival[] {
    return this.world.receiver.arrivals.all.filter(({ instanceId }) => instanceId === this.id);
  }
}

/** Events in short, without messages and those that only repeat the status: `disconnected banned 403`. */
export function words(story: readonly Arrival[]): string[] {
  return story
    .filter(({ event }) => event !== 'connection' && !event.startsWith('message'))
    .map(({ event, data: { reason, code, attempt } }) =>
      [event, ...[reason, code, attempt].filter((each) => each !== undefined)].join(' '),
    );
}

/** The statuses that a story goes through. */
export function statuses(story: readonly Arrival[]): string[] {
  return story.filter(({ event }) => event === 'connection').map(({ data }) => String(data['state']));
}

export const isReady = ({ event }: Arrival): boolean => event === 'ready';
export const isQr = ({ event }: Arrival): boolean => event === 'qr';

/** For a pause that grows from `first` to `longest`: the bounds of the pause before an attempt, in ms. */
export function bounds(attempt: number, first: number, longest: number): { least: number; most: number } {
  const most = Math.min(first * 2 ** (attempt - 1), longest);
  return { least: Math.floor(most / 2), most };
}
