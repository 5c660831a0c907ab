import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, ManualClock } from '#libs/observability';
import { type NewEvent, type InstanceRow, Storage, type TargetChange } from '#libs/storage';
import { Dispatcher, type DispatcherOptions } from '../dispatcher.js';
import type { PostOutcome } from '../poster.js';
import { OK, ScriptedPoster } from './scripted-poster.js';

export const MINUTE = 60_000;
const OPTIONS: DispatcherOptions = {
  secret: 's3cret',
  maxRetries: 6,
  retryDelayMs: MINUTE,
  successStatus: [],
};

/** A dispatcher for specs, with a real database, a manual clock and targets that answer as the spec says. */
export class DeliveryBench {
  readonly clock = new ManualClock();
  readonly poster = new ScriptedPoster();
  dispatcher: Dispatcher;

  private constructor(
    private readonly directory: string,
    public storage: Storage,
  ) {
    this.configure({});
  }

  static async open(): Promise<DeliveryBench> {
    const directory = mkdtempSync(join(tmpdir(), 'miaw-deliveries-'));
    return new DeliveryBench(directory, await Storage.open(directory));
  }

  async close(): Promise<void> {
    await this.dispatcher.stop();
    await this.storage.close();
    rmSync(this.directory, { recursive: true });
  }

  /** Simulates a restart of the process on the same files. */
  async restart(): Promise<void> {
    await this.dispatcher.stop();
    await this.storage.close();
    this.storage = await Storage.open(this.directory);
    this.configure({});
    await this.start();
  }

  /** Starts the dispatcher and waits until it has settled. */
  async start(): Promise<void> {
    await this.dispatcher.start();
    await this.dispatcher.settled();
  }

  /** Puts another dispatcher in place, before the start. */
  configure(options: Partial<DispatcherOptions>, deliveries = this.storage.deliveries): void {
    const { poster, clock } = this;
    const { targets, newDeliveries } = this.storage;
    const logger = createLogger('silent');
    this.dispatcher = new Dispatcher(
      { ...OPTIONS, ...options },
      { targets, deliveries, newDeliveries, poster, clock, logger },
    );
  }

  async instance(name: string, target: TargetChange = {}): Promise<InstanceRow> {
    return this.storage.database.write(async (write) => {
      const row = await this.storage.instances.insert(write, name, this.clock.now());
      if (!row) throw new Error('the instance exists');
      await this.storage.targets.insert(write, row.uid, {
        webhookUrl: `https://${name}.test/hook`,
        ...target,
      });
      return row;
    });
  }

  /** Changes an instance's target as the API does, and waits until the dispatcher has settled. */
  async reconfigure(row: InstanceRow, change: TargetChange): Promise<void> {
    const target = await this.storage.targets.update(row.uid, change, this.clock.now());
    this.dispatcher.wake(target?.id);
    await this.dispatcher.settled();
  }

  /** Appends events and waits until the dispatcher has settled. An event is `chat:text`, or a text without a chat. */
  async happen(row: InstanceRow, ...what: string[]): Promise<void> {
    await this.happening(row, ...what);
    await this.dispatcher.settled();
  }

  /** Appends events without waiting. An event is `chat:text`, or a text without a chat. */
  async happening(row: InstanceRow, ...what: string[]): Promise<void> {
    await this.storage.database.write(async (write) => {
      const events = what.map((each) => this.event(each));
      await this.storage.events.append(write, row, events);
    });
    this.dispatcher.wake();
  }

  /** Journals an event as another writer would whose commit comes late: its delivery appears at this position. */
  async happenAt(position: number, row: InstanceRow, what: string): Promise<void> {
    await this.storage.database.write(async (write) => {
      await this.storage.events.append(write, row, [this.event(what)]);
      await write
        .updateTable('deliveries')
        .set({ position })
        .where('position', '=', (eb) => eb.selectFrom('deliveries').select(eb.fn.max('position').as('last')))
        .execute();
    });
    this.dispatcher.wake();
    await this.dispatcher.settled();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.dispatcher.settled();
  }

  /** Leaves posts unanswered from now on. */
  hang(): void {
    this.poster.respond = () => undefined;
  }

  /** Answers a post that is in flight. */
  async answer(text: string, outcome: PostOutcome = OK): Promise<void> {
    const post = this.poster.inFlight.find((each) => each.text === text);
    if (!post) throw new Error(`${text} is not in flight`);
    post.answer(outcome);
    await this.dispatcher.settled();
  }

  async targetOf(row: InstanceRow) {
    const target = await this.storage.targets.ofInstance(row.uid);
    if (!target) throw new Error('the target is gone');
    return target;
  }

  async countsOf(row: InstanceRow) {
    return (await this.storage.deliveryLog.backlog((await this.targetOf(row)).id, this.clock.now())).counts;
  }

  private event(what: string): NewEvent {
    const [text = '', chat = null] = what.split(':').toReversed();
    return { event: 'message', at: this.clock.now(), chat, dedupe: null, data: { text } };
  }
}
