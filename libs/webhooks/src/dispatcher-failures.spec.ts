import type { InstanceRow } from '#libs/storage';
import { DeliveryBench, MINUTE } from './testing/delivery-bench.js';
import { RefusingDeliveries } from './testing/refusing-deliveries.js';
import { DOWN, OK } from './testing/scripted-poster.js';

describe('when deliveries fail', () => {
  let bench: DeliveryBench;

  beforeEach(async () => {
    bench = await DeliveryBench.open();
  });

  afterEach(() => bench.close());

  describe('failures', () => {
    it('are tried again after 1, 5, 15 and 60 units, then parked with what was to be sent', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.poster.respond = () => DOWN;
      await bench.happen(bot, 'a:1');
      for (const units of [1, 5, 15, 60]) {
        const before = bench.poster.received.length;
        await bench.pass(units * MINUTE - 1);
        expect(bench.poster.received).toHaveLength(before);
        await bench.pass(1);
        expect(bench.poster.received).toHaveLength(before + 1);
      }
      expect(bench.poster.texts).toEqual(['1', '1#2', '1#3', '1#4', '1#5']);
      expect(new Set(bench.poster.received.map(({ delivery }) => delivery)).size).toBe(1);
      await bench.pass(24 * 60 * MINUTE);
      expect(bench.poster.received).toHaveLength(5);
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 0, parked: 1 });
      const attempts = await bench.storage.database.read
        .selectFrom('attempts')
        .selectAll()
        .orderBy('number')
        .execute();
      expect(attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
      expect(attempts[0]).toMatchObject({ status: 500, error: 'http_500', response: 'down' });
      expect(await bench.storage.database.read.selectFrom('events').select('data').execute()).toEqual([
        { data: '{"text":"1"}' },
      ]);
    });

    it('run from the end of the attempt, and later where Retry-After says so', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      await bench.happen(bot, 'a:1');
      await bench.pass(8000);
      await bench.answer('1', { status: 503, response: '', retryAfter: '300' });
      await bench.pass(5 * MINUTE - 1);
      expect(bench.poster.texts).toEqual(['1']);
      await bench.pass(1);
      expect(bench.poster.texts).toEqual(['1', '1#2']);
      const [attempt] = await bench.storage.database.read.selectFrom('attempts').selectAll().execute();
      expect(attempt).toMatchObject({ status: 503, latency_ms: 8000 });
    });

    it('survive a restart with their schedule', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.poster.respond = () => ({ status: null, error: 'refused' });
      await bench.happen(bot, 'a:1');
      await bench.restart();
      await bench.pass(MINUTE - 1);
      expect(bench.poster.texts).toEqual(['1']);
      await bench.pass(1);
      expect(bench.poster.texts).toEqual(['1', '1#2']);
    });

    it('are what any code but 200 and 204 is, unless more are configured', async () => {
      bench.configure({ successStatus: [202] });
      const bot = await bench.instance('bot');
      await bench.start();
      bench.poster.respond = ({ text }) => ({ status: Number(text), response: '', retryAfter: null });
      await bench.happen(bot, 'a:200', 'b:201', 'c:202', 'd:204', 'e:302', 'f:304', 'g:410');
      const rows = await bench.storage.database.read
        .selectFrom('deliveries')
        .select(['state', 'last_error'])
        .orderBy('position')
        .execute();
      expect(rows.map(({ state, last_error }) => last_error ?? state)).toEqual([
        'delivered',
        'http_201',
        'delivered',
        'delivered',
        'redirect',
        'http_304',
        'http_410',
      ]);
    });
  });

  describe('a target that failed five times in a row', () => {
    async function held(...more: string[]): Promise<InstanceRow> {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.poster.respond = () => DOWN;
      await bench.happen(bot, 'a:1', 'a:2', 'a:3', 'a:4', 'a:5', ...more);
      expect((await bench.targetOf(bot)).held_since).toBe(bench.clock.now());
      return bot;
    }

    it('is probed with the oldest every four seconds, which uses no attempt, and known to be back within five', async () => {
      const bot = await held('a:6');
      await bench.happen(bot, 'b:7');
      bench.poster.fresh();
      const attempts = async () =>
        bench.storage.database.read.selectFrom('attempts').select('number').execute();
      const before = await attempts();
      for (let probe = 1; probe <= 10; probe += 1) {
        await bench.pass(3999);
        expect(bench.poster.fresh()).toEqual([]);
        await bench.pass(1);
        expect(bench.poster.fresh()).toEqual(['1#2']);
      }
      expect(await attempts()).toEqual(before);
      expect(await bench.targetOf(bot)).toMatchObject({ failures: 5 });
      bench.poster.respond = () => OK;
      await bench.pass(4000);
      expect(bench.poster.fresh()).toEqual(['1#2', '2#2', '3#2', '4#2', '5#2', '6', '7']);
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 7, parked: 0 });
      expect(bench.clock.waiting).toBe(0);
    });

    it('still gets the attempts of its schedule between the probes', async () => {
      const bot = await held('a:6');
      bench.poster.fresh();
      for (let second = 4; second < 60; second += 4) await bench.pass(4000);
      expect(new Set(bench.poster.fresh())).toEqual(new Set(['1#2']));
      await bench.pass(4000);
      expect(bench.poster.fresh()).toEqual(['1#2']);
      // That was the attempt: probes go on with the next one.
      await bench.pass(4000);
      expect(bench.poster.fresh()).toEqual(['1#3']);
      expect(await bench.targetOf(bot)).toMatchObject({ failures: 6 });
    });

    it('is not probed before the time that it asked for', async () => {
      await held();
      bench.poster.respond = () => ({ status: 503, response: '', retryAfter: '30' });
      bench.poster.fresh();
      await bench.pass(4000);
      expect(bench.poster.fresh()).toEqual(['1#2']);
      await bench.pass(29_999);
      expect(bench.poster.fresh()).toEqual([]);
      await bench.pass(1);
      expect(bench.poster.fresh()).toEqual(['1#2']);
    });

    it('gets one request at a time, with the oldest; the others use no attempts', async () => {
      const bot = await held('a:6');
      expect(bench.poster.fresh()).toEqual(['1', '2', '3', '4', '5']);
      await bench.happen(bot, 'b:7', 'c:8');
      expect(bench.poster.fresh()).toEqual([]);
      for (const units of [1, 5, 15]) await bench.pass(units * MINUTE);
      expect(bench.poster.fresh()).toEqual(['1#2', '1#3', '1#4']);
      // The last attempt of the oldest delivery. After it, the next oldest has been due for a long time.
      await bench.pass(60 * MINUTE);
      expect(bench.poster.fresh()).toEqual(['1#5', '2#2']);
      expect(await bench.countsOf(bot)).toEqual({ pending: 7, delivered: 0, parked: 1 });
    });

    it('has everything that waits due at once, oldest first, when it answers again', async () => {
      const bot = await held('a:6');
      await bench.happen(bot, 'b:7', 'a:8');
      bench.poster.fresh();
      bench.poster.respond = () => OK;
      await bench.pass(MINUTE);
      expect(bench.poster.fresh()).toEqual(['1#2', '2#2', '3#2', '4#2', '5#2', '6', '7', '8']);
      expect(await bench.targetOf(bot)).toMatchObject({ failures: 0, held_since: null });
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 8, parked: 0 });
      expect(bench.clock.waiting).toBe(0);
    });

    it('is still held after a restart', async () => {
      await held('a:6');
      bench.poster.fresh();
      await bench.restart();
      expect(bench.poster.fresh()).toEqual([]);
      await bench.pass(MINUTE);
      expect(bench.poster.fresh()).toEqual(['1#2']);
    });

    it('begins afresh with a new URL', async () => {
      const bot = await held('a:6');
      bench.poster.fresh();
      bench.poster.respond = () => OK;
      await bench.reconfigure(bot, { webhookUrl: 'https://elsewhere.test/' });
      expect(bench.poster.fresh()).toEqual(['1#2', '2#2', '3#2', '4#2', '5#2', '6']);
    });

    it('is not what a success in between makes of it', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.poster.respond = ({ text }) => (text === '5' ? OK : DOWN);
      await bench.happen(bot, 'a:1', 'a:2', 'a:3', 'a:4', 'a:5', 'a:6', 'a:7');
      expect(await bench.targetOf(bot)).toMatchObject({ failures: 2, held_since: null });
    });
  });

  describe('when the disk refuses', () => {
    it('records a finished post later instead of sending it again', async () => {
      const flaky = new RefusingDeliveries(bench.storage.database);
      bench.configure({}, flaky);
      const bot = await bench.instance('bot');
      await bench.start();
      await bench.happening(bot, 'a:1');
      await flaky.refused;
      expect(await bench.countsOf(bot)).toEqual({ pending: 1, delivered: 0, parked: 0 });
      await bench.pass(1000);
      expect(bench.poster.texts).toEqual(['1']);
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 1, parked: 0 });
    });

    it('reads again a little later', async () => {
      const flaky = new RefusingDeliveries(bench.storage.database, 'load');
      bench.configure({}, flaky);
      const bot = await bench.instance('bot');
      await bench.start();
      await bench.happen(bot, 'a:1');
      expect(bench.poster.texts).toEqual([]);
      await bench.pass(1000);
      expect(bench.poster.texts).toEqual(['1']);
    });
  });
});
