import { lastLogged } from './process.js';

/** The longest wait for anything, ms. It is shorter than the timeout of a test, so that a failure says what is missing. */
export const PATIENCE_MS = 100_000;

const STEP_MS = 25;

/** A list that grows, and can be waited on. */
export class Waiting<T> {
  readonly all: T[] = [];
  private readonly watchers = new Set<() => void>();

  add(item: T): void {
    this.all.push(item);
    for (const watcher of this.watchers) watcher();
  }

  /** Resolves with the first item that fits, from `from` on, present or to come. */
  async first(
    fits: (item: T) => boolean,
    what: string | (() => string),
    { from = 0, ms = PATIENCE_MS } = {},
  ): Promise<T> {
    const found = await this.until(() => this.all.slice(from).find(fits), ms);
    if (found === undefined) throw inVain(ms, typeof what === 'string' ? what : what());
    return found;
  }

  /** Resolves when as many items fit. */
  async count(fits: (item: T) => boolean, count: number, what: string, ms = PATIENCE_MS): Promise<T[]> {
    const enough = (): T[] | undefined => {
      const fitting = this.all.filter(fits);
      return fitting.length >= count ? fitting : undefined;
    };
    const found = await this.until(enough, ms);
    if (!found) {
      const have = this.all.filter(fits).length;
      throw inVain(ms, `${count} of ${what}: there are ${have}`);
    }
    return found;
  }

  private async until<R>(look: () => R | undefined, ms: number): Promise<R | undefined> {
    const present = look();
    if (present !== undefined) return present;
    return new Promise((resolve) => {
      const watcher = (): void => {
        const found = look();
        if (found !== undefined) finish(found);
      };
      const finish = (found: R | undefined): void => {
        clearTimeout(timer);
        this.watchers.delete(watcher);
        resolve(found);
      };
      const timer = setTimeout(() => finish(undefined), ms);
      this.watchers.add(watcher);
    });
  }
}

/** Says, too, what the servers have logged last. */
function inVain(ms: number, what: string): Error {
  return new Error(`waited ${ms} ms in vain for ${what}\n${lastLogged()}`);
}

/** Asks again and again until the answer fits. For state that nobody announces. */
export async function eventually<T>(
  ask: () => Promise<T>,
  fits: (answer: T) => boolean,
  what: string,
  ms = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > deadline) throw inVain(ms, `${what}: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

/** Polls until `look` finds something. @throws Error that names `what` */
export async function comes<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  let seen: T | undefined | false;
  await eventually(
    async () => (seen = await look()) !== undefined && seen !== false,
    (isThere) => isThere,
    what,
  );
  if (seen === undefined || seen === false) throw new Error(`${what} has gone again`);
  return seen;
}

/** Asks again and again for a while, and fails as soon as an answer does not fit. For what must not happen. */
export async function steadily<T>(
  ask: () => Promise<T>,
  fits: (answer: T) => boolean,
  what: string,
  ms = 1_500,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (!fits(answer)) throw new Error(`not so any more: ${what}: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
