import { GLOBAL_TARGET, type InstanceRow } from '#libs/storage';
import { DeliveryBench, MINUTE } from './testing/delivery-bench.js';
import { DOWN, OK } from './testing/scripted-poster.js';

describe('delivering events', () => {
  let bench: DeliveryBench;

  beforeEach(async () => {
    bench = await DeliveryBench.open();
  });

  afterEach(() => bench.close());

  describe('in general', () => {
    it('posts what happens, once, and records it', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      await bench.happen(bot, 'a:1', 'b:2');
      await bench.happen(bot, 'a:3');
      expect(bench.poster.texts).toEqual(['1', '2', '3']);
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 3, parked: 0 });
      expect(bench.clock.waiting).toBe(0);
    });

    it('reaches the global target too, with a delivery id of its own', async () => {
      const bot = await bench.instance('bot');
      await bench.storage.targets.configureGlobal(
        { url: 'https://global.test/', events: null },
        bench.clock.now(),
      );
      await bench.start();
      await bench.happen(bot, 'a:1');
      expect(bench.poster.received.map(({ to }) => to).sort()).toEqual(['bot.test', 'global.test']);
      expect(new Set(bench.poster.received.map(({ delivery }) => delivery)).size).toBe(2);
    });

    it('goes on after a crash where it was, sending again what was under way', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      await bench.happen(bot, 'a:1', 'a:2', 'b:3');
      expect(bench.poster.fresh()).toEqual(['1', '3']);
      await bench.answer('3');
      const [first] = bench.poster.received;
      bench.poster.respond = () => OK;
      await bench.restart();
      expect(bench.poster.fresh()).toEqual(['1', '2']);
      expect(bench.poster.received.at(-2)?.delivery).toBe(first?.delivery);
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 3, parked: 0 });
    });

    it('stands still without an error when an instance is deleted under way', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      await bench.happen(bot, 'a:1', 'a:2');
      await bench.storage.database.write((write) => bench.storage.instances.remove(write, bot.uid));
      await bench.answer('1');
      expect(bench.poster.texts).toEqual(['1']);
      const other = await bench.instance('other');
      await bench.happen(other, 'a:4');
      expect(bench.poster.fresh()).toEqual(['1', '4']);
    });

    it('keeps what waits for a target that is turned off or has no URL, until it is back', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      await bench.happen(bot, 'a:1', 'a:2');
      await bench.reconfigure(bot, { webhookEnabled: false });
      await bench.answer('1');
      await bench.happen(bot, 'a:3');
      expect(bench.poster.fresh()).toEqual(['1']);
      await bench.reconfigure(bot, { webhookEnabled: true, webhookUrl: null });
      expect(bench.poster.fresh()).toEqual([]);
      await bench.reconfigure(bot, { webhookUrl: 'https://new.test/' });
      expect(bench.poster.received.slice(1).map(({ to, text }) => [to, text])).toEqual([['new.test', '2']]);
    });

    it('does nothing before it is started or after it is stopped', async () => {
      const bot = await bench.instance('bot');
      await bench.happen(bot, 'a:1');
      expect(bench.poster.texts).toEqual([]);
      await bench.start();
      await bench.happening(bot, 'a:2');
      await bench.dispatcher.stop();
      await bench.happen(bot, 'a:3');
      expect(bench.poster.texts).toEqual(['1']);
    });
  });

  describe('the order of chats', () => {
    it('holds through a backlog of one chat that is longer than what is known of it', async () => {
      const bot = await bench.instance('bot');
      const numbers = Array.from({ length: 60 }, (_, index) => index);
      await bench.happen(bot, ...numbers.flatMap((n) => [`a:a${n}`, ...(n % 20 === 0 ? [`b:b${n}`] : [])]));
      await bench.start();
      const { texts } = bench.poster;
      expect(texts.filter((text) => text.startsWith('a'))).toEqual(numbers.map((n) => `a${n}`));
      expect(texts.filter((text) => text.startsWith('b'))).toEqual(['b0', 'b20', 'b40']);
    });

    it('sends first attempts of one chat one after the other, and other chats meanwhile', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      await bench.happen(bot, 'a:1', 'a:2', 'b:3', 'a:4', 'b:5', '6', '7');
      expect(bench.poster.fresh()).toEqual(['1', '3', '6']);
      await bench.answer('3');
      expect(bench.poster.fresh()).toEqual(['5']);
      await bench.answer('6');
      expect(bench.poster.fresh()).toEqual(['7']);
      await bench.answer('1');
      expect(bench.poster.fresh()).toEqual(['2']);
      await bench.answer('2');
      expect(bench.poster.fresh()).toEqual(['4']);
    });

    it('is kept across events that come later', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      for (let index = 1; index <= 5; index += 1) await bench.happen(bot, `a:${index}`);
      expect(bench.poster.fresh()).toEqual(['1']);
      for (let index = 1; index <= 5; index += 1) await bench.answer(String(index));
      expect(bench.poster.texts).toEqual(['1', '2', '3', '4', '5']);
    });

    it('is not held up by a failed delivery', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.poster.respond = ({ text, attempt }) => (text === '1' && attempt === 1 ? DOWN : OK);
      await bench.happen(bot, 'a:1', 'a:2', 'a:3');
      expect(bench.poster.texts).toEqual(['1', '2', '3']);
      await bench.pass(MINUTE - 1);
      expect(bench.poster.texts).toHaveLength(3);
      await bench.pass(1);
      expect(bench.poster.texts.at(-1)).toBe('1#2');
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 3, parked: 0 });
    });

    it('tells the chats of different instances apart', async () => {
      const [one, two] = [await bench.instance('one'), await bench.instance('two')];
      await bench.storage.targets.configureGlobal(
        { url: 'https://global.test/', events: null },
        bench.clock.now(),
      );
      await bench.storage.targets.update(one.uid, { webhookUrl: null }, bench.clock.now());
      await bench.storage.targets.update(two.uid, { webhookUrl: null }, bench.clock.now());
      await bench.start();
      bench.hang();
      await bench.happen(one, 'a:1', 'a:2');
      await bench.happen(two, 'a:3');
      expect(bench.poster.texts).toEqual(['1', '3']);
    });

    it('does not wait behind a chat with a long backlog', async () => {
      const bot = await bench.instance('bot');
      await bench.happen(bot, ...Array.from({ length: 1000 }, (_, index) => `busy:${index}`), 'quiet:here');
      bench.hang();
      await bench.start();
      expect(bench.poster.texts).toEqual(['0', 'here']);
    });

    it('covers more chats than it remembers at a time', async () => {
      const bot = await bench.instance('bot');
      const chats = 280;
      const all = Array.from({ length: chats + 20 }, (_, index) => `c${index % chats}:${index}`);
      await bench.happen(bot, ...all);
      await bench.start();
      expect(bench.poster.received).toHaveLength(all.length);
      for (let index = 0; index < 20; index += 1) {
        expect(bench.poster.texts.indexOf(String(index))).toBeLessThan(
          bench.poster.texts.indexOf(String(index + chats)),
        );
      }
    });
  });

  describe('a strict target', () => {
    it('lets nothing overtake', async () => {
      const bot = await bench.instance('bot', { order: 'strict' });
      await bench.start();
      bench.poster.respond = ({ text, attempt }) => (text === '1' && attempt < 3 ? DOWN : OK);
      await bench.happen(bot, 'a:1', 'b:2', '3');
      expect(bench.poster.texts).toEqual(['1']);
      await bench.pass(MINUTE);
      expect(bench.poster.texts).toEqual(['1', '1#2']);
      await bench.pass(5 * MINUTE);
      expect(bench.poster.texts).toEqual(['1', '1#2', '1#3', '2', '3']);
    });

    it('goes on past what was given up', async () => {
      bench.configure({ maxRetries: 2 });
      const bot = await bench.instance('bot', { order: 'strict' });
      await bench.start();
      bench.poster.respond = ({ text }) => (text === '1' ? DOWN : OK);
      await bench.happen(bot, 'a:1', 'b:2');
      expect(bench.poster.texts).toEqual(['1', '2']);
      expect(await bench.countsOf(bot)).toEqual({ pending: 0, delivered: 1, parked: 1 });
    });

    it('gets what comes while nothing is found for it', async () => {
      const { deliveries } = bench.storage;
      const bot = await bench.instance('bot', { order: 'strict' });
      await bench.start();
      const oldest = deliveries.oldest.bind(deliveries);
      deliveries.oldest = async (target) => {
        deliveries.oldest = oldest;
        const found = await oldest(target);
        await bench.happening(bot, 'a:1');
        return found;
      };
      bench.dispatcher.wake((await bench.targetOf(bot)).id);
      await bench.dispatcher.settled();
      expect(bench.poster.texts).toEqual(['1']);
    });

    it('may become one, and stop being one, at any time', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      await bench.happen(bot, 'a:1', 'a:2', 'b:3', 'c:4');
      expect(bench.poster.fresh()).toEqual(['1', '3', '4']);
      await bench.storage.targets.update(bot.uid, { order: 'strict' }, bench.clock.now());
      await bench.answer('3');
      await bench.answer('4');
      expect(bench.poster.fresh()).toEqual([]);
      await bench.answer('1');
      expect(bench.poster.fresh()).toEqual(['2']);
      await bench.happen(bot, 'd:5', 'a:6');
      await bench.reconfigure(bot, { order: 'chat' });
      expect(bench.poster.fresh()).toEqual(['5']);
      await bench.answer('2');
      expect(bench.poster.fresh()).toEqual(['6']);
    });
  });

  describe('of several writers, whose deliveries appear out of order', () => {
    async function writers(ordering: 'chat' | 'strict'): Promise<[InstanceRow, InstanceRow]> {
      const { database, targets } = bench.storage;
      const rows = [
        await bench.instance('one', { webhookUrl: null }),
        await bench.instance('two', { webhookUrl: null }),
      ] as const;
      await targets.configureGlobal({ url: 'https://global.test/', events: null }, bench.clock.now());
      await database.write((write) => write.updateTable('targets').set({ ordering }).execute());
      await bench.start();
      bench.hang();
      return [...rows];
    }

    async function pending(): Promise<number> {
      return (await bench.storage.deliveryLog.backlog(GLOBAL_TARGET, bench.clock.now())).counts.pending;
    }

    it('misses none, and keeps the order of chats', async () => {
      const [one, two] = await writers('chat');
      await bench.happenAt(100, one, 'a:1');
      await bench.happenAt(50, two, 'a:2');
      await bench.happenAt(51, two, 'a:3');
      await bench.happenAt(101, one, 'b:4');
      await bench.happenAt(60, two, 'b:5');
      expect(bench.poster.fresh()).toEqual(['1', '2', '4', '5']);
      await bench.answer('2');
      expect(bench.poster.fresh()).toEqual(['3']);
      for (const text of ['1', '3', '4', '5']) await bench.answer(text);
      expect(await pending()).toBe(0);
    });

    it('misses none below a backlog that is longer than what is known of it', async () => {
      const [one, two] = await writers('chat');
      await bench.happenAt(1000, one, 'a:0');
      const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
      await bench.happen(one, ...numbers.map((n) => `a:${n}`));
      expect(bench.poster.fresh()).toEqual(['0']);
      for (const n of numbers) await bench.happenAt(n, two, `b:late${n}`);
      expect(bench.poster.fresh()).toEqual(['late1']);
      bench.poster.respond = () => OK;
      await bench.answer('late1');
      await bench.answer('0');
      const { texts } = bench.poster;
      expect(texts.filter((text) => !text.startsWith('late'))).toEqual([0, ...numbers].map(String));
      expect(texts.filter((text) => text.startsWith('late'))).toEqual(numbers.map((n) => `late${n}`));
      expect(await pending()).toBe(0);
    });

    it('misses none where nothing may overtake', async () => {
      const [one, two] = await writers('strict');
      await bench.happenAt(100, one, 'a:1');
      await bench.happenAt(50, two, 'b:2');
      await bench.happenAt(101, one, 'a:3');
      await bench.happenAt(51, two, 'b:4');
      expect(bench.poster.fresh()).toEqual(['1']);
      bench.poster.respond = () => OK;
      await bench.answer('1');
      expect(bench.poster.fresh()).toEqual(['2', '4', '3']);
      expect(await pending()).toBe(0);
    });

    it('misses none after a restart', async () => {
      const [one, two] = await writers('chat');
      await bench.happenAt(100, one, 'a:1');
      await bench.happenAt(50, two, 'b:2');
      bench.poster.fresh();
      bench.poster.respond = () => OK;
      await bench.restart();
      expect(bench.poster.fresh()).toEqual(['2', '1']);
    });
  });

  describe('ending', () => {
    it('lets what is in flight finish, and begins nothing', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      await bench.happen(bot, 'a:1', 'a:2', 'b:3');
      const ended = bench.dispatcher.drain(5000);
      for (const post of bench.poster.inFlight) post.answer(OK);
      await ended;
      expect(bench.poster.texts).toEqual(['1', '3']);
      expect(await bench.countsOf(bot)).toEqual({ pending: 1, delivered: 2, parked: 0 });
    });

    it('cuts off what takes longer than the budget, and records what did not', async () => {
      const bot = await bench.instance('bot');
      await bench.start();
      bench.hang();
      await bench.happen(bot, 'a:1', 'b:2');
      const ended = bench.dispatcher.drain(5000);
      await bench.answer('2');
      await bench.pass(5000);
      await ended;
      expect(bench.poster.inFlight).toEqual([]);
      expect(await bench.countsOf(bot)).toEqual({ pending: 1, delivered: 1, parked: 0 });
      expect(
        await bench.storage.database.read.selectFrom('attempts').select('number').execute(),
      ).toHaveLength(1);
      expect(bench.clock.waiting).toBe(0);
    });
  });

  it('has one global target, which an empty configuration turns off without losing what waits', async () => {
    const bot = await bench.instance('bot', { webhookUrl: null });
    await bench.storage.targets.configureGlobal(
      { url: 'https://global.test/', events: ['message'] },
      bench.clock.now(),
    );
    await bench.happen(bot, 'a:1');
    await bench.storage.targets.configureGlobal({ url: null, events: null }, bench.clock.now());
    await bench.dispatcher.start();
    await bench.happen(bot, 'a:2');
    expect(bench.poster.texts).toEqual([]);
    await bench.storage.targets.configureGlobal(
      { url: 'https://global.test/', events: null },
      bench.clock.now(),
    );
    bench.dispatcher.wake(GLOBAL_TARGET);
    await bench.dispatcher.settled();
    expect(bench.poster.texts).toEqual(['1']);
  });
});
