import { setImmediate } from 'node:timers/promises';
import { Mutex } from 'async-mutex';

const turns = new Mutex();

/**
 * Runs work that holds the event loop for long, such as reading a large body: one at a time, and each in a turn of the loop
 * of its own, so that everything else runs in between.
 */
export async function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
  return turns.runExclusive(async () => {
    await setImmediate();
    return work();
  });
}
