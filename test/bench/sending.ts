import { Bot } from '../harness/bot.js';
import { Bare } from './bare.js';
import { each, ms, numbers, type Row } from './figures.js';
import { link } from './linking.js';
import { measuredWorld } from './measured-world.js';

const WARM_UP = 50;
const SENDS = 300;
/** The sides take turns, so that a busy moment of the machine hits both. */
const TURNS = 6;
const PEOPLE = numbers(10).map((n) => `1555000${1000 + n}`);

/**
 * POST messages/text, which answers once WhatsApp has the message, against miaw-core, which does not wait. Neither has
 * a receiver of webhooks.
 */
export async function measureSending(): Promise<Row[]> {
  const { world } = await measuredWorld();
  const bare = await Bare.start(world.emulator.url);
  try {
    await link(world.emulator, world.api, { instanceId: 'ours', phone: '628111111111' });
    await bare.connect({ instanceId: 'bare', phone: '628222222222' });
    const bot = new Bot(world, 'ours');
    const rows: Row[] = [];
    for (const concurrency of [1, 10]) {
      const people = PEOPLE.slice(0, concurrency);
      const ours = async (count: number): Promise<number> => {
        const started = performance.now();
        await each(numbers(count), concurrency, async (n, lane) => {
          const { code } = await bot.text(people[lane] ?? '', `ours ${n}`);
          if (code !== 200) throw new Error(`a send was answered with ${code}`);
        });
        return performance.now() - started;
      };
      const theirs = async (count: number): Promise<number> => bare.send('bare', people, count);
      await ours(WARM_UP);
      await theirs(WARM_UP);
      let [own, other] = [0, 0];
      for (let turn = 0; turn < TURNS; turn += 1) {
        own += await ours(SENDS / TURNS);
        other += await theirs(SENDS / TURNS);
      }
      rows.push({
        what:
          concurrency === 1
            ? 'Sending, one message after the other'
            : `Sending, ${concurrency} messages at a time`,
        ours: `${ms(own / SENDS)} each`,
        other: `${ms(other / SENDS)} each`,
        ratio: other / own,
        goal: '≥ 0.9 of the rate',
      });
    }
    return rows;
  } finally {
    await bare.stop();
    await world.stop();
  }
}
