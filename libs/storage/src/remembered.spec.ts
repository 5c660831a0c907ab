import type { Phone } from './jids.js';
import { isPhone } from './jids.js';
import { StorageBench } from './testing/storage-bench.js';
import type { InstanceRow } from './accounts/instances.js';

function phone(digits: string): Phone {
  if (!isPhone(digits)) throw new Error(`${digits} is no phone`);
  return digits;
}

const NUMBER = phone('5511987654321');
const OLD = phone('551187654321');
const NEW = phone('5511987654320');

describe('what is remembered of rows', () => {
  let bench: StorageBench;
  let bot: InstanceRow;

  beforeEach(async () => {
    bench = await StorageBench.open();
    bot = await bench.instance();
  });

  afterEach(() => bench.close());

  const find = async () => bench.storage.numbers.find(bench.storage.database.read, bot.uid, NUMBER);
  const save = async (value: Phone) =>
    bench.write((write) => bench.storage.numbers.save(write, bot.uid, NUMBER, value));

  it('follows every change, also from nothing and to nothing', async () => {
    expect(await find()).toBeUndefined();
    await save(OLD);
    expect(await find()).toBe(OLD);
    await save(NEW);
    expect(await find()).toBe(NEW);
    await bench.write((write) => bench.storage.numbers.forget(write, bot.uid, NEW));
    expect(await find()).toBeUndefined();
  });

  it('is asked for once', async () => {
    await save(OLD);
    await find();
    const before = bench.storage.database.statements;
    await find();
    expect(bench.storage.database.statements).toBe(before);
  });

  it('shows a unit of work its own changes, and nobody those that were rolled back', async () => {
    await save(OLD);
    const { numbers } = bench.storage;
    const failed = bench.write(async (write) => {
      await numbers.save(write, bot.uid, NUMBER, NEW);
      expect(await numbers.find(write, bot.uid, NUMBER)).toBe(NEW);
      throw new Error('the unit fails');
    });
    await expect(failed).rejects.toThrow('the unit fails');
    expect(await find()).toBe(OLD);
  });

  it('is not what was read before a change that has been made meanwhile', async () => {
    await save(OLD);
    const [, value] = await Promise.all([save(NEW), find()]);
    expect([OLD, NEW]).toContain(value);
    expect(await find()).toBe(NEW);
  });

  it('belongs to one instance', async () => {
    await save(OLD);
    await find();
    const { uid } = await bench.instance('other');
    const { numbers, database } = bench.storage;
    expect(await numbers.find(database.read, uid, NUMBER)).toBeUndefined();
  });
});
