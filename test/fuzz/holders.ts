import { makeKey } from '../harness/api-key.js';
import { dataOf, record } from '../harness/envelope.js';
import { type Answer, Caller } from '../harness/http.js';
import { API_KEY } from '../harness/server.js';
import type { MadeUp, Operation } from './requests.js';

/** The presets of keys; see docs/keys.md. */
const PRESETS = ['reader', 'sender', 'bot', 'operator', 'admin'] as const;

/** Somebody who sends requests with a key. */
export interface Holder {
  /** `root`, or the preset of the key. */
  name: string;
  keyId: string;
  key: string;
  /** What the key may do; undefined: everything, with all instances. */
  scopes?: ReadonlySet<string>;
}

export const ROOT: Holder = { name: 'root', keyId: 'root', key: API_KEY };

/** A key of each preset. @param instances that they are for */
export async function holders(base: string, instances: readonly string[]): Promise<Holder[]> {
  const root = new Caller(base, [['X-API-Key', API_KEY]]);
  try {
    return await Promise.all(
      PRESETS.map(async (preset) => {
        const { keyId, key } = await makeKey(base, { name: preset, preset, instances });
        const { scopes } = record(dataOf(await root.call({ path: `/api/v1/keys/${keyId}` })));
        return { name: preset, keyId, key, scopes: new Set(Array.isArray(scopes) ? scopes.map(String) : []) };
      }),
    );
  } finally {
    root.close();
  }
}

/** What keys may do, by the OpenAPI document. */
export class Rights {
  /** @param needed the scope of each operation, by its id */
  constructor(private readonly needed: ReadonlyMap<string, string>) {}

  /** The operations for which a key has the scope. */
  operations({ scopes }: Holder, all: readonly Operation[]): readonly Operation[] {
    return scopes === undefined ? all : all.filter(({ id }) => this.covers(scopes, id));
  }

  /** What is wrong with an answer, for what the key may do. */
  faults({ scopes }: Holder, { operation, wrong }: MadeUp, { status, text }: Answer): string[] {
    if (scopes === undefined || wrong !== undefined || this.covers(scopes, operation.id)) return [];
    return status === 403 && (operation.method === 'HEAD' || text.includes('"missingScope"'))
      ? []
      : [`${status} although the key lacks ${this.needed.get(operation.id)}`];
  }

  private covers(scopes: ReadonlySet<string>, operation: string): boolean {
    const needed = this.needed.get(operation);
    return needed === undefined || scopes.has(needed);
  }
}
