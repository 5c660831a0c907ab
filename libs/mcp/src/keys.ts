import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** What was sent, to be known again when it is asked for once more. */
const MOST = 1000;

/**
 * Makes what is sent idempotent: the same request in the same session is one message, however often a model repeats it, unless
 * it gives another key.
 */
export class IdempotencyKeys {
  private readonly session = randomBytes(12).toString('hex');
  private readonly sent = new LRUCache<string, true>({ max: MOST });

  /** @param key what the caller has given; it counts across sessions */
  of(tool: string, request: object, key: string | undefined): string {
    if (key !== undefined) return key;
    const content = JSON.stringify([this.session, tool, request]);
    return `mcp-${createHash('sha256').update(content).digest('hex').slice(0, 40)}`;
  }

  /** Notes that a request with this key has been answered. @returns whether one had been before */
  repeats(key: string): boolean {
    const known = this.sent.has(key);
    this.sent.set(key, true);
    return known;
  }
}
