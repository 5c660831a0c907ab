import type { InstanceRow } from '#libs/storage';
import { DeliveryBench } from './testing/delivery-bench.js';
import { OK } from './testing/scripted-poster.js';

describe('sharing the line', () => {
  let bench: DeliveryBench;

  beforeEach(async () => {
    bench = await DeliveryBench.open();
  });

  afterEach(() => bench.close());

  describe('requests in flight', () => {
    async function backlog(name: string, count = 10): Promise<InstanceRow> {
      const row = await bench.instance(name);
      await bench.happen(
        row,
        ...Array.from({ length: count }, (_, index) => `${name}${index}:${name}${index}`),
      );
      return row;
    }

    it('are bounded per target', async () => {
      await backlog('bot');
      bench.hang();
      await bench.start();
      expect(bench.poster.fresh()).toEqual(Array.from({ length: 8 }, (_, index) => `bot${index}`));
      await bench.answer('bot1');
      expect(bench.poster.fresh()).toEqual(['bot8']);
    });

    it('never keep another target from its own, however many hang', async () => {
      bench.configure({ overall: 2 });
      for (const name of ['x', 'y', 'z']) await backlog(name);
      bench.hang();
      await bench.start();
      expect(bench.poster.inFlight).toHaveLength(3 + 2);
      bench.poster.respond = ({ to }) => (to === 'bot.test' ? OK : undefined);
      const bot = await bench.instance('bot');
      await bench.happen(bot, 'a:1', 'a:2', 'b:3');
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 3, parked: 0 });
    });

    it('give a shared slot to the next who waits for one', async () => {
      bench.configure({ overall: 1 });
      for (const name of ['x', 'y']) await backlog(name);
      bench.hang();
      await bench.start();
      expect(bench.poster.fresh().sort()).toEqual(['x0', 'x1', 'y0']);
      await bench.answer('x1');
      expect(bench.poster.fresh()).toEqual(['x2']);
      await bench.answer('x2');
      expect(bench.poster.fresh()).toEqual(['y1']);
    });

    it('of a target that fails keep to one, so that it lets go of the shared slots', async () => {
      bench.configure({ perTarget: 4 });
      const bot = await backlog('bot');
      bench.hang();
      await bench.start();
      for (const text of ['bot0', 'bot1', 'bot2'])
        await bench.answer(text, { status: null, error: 'timeout' });
      expect(bench.poster.inFlight.map(({ text }) => text).sort()).toEqual(['bot3', 'bot4']);
      await bench.answer('bot3', { status: null, error: 'timeout' });
      expect(bench.poster.inFlight.map(({ text }) => text)).toEqual(['bot4']);
      await bench.answer('bot4');
      expect(bench.poster.inFlight).toHaveLength(4);
      expect(await bench.targetOf(bot)).toMatchObject({ failures: 0 });
    });
  });
});
