import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Drafts that wait at a time; the oldest are forgotten first. */
const MOST = 100;
const KEPT_MS = 60 * 60_000;

/** Sends what waits. */
export type Draft = () => Promise<object>;

/** What waits for a confirmation, in memory. */
export class Drafts {
  private readonly drafts = new LRUCache<string, Draft>({ max: MOST, ttl: KEPT_MS });

  /** @returns the id of the draft */
  add(draft: Draft): string {
    const id = `draft-${randomBytes(6).toString('hex')}`;
    this.drafts.set(id, draft);
    return id;
  }

  /** A draft stays after it was sent: whoever confirms it again gets the same answer. */
  find(id: string): Draft | undefined {
    return this.drafts.get(id);
  }
}
