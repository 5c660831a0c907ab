import { getInstance, getInstanceQr } from '../../packages/client/src/generated/index.js';
import { Bot } from './bot.js';
import type { Arrival } from './receiver.js';
import { eventually, PATIENCE_MS } from './waiting.js';
import type { World } from './world.js';

/** What WhatsApp has counted of a phone's companions. */
export interface Seen {
  /** Logins that were accepted so far. */
  logins: number;
  /** Connections that are open. */
  connected: number;
}

const LOOK_MS = 50;

/** An instance with what it tells its receiver, and what WhatsApp sees of it. */
export class LinkedInstance extends Bot {
  static async linked(world: World, instanceId: string, phone: string): Promise<LinkedInstance> {
    const instance = new LinkedInstance(world, instanceId, phone);
    await instance.link();
    return instance;
  }

  /** The sequence of the last event that arrived: a mark for {@link story}. */
  get mark(): number {
    return this.arrivals.reduce((last, { sequence }) => Math.max(last, sequence), 0);
  }

  /** Every event after `since` up to the first that fits, none missing, in the order in which they happened. */
  async story(since: number, fits: (arrival: Arrival) => boolean, ms = PATIENCE_MS): Promise<Arrival[]> {
    const about = (arrival: Arrival): boolean =>
      arrival.instanceId === this.instanceId && arrival.sequence > since;
    const { arrivals } = this.world.receiver;
    const last = await arrivals.first(
      (arrival) => about(arrival) && fits(arrival),
      `the end of a story of ${this.instanceId}: ${words(this.after(since)).join(', ')}`,
      { ms },
    );
    const within = (arrival: Arrival): boolean => about(arrival) && arrival.sequence <= last.sequence;
    const all = await arrivals.count(within, last.sequence - since, `events of ${this.instanceId}`, ms);
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
      `${this.instanceId} to tell at last: ${word}`,
    );
  }

  /** The HTTP code that asking for the instance is answered with. */
  async answer(): Promise<number | undefined> {
    const { response } = await getInstance(this.call());
    return response?.status;
  }

  /** The HTTP code that asking for its QR code is answered with. */
  async qrAnswer(): Promise<number | undefined> {
    const { response } = await getInstanceQr(this.call());
    return response?.status;
  }

  /**
   * A message each way.
   * @throws when one of them does not arrive
   */
  async talks(person: string): Promise<void> {
    const { emulator } = this.world;
    const id = await emulator.send(person, { to: this.phone, text: `to ${this.instanceId}` });
    await this.hears(id);
    const sent = await this.sent(this.text(person, `from ${this.instanceId}`));
    await eventually(
      () => emulator.inbox(person),
      (inbox) => inbox.filter((message) => message.id === sent).length === 1,
      `the text of ${this.instanceId}`,
    );
  }

  /** Does something to its open connection. */
  async strike(kind: string, more: { code?: number } = {}): Promise<void> {
    const fault = { kind, phone: this.phone, ...more };
    const { struck } = await this.world.emulator.request('POST', '/faults', fault);
    if (struck !== 1)
      throw new Error(`${kind} has struck ${struck} connections of ${this.instanceId} instead of one`);
  }

  /** Takes the device that is connected, or the next one to be, off the phone. */
  async unlinkOnPhone(): Promise<void> {
    const { emulator } = this.world;
    const isConnected = ({ connected }: { connected: boolean }): boolean => connected;
    const { companions } = await eventually(
      () => emulator.get(`/phones/${this.phone}`),
      (phone) => phone.companions.some(isConnected),
      'a connected device',
    );
    const { n } = companions.find(isConnected);
    await emulator.request('DELETE', `/phones/${this.phone}/companions/${n}`);
  }

  /** How many devices the phone has linked. */
  async companions(): Promise<number> {
    const { companions } = await this.world.emulator.get(`/phones/${this.phone}`);
    return companions.length;
  }

  /**
   * Begins a login that stays unfinished, as on a slow network, until the faults are cleared.
   * @returns when it is in the midst of it, with what `begin` will answer
   */
  async inLogin<T>(begin: () => Promise<T>): Promise<{ begun: Promise<T> }> {
    await this.world.emulator.fault({ kind: 'silence', xmlns: 'encrypt', phone: this.phone });
    const { logins } = await this.seen();
    const begun = begin();
    await eventually(
      () => this.seen(),
      (seen) => seen.logins === logins + 1,
      `a login of ${this.instanceId}`,
    );
    const { status } = await this.state();
    if (status !== 'connecting') throw new Error(`${this.instanceId} is ${status} in the midst of its login`);
    return { begun };
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
      `${connected} connections of ${this.instanceId}`,
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
        throw new Error(`${this.instanceId} does not rest: ${before} became ${now}, ${news.join(', ')}`);
    }
  }

  private async snapshot(): Promise<string> {
    const [{ status, reason }, seen] = await Promise.all([this.state(), this.seen()]);
    return JSON.stringify({ status, reason, ...seen });
  }

  private get arrivals(): Arrival[] {
    return this.world.receiver.arrivals.all.filter(({ instanceId }) => instanceId === this.instanceId);
  }
}

/** Events in short, without messages and those that only repeat the status: `disconnected banned 403`. */
export function words(story: readonly Arrival[]): string[] {
  return story
    .filter(
      ({ event }) => event !== 'connection' && event !== 'instance_created' && !event.startsWith('message'),
    )
    .map(({ event, data: { reason, code, attempt } }) =>
      [event, ...[reason, code, attempt].filter((each) => each !== undefined).map(String)].join(' '),
    );
}

/** The statuses that a story goes through. */
export function statuses(story: readonly Arrival[]): string[] {
  return story.filter(({ event }) => event === 'connection').map(({ data }) => String(data['state']));
}

export const isReady = ({ event }: Arrival): boolean => event === 'ready';
export const isQr = ({ event }: Arrival): boolean => event === 'qr';

/** All connections that WhatsApp has, those of devices that are not linked yet included. */
export async function sockets({ emulator }: World): Promise<number> {
  const { connections } = await emulator.get('/stats');
  return connections;
}

/** For a pause that grows from `first` to `longest`: the bounds of the pause before an attempt, in ms. */
export function bounds(attempt: number, first: number, longest: number): { least: number; most: number } {
  const most = Math.min(first * 2 ** (attempt - 1), longest);
  return { least: Math.floor(most / 2), most };
}
