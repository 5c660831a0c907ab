import { apiError, noAnswer } from './errors.js';
import { type Client, createClient, createConfig } from './generated/client/index.js';
import { Paged } from './pages.js';
import { IDEMPOTENCY_KEY, type RetryOptions, retrying } from './retrying.js';

/** What every call can be given. */
export interface CallOptions {
  /** Ends the call, and the wait before a repetition. */
  signal?: AbortSignal;
}

/** What a call can be given that takes effect once, however often it is sent. */
export interface KeyedOptions extends CallOptions {
  /** Default: a new one for each call. Give your own to repeat a call after a restart of your program. */
  idempotencyKey?: string;
}

/** What the generated operations get from the caller. */
export interface Base {
  client: Client;
  fetch: typeof fetch;
  signal: AbortSignal | undefined;
  throwOnError: true;
}

export interface CallerOptions extends RetryOptions {
  baseUrl: string;
  apiKey: string;
  fetch: typeof fetch;
}

/** Calls generated operations: takes answers out of their envelopes, makes keys, and throws typed errors. */
export class Caller {
  readonly client: Client;

  constructor(private readonly options: CallerOptions) {
    const { baseUrl, apiKey } = options;
    this.client = createClient(
      createConfig({
        baseUrl: baseUrl.replace(/\/$/, ''),
        // Unlike a header of our own, browsers and Node do not send it on to another host after a redirect.
        headers: { Authorization: `Bearer ${apiKey}` },
      }),
    );
    this.client.interceptors.error.use((error, response: Response | undefined, _request, { signal }) =>
      response ? apiError(response, error) : noAnswer(error, signal ?? undefined),
    );
  }

  /** @returns `data` of the answer */
  async data<Data>(
    call: (base: Base) => Promise<{ data: { data: Data } }>,
    options?: CallOptions,
  ): Promise<Data> {
    const { data } = await call(this.base(options));
    return data.data;
  }

  /** @returns `data` of the answer to an operation that takes an idempotency key */
  async keyed<Data>(
    call: (base: Base & { headers: { [IDEMPOTENCY_KEY]: string } }) => Promise<{ data: { data: Data } }>,
    { idempotencyKey = newKey(), ...options }: KeyedOptions = {},
  ): Promise<Data> {
    const headers = { [IDEMPOTENCY_KEY]: idempotencyKey };
    const { data } = await call({ ...this.base(options), headers });
    return data.data;
  }

  /** @returns the answer, whose body has not been read */
  async raw(
    call: (base: Base & { parseAs: 'stream' }) => Promise<{ response: Response }>,
    options?: CallOptions,
  ): Promise<Response> {
    const { response } = await call({ ...this.base(options), parseAs: 'stream' });
    return response;
  }

  /** @returns the pages of a list */
  paged<Page extends { nextCursor?: string }, Item>(
    call: (base: Base, cursor: string | undefined) => Promise<{ data: { data: Page } }>,
    itemsOf: (page: Page) => readonly Item[],
    options?: CallOptions,
  ): Paged<Page, Item> {
    const read = (cursor: string | undefined): Promise<Page> =>
      this.data((base) => call(base, cursor), options);
    return new Paged(read, itemsOf);
  }

  private base({ signal }: CallOptions = {}): Base {
    const { client, options } = this;
    return { client, fetch: retrying(options.fetch, options, signal), signal, throwOnError: true };
  }
}

/** 128 random bits. `crypto.randomUUID` is missing in pages that came by plain http. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
