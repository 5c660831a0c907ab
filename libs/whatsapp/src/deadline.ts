import type { Clock } from '#libs/observability';

/** Thrown when something did not happen in time. */
export class Expired extends Error {
  constructor() {
    super('not in time');
    this.name = 'Expired';
  }
}

/**
 * Waits for `work`, but no longer than `ms`. The work itself goes on.
 * @throws Expired
 */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const alarm = clock.after(ms, () => reject(new Expired()));
    work.then(resolve, reject).finally(() => alarm.cancel());
  });
}
