/** Something that runs until it is stopped. */
interface Stoppable {
  stop(): Promise<void>;
}

const running = new Set<Stoppable>();

/** Keeps in mind what has been started. */
export function started(one: Stoppable): void {
  running.add(one);
}

/** Forgets what has been stopped. */
export function stopped(one: Stoppable): void {
  running.delete(one);
}

/**
 * Stops everything that this module has started, the newest first: `after(stop)`, `afterAll(stop)`. What is not stopped ends with
 * the process of the test.
 */
export async function stop(): Promise<void> {
  for (const one of [...running].toReversed()) await one.stop();
}
