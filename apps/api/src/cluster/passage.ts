import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, type Dispatcher } from 'undici';

/** Uploads take minutes, and each stream has a connection. The certificates of other servers are verified. */
const SETTINGS: Agent.Options = {
  bodyTimeout: 0,
  headersTimeout: 0,
  connections: null,
  connect: { rejectUnauthorized: true },
};

/** What a caller has asked. */
interface Asked {
  /** The path with its query, byte for byte: resolving `%2e` in it, for example, would make it another path. */
  path: string;
  /** Aborted when the caller is gone. */
  gone: AbortSignal;
}

/**
 * Connections to other servers. They are asked exactly what the caller has asked. A request ends when its caller is gone: the
 * other server notices as if it had been asked directly.
 */
export class Passage extends Agent {
  private readonly callers = new AsyncLocalStorage<Asked>();

  constructor() {
    super(SETTINGS);
  }

  /** Runs what makes a request. Whatever path that has, it gets the one of the caller. */
  requesting(asked: Asked, make: () => void): void {
    this.callers.run(asked, make);
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
    const { path = options.path, gone: signal } = this.callers.getStore() ?? {};
    const bound = { ...options, path, signal };
    return callback ? super.request(bound, callback) : super.request(bound);
  }
}
