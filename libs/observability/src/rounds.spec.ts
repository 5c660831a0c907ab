import { ManualClock } from './clock.js';
import { Rounds } from './rounds.js';

const AGAIN_MS = 1_000;

describe('rounds of work', () => {
  let clock: ManualClock;
  let errors: unknown[];
  let begun: number;
  /** Ends the round that runs. */
  let end: (error?: Error) => void;
  let rounds: Rounds;

  beforeEach(() => {
    clock = new ManualClock();
    errors = [];
    begun = 0;
    const work = async (): Promise<void> => {
      begun += 1;
      await new Promise<void>((resolve, reject) => {
        end = (error) => (error ? reject(error) : resolve());
      });
    };
    rounds = new Rounds(work, { clock, againMs: AGAIN_MS, onError: (error) => errors.push(error) });
  });

  it('run one at a time, and those who wake it meanwhile share one more', async () => {
    for (let n = 0; n < 3; n += 1) rounds.wake();
    expect(begun).toBe(1);
    rounds.wake();
    rounds.wake();
    expect(rounds.wanted).toBe(true);
    end();
    await settled();
    expect(begun).toBe(2);
    expect(rounds.wanted).toBe(false);
    end();
    await rounds.idle();
    expect(begun).toBe(2);
  });

  it('begin anew when they are woken after the last one', async () => {
    rounds.wake();
    end();
    await rounds.idle();
    rounds.wake();
    expect(begun).toBe(2);
    end();
    await rounds.idle();
  });

  it('are tried again a while after one has failed, and sooner when woken', async () => {
    rounds.wake();
    end(new Error('the disk is full'));
    await rounds.idle();
    expect(errors).toEqual([new Error('the disk is full')]);
    clock.advance(AGAIN_MS - 1);
    expect(begun).toBe(1);
    clock.advance(1);
    expect(begun).toBe(2);
    end(new Error('still full'));
    await rounds.idle();
    rounds.wake();
    expect(begun).toBe(3);
    end();
    await rounds.idle();
    clock.advance(AGAIN_MS);
    expect(begun).toBe(3);
  });

  it('survive work that fails before it waits for anything', async () => {
    const failing = new Rounds(() => Promise.reject(new Error('at once')), {
      clock,
      againMs: AGAIN_MS,
      onError: (error) => errors.push(error),
    });
    failing.wake();
    await failing.idle();
    clock.advance(AGAIN_MS);
    await failing.idle();
    expect(errors).toHaveLength(2);
  });

  it('begin no more once stopped, and stop waits for the one that runs', async () => {
    rounds.wake();
    rounds.wake();
    let stopped = false;
    const stopping = rounds.stop().then(() => (stopped = true));
    await settled();
    expect(stopped).toBe(false);
    end();
    await stopping;
    rounds.wake();
    expect(begun).toBe(1);
  });

  it('are not tried again after a failure once stopped', async () => {
    rounds.wake();
    end(new Error('the disk is full'));
    await rounds.idle();
    await rounds.stop();
    clock.advance(AGAIN_MS);
    expect(begun).toBe(1);
    expect(clock.waiting).toBe(0);
  });
});

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
