import { type RequiredScope, ROOT_ONLY, type Scope, SCOPE_NAMES } from './scopes.js';

/** Id of the root key. Ids of all other keys have 8 characters. */
export const ROOT_ID = 'root';

/** Whoever makes a request: a key, and what it may do. */
export interface Principal {
  /** Public id of the key; `root` for the root key. */
  readonly id: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Ids of the instances that the key is for; undefined: all. */
  readonly instances: ReadonlySet<string> | undefined;
  /** Largest number of requests per minute; undefined: the setting of the server. */
  readonly ratePerMinute: number | undefined;
  /** When the key that was used ends, epoch ms; undefined: never. */
  readonly endsAt: number | undefined;
  /** The key was used with its secret from before the last rotation. */
  readonly previous: boolean;
  /** A signed link stood in for the key. */
  readonly linked: boolean;
  /** Aborted when the key is changed or revoked. */
  readonly changed: AbortSignal;
}

/** The principal of the root key, which may do everything. */
export function rootPrincipal(): Principal {
  return {
    id: ROOT_ID,
    name: ROOT_ID,
    scopes: new Set(SCOPE_NAMES),
    instances: undefined,
    ratePerMinute: undefined,
    endsAt: undefined,
    previous: false,
    linked: false,
    changed: new AbortController().signal,
  };
}

/** Whether the key may do what needs a scope. */
export function hasScope({ id, scopes }: Principal, scope: RequiredScope): boolean {
  return scope === ROOT_ONLY ? id === ROOT_ID : scopes.has(scope);
}

/** Whether the key is for an instance. */
export function mayUse({ instances }: Pick<Principal, 'instances'>, instanceId: string): boolean {
  return instances === undefined || instances.has(instanceId);
}
