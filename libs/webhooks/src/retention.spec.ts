import { DeliveryBench, MINUTE } from './testing/delivery-bench.js';
import { DOWN, OK } from './testing/scripted-poster.js';

const DAY = 24 * 60 * MINUTE;

describe('retention', () => {
  let bench: DeliveryBench;

  beforeEach(async () => {
    bench = await DeliveryBench.open();
  });

  afterEach(() => bench.close());

  async function statesOf(row: Awaited<ReturnType<DeliveryBench['instance']>>): Promise<string[]> {
    const all = await bench.storage.deliveryLog.list((await bench.targetOf(row)).id, {}, { limit: 100 });
    return all.map(({ state }) => state);
  }

  it('keeps what was given up with its payload until its age is reached, then removes it with its attempts', async () => {
    const bot = await bench.instance('bot');
    await bench.start();
    bench.poster.respond = () => DOWN;
    await bench.happen(bot, 'a:lost');
    for (const minutes of [1, 5, 15, 60, 60]) await bench.pass(minutes * MINUTE);
    const happened = bench.clock.now() - 141 * MINUTE;
    expect(await statesOf(bot)).toEqual(['parked']);
    expect(await bench.storage.events.prune(happened)).toBe(0);
    const { id } = await bench.targetOf(bot);
    const [parked] = await bench.storage.deliveryLog.list(id, {}, { limit: 1 });
    const whole = await bench.storage.deliveryLog.find(id, parked?.id ?? 'dlv_none');
    expect(whole?.data).toContain('lost');
    expect(whole?.log).toHaveLength(5);
    expect(await bench.storage.events.prune(happened + 1)).toBe(1);
    expect(await statesOf(bot)).toEqual([]);
    expect(await bench.storage.deliveryLog.find(id, parked?.id ?? 'dlv_none')).toBeUndefined();
  });

  it('never removes what a receiver has not had, however old, and removes it soon after it had it', async () => {
    const bot = await bench.instance('bot');
    await bench.start();
    await bench.happen(bot, 'a:had');
    bench.poster.respond = () => DOWN;
    await bench.happen(bot, 'a:wanted');
    await bench.pass(MINUTE / 2);
    expect(await bench.storage.events.prune(bench.clock.now() + 30 * DAY)).toBe(1);
    expect(await statesOf(bot)).toEqual(['pending']);
    bench.poster.respond = () => OK;
    await bench.pass(MINUTE);
    expect(bench.poster.fresh().at(-1)).toBe('wanted#2');
    expect(await bench.storage.events.prune(bench.clock.now() + 30 * DAY)).toBe(1);
    expect(await statesOf(bot)).toEqual([]);
  });

  it('goes on in small commits, past what stays, and lets others write in between', async () => {
    const waits = await bench.instance('waits');
    const had = await bench.instance('had', { webhookUrl: null });
    bench.configure({});
    const many = Array.from({ length: 700 }, (_, n) => `chat:${n}`);
    await bench.happening(waits, ...many);
    await bench.happening(had, ...many, ...many);
    const order: string[] = [];
    const pruning = bench.storage.events.prune(bench.clock.now() + 1).then((removed) => {
      order.push('pruned');
      return removed;
    });
    await bench.storage.database.write(async () => undefined);
    await bench.storage.database.write(async () => undefined);
    order.push('written twice');
    expect(await pruning).toBe(1_400);
    expect(order).toEqual(['written twice', 'pruned']);
    const { id } = await bench.targetOf(waits);
    expect((await bench.storage.deliveryLog.backlog(id, bench.clock.now())).counts.pending).toBe(700);
  });
});
