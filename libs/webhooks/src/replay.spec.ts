import type { DeliveryFilter } from '#libs/storage';
import { DeliveryBench, MINUTE } from './testing/delivery-bench.js';
import { DOWN, OK } from './testing/scripted-poster.js';

describe('deliveries that are made again', () => {
  let bench: DeliveryBench;

  beforeEach(async () => {
    bench = await DeliveryBench.open();
  });

  afterEach(() => bench.close());

  type Instance = Awaited<ReturnType<DeliveryBench['instance']>>;

  async function logOf(row: Instance, filter: DeliveryFilter = {}) {
    return bench.storage.deliveryLog.list((await bench.targetOf(row)).id, filter, { limit: 100 });
  }

  async function again(row: Instance, filter: DeliveryFilter): Promise<number> {
    const { id } = await bench.targetOf(row);
    const asked = await bench.storage.deliveryLog.again(id, filter, bench.clock.now());
    bench.dispatcher.wake(id);
    await bench.dispatcher.settled();
    return asked;
  }

  /** Fails five times, after which the delivery is parked. */
  async function giveUp(row: Instance, ...what: string[]): Promise<void> {
    bench.poster.respond = () => DOWN;
    await bench.happen(row, ...what);
    for (const minutes of [1, 5, 15, 60]) await bench.pass(minutes * MINUTE);
    for (let hour = 0; hour < 8; hour += 1) await bench.pass(60 * MINUTE);
  }

  it('keep their ids, count their attempts on, and have the whole schedule again', async () => {
    const bot = await bench.instance('bot');
    await bench.start();
    await giveUp(bot, 'a:1');
    expect(bench.poster.fresh()).toEqual(['1', '1#2', '1#3', '1#4', '1#5']);
    expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 0, parked: 1 });

    expect(await again(bot, { states: ['parked'] })).toBe(1);
    for (const minutes of [1, 5, 15]) await bench.pass(minutes * MINUTE);
    expect(bench.poster.fresh()).toEqual(['1#6', '1#7', '1#8', '1#9']);
    bench.poster.respond = () => OK;
    await bench.pass(60 * MINUTE);
    expect(bench.poster.fresh()).toEqual(['1#10']);
    expect(new Set(bench.poster.received.map(({ delivery }) => delivery)).size).toBe(1);
    expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 1, parked: 0 });
    const [logged] = await logOf(bot);
    const whole = await bench.storage.deliveryLog.find(
      (await bench.targetOf(bot)).id,
      logged?.id ?? 'dlv_none',
    );
    expect(whole?.log.map(({ number, error }) => [number, error])).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => [number, 'http_500']),
      [10, null],
    ]);
  });

  it('may have succeeded before, and go out oldest first', async () => {
    const bot = await bench.instance('bot');
    await bench.start();
    await bench.happen(bot, 'a:1', 'b:2', 'a:3');
    await bench.pass(MINUTE);
    await bench.happen(bot, 'a:4');
    bench.poster.fresh();
    expect(await again(bot, { states: ['parked'] })).toBe(0);
    const before = bench.clock.now();
    expect(await again(bot, { states: ['delivered'], to: before })).toBe(3);
    expect(bench.poster.fresh()).toEqual(['1#2', '2#2', '3#2']);
    expect(await again(bot, { states: ['delivered'], from: before, events: ['message'] })).toBe(1);
    expect(await again(bot, { states: ['delivered'], events: ['presence'] })).toBe(0);
    expect(bench.poster.fresh()).toEqual(['4#2']);
    expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 4, parked: 0 });
  });

  it('give a held target another chance, which holds it again if it fails', async () => {
    const bot = await bench.instance('bot');
    await bench.start();
    await giveUp(bot, 'a:1', 'a:2');
    expect((await bench.targetOf(bot)).held_since).not.toBeNull();
    bench.poster.fresh();
    await again(bot, { states: ['parked'] });
    expect(bench.poster.fresh()).toEqual(['1#6', '2#6']);
    expect(await bench.targetOf(bot)).toMatchObject({ held_since: null, failures: 2 });
  });

  it('are many at once, in commits of a bounded size', async () => {
    const bot = await bench.instance('bot');
    await bench.start();
    const texts = Array.from({ length: 1203 }, (_, index) => `c${index % 7}:${index}`);
    await bench.happen(bot, ...texts);
    bench.poster.fresh();
    expect(await again(bot, { states: ['delivered'] })).toBe(1203);
    expect(new Set(bench.poster.fresh()).size).toBe(1203);
  });
});

describe('a target that is paused', () => {
  it('gets nothing, keeps everything, and has it in order when it is resumed, after a restart as well', async () => {
    const bench = await DeliveryBench.open();
    try {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.poster.respond = () => DOWN;
      await bench.happen(bot, 'a:1');
      const { id } = await bench.targetOf(bot);
      await bench.storage.deliveryLog.pause(id, bench.clock.now());
      bench.dispatcher.wake(id);
      bench.poster.respond = () => OK;
      await bench.happen(bot, 'a:2', 'a:3');
      await bench.restart();
      await bench.pass(60 * MINUTE);
      expect(bench.poster.fresh()).toEqual(['1']);
      expect(await bench.countsOf(bot)).toEqual({ pending: 3, delivered: 0, parked: 0 });
      await bench.storage.deliveryLog.resume(id, bench.clock.now());
      bench.dispatcher.wake(id);
      await bench.dispatcher.settled();
      expect(bench.poster.fresh()).toEqual(['1#2', '2', '3']);
    } finally {
      await bench.close();
    }
  });
});
