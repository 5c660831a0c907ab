import type { LookupAddress } from 'node:dns';
import { Semaphore } from 'async-mutex';
import { LRUCache } from 'lru-cache';

/** Resolves a host name to all its addresses. Rejects with the errors of `dns.lookup`. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Names whose last lookup is remembered. */
const REMEMBERED = 2_000;
/** A lookup that takes longer is slow, ms. */
const SLOW_MS = 1_000;
/** Lookups at a time of names that were answered promptly. */
const PROMPT_AT_ONCE = 2;
/** Lookups at a time of all other names. */
const OTHERS_AT_ONCE = 1;
/** Lookups that may wait. */
const WAITING = 1_000;
/** Which of the others are next. */
const PRIORITY = { new: 1, slow: 0 };

/**
 * Looks names up in the threads that Node also uses for files, of which there are four. A name server that hangs blocks a
 * thread for up to half a minute, and callers choose names: those that have not been answered promptly before share one.
 */
export class Lookups {
  /** At most one per name. */
  private readonly underWay = new Map<string, Promise<readonly LookupAddress[]>>();
  private readonly last = new LRUCache<string, 'prompt' | 'slow'>({ max: REMEMBERED });
  private readonly prompt = new Semaphore(PROMPT_AT_ONCE);
  private readonly others = new Semaphore(OTHERS_AT_ONCE);

  constructor(private readonly resolve: ResolveHost) {}

  /** @throws the error of the lookup, or `EAI_AGAIN` if too many wait */
  of(hostname: string): Promise<readonly LookupAddress[]> {
    const underWay = this.underWay.get(hostname);
    if (underWay) return underWay;
    if (this.underWay.size >= WAITING) return Promise.reject(tooMany());
    const lookup = this.inTurn(hostname).finally(() => this.underWay.delete(hostname));
    this.underWay.set(hostname, lookup);
    return lookup;
  }

  private inTurn(hostname: string): Promise<readonly LookupAddress[]> {
    const last = this.last.get(hostname);
    const look = async () => this.timed(hostname);
    if (last === 'prompt') return this.prompt.runExclusive(look);
    return this.others.runExclusive(look, 1, PRIORITY[last ?? 'new']);
  }

  private async timed(hostname: string): Promise<readonly LookupAddress[]> {
    const startedAt = performance.now();
    try {
      return await this.resolve(hostname);
    } finally {
      this.last.set(hostname, performance.now() - startedAt > SLOW_MS ? 'slow' : 'prompt');
    }
  }
}

function tooMany(): Error {
  return Object.assign(new Error('too many host names are being looked up'), { code: 'EAI_AGAIN' });
}
