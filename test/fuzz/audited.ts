import { dataOf, record } from '../harness/envelope.js';
import { type Answer, Caller } from '../harness/http.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import type { Holder } from './holders.js';
import type { MadeUp } from './requests.js';

/** Holds the audit log against the requests that were made. */
export class Audited {
  /** What must be in it: an entry in short, by the id of its request. */
  private expected = new Map<string, string>();
  /** Requests by their ids, for what may be in it. */
  private readonly made = new Map<string, string>();
  private readonly root: Caller;
  found = 0;

  constructor(
    base: string,
    /** The scope of each operation that needs a key, by its id. */
    private readonly scopes: ReadonlyMap<string, string>,
  ) {
    this.root = new Caller(base, [['X-API-Key', API_KEY]]);
  }

  close(): void {
    this.root.close();
  }

  /** Notes a request that was answered. @param code of the error, empty if there is none */
  note(holder: Holder, { operation, wrong }: MadeUp, { status, headers }: Answer, code: string): void {
    const id = String(headers['x-request-id']);
    this.made.set(id, `${holder.keyId} ${status}`);
    // Another method or path may be one of another operation, or of none; without a valid key there is no entry.
    if (wrong === 'key' || wrong === 'method' || wrong === 'another path' || wrong?.startsWith('path '))
      return;
    if (!this.scopes.has(operation.id) || code === 'RATE_LIMITED') return;
    const reads = operation.method === 'GET' || operation.method === 'HEAD';
    if (reads && code !== 'FORBIDDEN') return;
    this.expected.set(id, `${holder.keyId} ${status} ${operation.id}`);
  }

  /** Waits until all is in it. @returns what is not as it was */
  async faults(since: Date): Promise<string[]> {
    const { expected } = this;
    this.expected = new Map();
    const wrong: string[] = [];
    const entries = await eventually(
      () => this.entries(since),
      (all) => [...expected.keys()].every((id) => all.has(id)),
      'the audit log',
      30_000,
    ).catch(() => this.entries(since));
    for (const [id, entry] of expected)
      if (entries.get(id) !== entry) wrong.push(`request ${id}: ${entry}, in the log: ${entries.get(id)}`);
    for (const [id, entry] of entries) {
      const made = this.made.get(id);
      if (made !== undefined && !entry.startsWith(`${made} `))
        wrong.push(`request ${id} was ${made}, in the log: ${entry}`);
    }
    this.found += expected.size;
    this.made.clear();
    return wrong;
  }

  private async entries(since: Date): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const path = `/api/v1/audit?limit=100&from=${since.toISOString()}${more}`;
      const page = record(dataOf(await this.root.call({ path })));
      for (const each of Array.isArray(page['entries']) ? page['entries'] : []) {
        const { correlationId, keyId, status, operation } = record(each);
        found.set(String(correlationId), `${String(keyId)} ${String(status)} ${String(operation)}`);
      }
      const { nextCursor } = page;
      cursor = typeof nextCursor === 'string' ? nextCursor : undefined;
    } while (cursor !== undefined);
    return found;
  }
}
