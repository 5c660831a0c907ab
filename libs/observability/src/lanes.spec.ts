import { Lane, Lanes } from './lanes.js';

/** Work that ends when it is told to. */
function work() {
  let begun = false;
  let end: (error?: Error) => void = () => undefined;
  const over = new Promise<string>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve('done'));
  });
  return {
    run: async () => {
      begun = true;
      return over;
    },
    isBegun: () => begun,
    end,
  };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a lane', () => {
  it('runs one after the other, whatever became of the one before', async () => {
    const lane = new Lane();
    const [first, second] = [work(), work()];
    const failed = lane.run(first.run);
    const done = lane.run(second.run);
    await settled();
    expect([first.isBegun(), second.isBegun()]).toEqual([true, false]);
    first.end(new Error('broken'));
    await expect(failed).rejects.toThrow('broken');
    await settled();
    expect(second.isBegun()).toBe(true);
    second.end();
    expect(await done).toBe('done');
  });

  it('is idle when what came meanwhile has settled as well', async () => {
    const lane = new Lane();
    const [first, second] = [work(), work()];
    let idle = false;
    void lane.run(first.run);
    const waiting = lane.idle().then(() => (idle = true));
    void lane.run(second.run);
    first.end();
    await settled();
    expect(idle).toBe(false);
    second.end();
    await waiting;
  });
});

describe('lanes', () => {
  it('wait within, not for each other, and leave nothing behind', async () => {
    const lanes = new Lanes();
    const [a1, a2, b1] = [work(), work(), work()];
    const runs = [lanes.run('a', a1.run), lanes.run('a', a2.run), lanes.run('b', b1.run)];
    await settled();
    expect([a1, a2, b1].map((each) => each.isBegun())).toEqual([true, false, true]);
    expect(lanes.size).toBe(2);
    for (const each of [a1, a2, b1]) each.end();
    await Promise.all(runs);
    expect(lanes.size).toBe(0);
  });
});
