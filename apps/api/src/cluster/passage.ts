import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, type Dispatcher } from 'undici';

/** Uploads take minutes, and each stream has a connection. The certificates of other servers are verified. */
const SETTINGS: Agent.Options = {
  bodyTimeout: 0,
  headersTimeout: 0,
  connections: null,
  connect: { rejectUnauthorized: true },
};

/** Connections to other servers. A request ends when its caller is gone: the other server notices as if it had been asked directly. */
export class Passage extends Agent {
  private readonly callers = new AsyncLocalStorage<AbortSignal>();

  constructor() {
    super(SETTINGS);
  }

  /** Runs what makes a request. @param gone aborted when the caller is gone */
  requesting(gone: AbortSignal, make: () => void): void {
    this.callers.run(gone, make);
  }

  override request<T = null>(
    options: Dispatcher.RequestOptions<T>,
    callback: (error: Error | null, data: Dispatcher.ResponseData<T>) => void,
  ): void;
  override request<T = null>(options: Dispatcher.RequestOptions<T>): Promise<Dispatcher.ResponseData<T>>;
  override request<T = null>(
    options: Dispatcher.RequestOptions<T>,
    callback?: (error: Error | null, data: Dispatcher.ResponseData<T>) => void,
  ): void | Promise<Dispatcher.ResponseData<T>> {
    const bound = { ...options, signal: this.callers.getStore() };
    return callback ? super.request(bound, callback) : super.request(bound);
  }
}
