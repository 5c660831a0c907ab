/** Runs tasks one after another, in the order in which they were given. */
export class Sequence {
  private last: Promise<unknown> = Promise.resolve();

  /** @returns what the task returns; a task that throws does not stop the next */
  run<T>(task: () => Promise<T> | T): Promise<T> {
    const result = this.last.then(task);
    this.last = result.catch(() => undefined);
    return result;
  }
}
