import { createLogger, ManualClock } from '#libs/observability';
import { type Ending, shutDown } from './shutdown.js';

const logger = createLogger('silent');

function recording(): { ended: string[]; part: (name: string, end?: Ending['end']) => Ending } {
  const ended: string[] = [];
  const part = (name: string, end: Ending['end'] = async () => undefined): Ending => ({
    name,
    share: 0.5,
    end: async (budgetMs) => {
      ended.push(`${name} ${budgetMs}`);
      await end(budgetMs);
    },
  });
  return { ended, part };
}

describe('the shutdown', () => {
  it('ends the parts in their order, each with its share of what is left', async () => {
    const clock = new ManualClock();
    const { ended, part } = recording();
    const slow = part('http', async () => clock.advance(200));
    await expect(shutDown([slow, part('database')], 1000, clock, logger)).resolves.toBe(true);
    expect(ended).toEqual(['http 500', 'database 400']);
  });

  it('goes on after a part that fails, and says so', async () => {
    const { ended, part } = recording();
    const broken = part('http', async () => Promise.reject(new Error('broken')));
    await expect(shutDown([broken, part('database')], 1000, new ManualClock(), logger)).resolves.toBe(false);
    expect(ended).toHaveLength(2);
  });

  it('leaves a part behind that overruns', async () => {
    const clock = new ManualClock();
    const { ended, part } = recording();
    const hanging = part('http', async () => new Promise(() => queueMicrotask(() => clock.advance(500))));
    await expect(shutDown([hanging, part('database')], 1000, clock, logger)).resolves.toBe(false);
    expect(ended).toEqual(['http 500', 'database 250']);
  });
});
