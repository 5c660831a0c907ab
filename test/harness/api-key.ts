import { dataOf, record } from './envelope.js';
import { Caller } from './http.js';
import { API_KEY } from './server.js';

/** A key that was made for a test. */
export interface MadeKey {
  keyId: string;
  key: string;
  /** Sends requests with it. */
  caller: Caller;
}

/** Makes a key with the root key. @param body of the request; `name` may be omitted */
export async function makeKey(base: string, body: object): Promise<MadeKey> {
  const root = new Caller(base, [['X-API-Key', API_KEY]]);
  try {
    const answer = await root.json('POST', '/api/v1/keys', JSON.stringify({ name: 'test', ...body }));
    const { keyId, key } = record(dataOf(answer));
    return {
      keyId: String(keyId),
      key: String(key),
      caller: new Caller(base, [['Authorization', `Bearer ${String(key)}`]]),
    };
  } finally {
    root.close();
  }
}

/** Stands for a scope that only the root key has. */
export const ROOT_ONLY = 'root';

/** For each of the scopes, a key that has it and no other, or that has all but it. */
export async function keysByScope(
  base: string,
  scopes: Iterable<string>,
  which: 'only' | 'but',
): Promise<ReadonlyMap<string, Caller>> {
  const all = [...new Set(scopes)];
  const made = new Map<string, Caller>();
  for (const scope of all) {
    const wanted = which === 'only' ? [scope] : all.filter((each) => each !== scope);
    const scopesOfKey = wanted.filter((each) => each !== ROOT_ONLY);
    made.set(scope, (await makeKey(base, { scopes: scopesOfKey })).caller);
  }
  return made;
}
