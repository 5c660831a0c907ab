import { ManualClock } from '#libs/observability';
import { EventLogNews } from './event-log-news.js';

const BOT = 'ins_bot';
const OTHER = 'ins_other';
const LONG_MS = 60_000;

describe('news of an event log', () => {
  let clock: ManualClock;
  let news: EventLogNews;
  const { signal } = new AbortController();

  beforeEach(() => {
    clock = new ManualClock();
    news = new EventLogNews(clock);
  });

  it('wake the readers of that instance, once for a burst', async () => {
    const waits = [1, 2, 3].map(async () => news.next(BOT, news.version(BOT), LONG_MS, signal));
    news.announce(BOT);
    news.announce(BOT);
    clock.advance(20);
    expect(await Promise.all(waits)).toEqual([true, true, true]);
    expect(news.version(BOT)).toBe(2);
  });

  it('do not wake the readers of another instance', async () => {
    const woken: string[] = [];
    const other = news.next(OTHER, news.version(OTHER), LONG_MS, signal).then(() => woken.push('other'));
    const own = news.next(BOT, news.version(BOT), LONG_MS, signal).then(() => woken.push('own'));
    news.announce(BOT);
    clock.advance(20);
    await own;
    expect(woken).toEqual(['own']);
    clock.advance(LONG_MS);
    await other;
    expect(news.version(OTHER)).toBe(0);
  });

  it('that came while the log was read do not have to be waited for', async () => {
    const version = news.version(BOT);
    news.announce(BOT);
    expect(await news.next(BOT, version, LONG_MS, signal)).toBe(true);
  });
});
