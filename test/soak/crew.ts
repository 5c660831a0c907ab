import { setMaxListeners } from 'node:events';
import { Caller } from '../harness/http.js';
import { record } from '../harness/envelope.js';
import { API_KEY } from '../harness/server.js';

/** What a request was answered. */
export interface Reply {
  status: number;
  data: Record<string, unknown>;
  /** Of the error; empty if there is none. */
  code: string;
  /** Of the error: whether what was asked for has happened. */
  outcome: unknown;
}

/** Sends requests with one key over connections of its own. */
export class Client {
  private readonly caller: Caller;

  constructor(base: string, key = API_KEY) {
    this.caller = new Caller(base, [['X-API-Key', key]]);
  }

  async ask(method: string, path: string, body?: object): Promise<Reply> {
    const answer =
      body === undefined
        ? await this.caller.call({ method, path })
        : await this.caller.json(method, path, JSON.stringify(body));
    const { data, error } = record(JSON.parse(answer.text));
    const { code = '', details } = Object(error);
    return {
      status: answer.status,
      data: Object(data),
      code: String(code),
      outcome: Object(details).outcome,
    };
  }

  /** @throws if it is refused */
  async get(path: string): Promise<Record<string, unknown>> {
    const reply = await this.ask('GET', path);
    if (reply.status !== 200) throw new Error(`GET ${path}: ${reply.status} ${reply.code}`);
    return reply.data;
  }

  /** The bytes of an answer. */
  async bytes(path: string): Promise<{ status: number; bytes: Buffer }> {
    const { status, bytes } = await this.caller.call({ path });
    return { status, bytes };
  }

  /** A file as a browser hands it in. */
  async form(path: string, fields: Record<string, string>, file: Buffer, name: string): Promise<Reply> {
    const part = (head: string, content: string | Buffer): Buffer =>
      Buffer.concat([Buffer.from(`--soak\r\nContent-Disposition: form-data; ${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]); // prettier-ignore
    const parts = Object.entries(fields).map(([field, value]) => part(`name="${field}"`, value));
    const body = Buffer.concat([...parts, part(`name="media"; filename="${name}"`, file), Buffer.from('--soak--\r\n')]); // prettier-ignore
    const headers = [['Content-Type', 'multipart/form-data; boundary=soak']] as const;
    const answer = await this.caller.call({ method: 'POST', path, headers, body });
    const { data, error } = record(JSON.parse(answer.text));
    const { code = '', details } = Object(error);
    return {
      status: answer.status,
      data: Object(data),
      code: String(code),
      outcome: Object(details).outcome,
    };
  }

  close(): void {
    this.caller.close();
  }
}

/** Those who put load on the server: each does one thing over and over until all are told to stop. */
export class Crew {
  /** What went wrong for them, with what they were doing. */
  readonly failures: string[] = [];
  /** How often each thing was done. */
  readonly done = new Map<string, number>();
  private readonly stopping = new AbortController();
  private readonly work: Promise<void>[] = [];
  private readonly clients: Client[] = [];

  constructor(private readonly base: string) {
    // Everybody who pauses listens for the end.
    setMaxListeners(0, this.stopping.signal);
  }

  get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** @param act does it once; `n` counts from 0 */
  does(what: string, pauseMs: number, act: (client: Client, n: number) => Promise<void>): void {
    const client = new Client(this.base);
    this.clients.push(client);
    this.work.push(this.repeat(what, pauseMs, async (n) => act(client, n)));
  }

  /** Waits, but not after the end. */
  async pause(ms: number): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal.addEventListener('abort', finish, { once: true });
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.work);
    for (const client of this.clients) client.close();
  }

  private async repeat(what: string, pauseMs: number, act: (n: number) => Promise<void>): Promise<void> {
    for (let n = 0; !this.stopped; n += 1) {
      try {
        await act(n);
        this.done.set(what, (this.done.get(what) ?? 0) + 1);
      } catch (error) {
        if (this.failures.length < 50) this.failures.push(`${what} ${n}: ${String(error)}`);
      }
      // Nobody keeps time: what happens together is different every time.
      await this.pause(pauseMs * (0.5 + Math.random()));
    }
  }
}
