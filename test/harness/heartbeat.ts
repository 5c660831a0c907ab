import { existsSync, readFileSync } from 'node:fs';

/** How long nothing may hold the event loop of the server, in CPU time of a machine that does nothing else, ms. */
const LONGEST_MS = 250;

/** A time in which the server did nothing else. */
export interface Hold {
  /** Epoch ms of its end. */
  at: number;
  /** CPU time, ms. */
  heldMs: number;
  /** How many times as long as usual the thread needed at that moment for the same work; at least 1. */
  slowness: number;
  /** The last requests before its end. */
  requests: string[];
}

/** What preloads/heartbeat.js has noted of a server. */
export class Heartbeat {
  private longestMs = LONGEST_MS;
  private reason = '';

  constructor(readonly file: string) {}

  /** Allows the suite longer holds. @param reason why they are in order */
  allow(longestMs: number, reason: string): void {
    this.longestMs = longestMs;
    this.reason = reason;
  }

  /** All holds that were noted so far. */
  holds(): Hold[] {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  }

  /** @throws if something has held the event loop for longer than it may */
  check(): void {
    const tooLong = this.holds().filter(({ heldMs, slowness }) => heldMs / slowness > this.longestMs);
    if (tooLong.length === 0) return;
    const lines = tooLong.map(
      ({ at, heldMs, slowness, requests }) =>
        `${heldMs} ms on a machine ${slowness.toFixed(1)} times as slow as usual until ${new Date(at).toISOString()}; ${requests.join(', ')}`,
    );
    const allowed = this.reason === '' ? '' : ` (${this.reason})`;
    throw new Error(
      `the event loop was held for more than ${this.longestMs} ms of CPU time${allowed}:\n${lines.join('\n')}`,
    );
  }
}
