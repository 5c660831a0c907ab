import { LRUCache } from 'lru-cache';
import type { Database, Write } from './database.js';

/** Largest number of entries of one memory, over all instances. */
const MOST_ENTRIES = 20_000;

/**
 * Values of rows that nobody else changes, kept in memory; those used longest ago are dropped. What a unit of work changes is
 * forgotten until its commit has ended, so that a change that was rolled back leaves no trace.
 */
export class Remembered<V extends string | number | object> {
  private readonly entries = new LRUCache<string, { value: V | undefined }>({ max: MOST_ENTRIES });
  private readonly changing = new Map<string, number>();
  private changes = 0;

  constructor(private readonly database: Database) {}

  /** What is known of a key: its value, undefined for a row that does not exist. Undefined if it has to be read. */
  get(key: string): { value: V | undefined } | undefined {
    return this.entries.get(key);
  }

  /**
   * To be called before values are read. The result remembers what was read, unless something has changed meanwhile.
   */
  reading(): (key: string, value: V | undefined) => void {
    const { changes } = this;
    return (key, value) => {
      if (this.changes === changes && !this.changing.has(key)) this.entries.set(key, { value });
    };
  }

  /** Forgets a value that a unit of work is about to change. */
  change(write: Write, key: string): void {
    this.forget(key);
    this.changing.set(key, (this.changing.get(key) ?? 0) + 1);
    this.database.afterCommit(write, () => {
      const others = (this.changing.get(key) ?? 1) - 1;
      if (others > 0) this.changing.set(key, others);
      else this.changing.delete(key);
      this.forget(key);
    });
  }

  private forget(key: string): void {
    this.changes += 1;
    this.entries.delete(key);
  }
}
