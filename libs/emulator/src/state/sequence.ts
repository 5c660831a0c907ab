/** Runs tasks one after another, in the order of the calls. */
export class Sequence {
  private last: Promise<unknown> = Promise.resolve();

  /** @returns the result of the task; a task that fails does not stop the next one */
  run<T>(task: () => Promise<T> | T): Promise<T> {
    const result = this.last.then(task);
    this.last = result.catch(() => undefined);
    return result;
  }
}
