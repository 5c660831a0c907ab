import { createLogger, ManualClock } from '#libs/observability';
import type { ClusterNews, Listening, Uid } from '#libs/storage';
import { EventLogNews } from './event-log-news.js';
import { SharedNews } from './shared-news.js';

const BOT = 'ins_bot';
const OTHER = 'ins_other';
const LONG_MS = 60_000;

/** All that is ready runs. */
async function turn(): Promise<void> {
  for (let n = 0; n < 5; n += 1) await new Promise(setImmediate);
}

/** What the other servers are told, and the connection over which they tell. */
class Others implements ClusterNews {
  readonly told: (readonly Uid[])[] = [];
  isReachable = true;
  listening: Listening | undefined;
  say: (instances: readonly Uid[]) => void = () => undefined;

  async tell(instances: readonly Uid[]): Promise<void> {
    if (!this.isReachable) throw new Error('the database is gone');
    this.told.push(instances);
  }

  async listen(heard: (instances: readonly Uid[]) => void): Promise<Listening> {
    if (!this.isReachable) throw new Error('the database is gone');
    this.say = heard;
    const line = { isLost: false, check: async () => undefined, close: async () => undefined };
    this.listening = line;
    return line;
  }

  lose(): void {
    this.isReachable = false;
    Object.assign(this.listening ?? {}, { isLost: true });
  }
}

describe('news of events at several servers', () => {
  let clock: ManualClock;
  let news: EventLogNews;
  let others: Others;
  let shared: SharedNews;
  /** Newest sequences, as the rows say. */
  let rows: Map<Uid, number>;
  const { signal } = new AbortController();

  beforeEach(async () => {
    clock = new ManualClock();
    news = new EventLogNews(clock);
    others = new Others();
    rows = new Map([[BOT, 1]]);
    const events = { lastSequences: async () => new Map(rows) };
    shared = new SharedNews({ told: others, news, events, clock, logger: createLogger('fatal', 'json') });
    shared.start();
    await turn();
  });

  afterEach(async () => {
    await shared.stop();
  });

  async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    await turn();
  }

  it('are told once for a burst', async () => {
    for (const instance of [BOT, OTHER, BOT] as const) shared.note(instance);
    await pass(20);
    expect(others.told).toEqual([[BOT, OTHER]]);
  });

  it('are told later if they could not be', async () => {
    others.isReachable = false;
    shared.note(BOT);
    await pass(20);
    others.isReachable = true;
    await pass(1_000);
    await pass(20);
    expect(others.told).toEqual([[BOT]]);
  });

  it('wake the readers of another server', async () => {
    const waits = news.next(BOT, news.version(BOT), LONG_MS, signal);
    others.say([BOT]);
    await pass(20);
    expect(await waits).toBe(true);
  });

  it('are looked for while nobody can tell, once for each change', async () => {
    void news.next(BOT, news.version(BOT), LONG_MS, signal);
    others.lose();
    await pass(1_000);
    await pass(1_000);
    const before = news.version(BOT);
    void news.next(BOT, before, LONG_MS, signal);
    await pass(1_000);
    expect(news.version(BOT)).toBe(before);
    rows.set(BOT, 2);
    await pass(1_000);
    expect(news.version(BOT)).toBe(before + 1);
  });

  it('are made up for when the others can be heard again', async () => {
    others.lose();
    await pass(1_000);
    const waits = news.next(BOT, news.version(BOT), LONG_MS, signal);
    others.isReachable = true;
    await pass(1_000);
    await pass(20);
    expect(await waits).toBe(true);
  });
});
