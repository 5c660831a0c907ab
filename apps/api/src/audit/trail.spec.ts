import { setImmediate } from 'node:timers/promises';
import { createLogger, ManualClock } from '#libs/observability';
import type { NewAuditEntry } from '#libs/storage';
import { AuditTrail } from './trail.js';

function entry(n: number): NewAuditEntry {
  return {
    at: n,
    key: 'root',
    key_name: 'root',
    operation: 'sendText',
    instance_id: null,
    subject: null,
    status: 200,
    code: null,
    correlation_id: String(n),
    address: '127.0.0.1',
  };
}

describe('the audit log', () => {
  const clock = new ManualClock();
  let full: boolean;
  /** Entries that the database does not take. */
  let refused: Set<number>;
  let attempts: number;
  let written: number[];
  let trail: AuditTrail;

  beforeEach(() => {
    full = false;
    refused = new Set();
    attempts = 0;
    written = [];
    const append = async (entries: readonly NewAuditEntry[]): Promise<void> => {
      attempts += 1;
      await setImmediate();
      if (full) throw new Error('the disk is full');
      if (entries.some(({ at }) => refused.has(at))) throw new Error('it is no row');
      written.push(...entries.map(({ at }) => at));
    };
    const isOutage = (error: unknown): boolean => String(error).includes('full');
    trail = new AuditTrail({ audit: { append }, database: { isOutage } }, clock, createLogger('silent'));
  });

  const settled = async () => {
    for (let n = 0; n < 10; n += 1) await setImmediate();
  };

  it('is tried again by one alarm only while the database cannot write, and loses nothing', async () => {
    full = true;
    for (let n = 0; n < 5; n += 1) {
      trail.add(entry(n));
      await settled();
    }
    expect([attempts, clock.waiting]).toEqual([1, 1]);
    full = false;
    clock.advance(1000);
    await settled();
    expect(written).toEqual([0, 1, 2, 3, 4]);
    expect(clock.waiting).toBe(0);
  });

  it('drops the oldest entries above its bound, and no others', async () => {
    full = true;
    for (let n = 0; n < 50_001; n += 1) trail.add(entry(n));
    await settled();
    full = false;
    await trail.close();
    expect(written.length).toBe(50_001 - 500);
    expect([written[0], written.at(-1)]).toEqual([500, 50_000]);
  });

  it('goes on without an entry that the database refuses', async () => {
    refused = new Set([3, 4, 700, 1199]);
    for (let n = 0; n < 1200; n += 1) trail.add(entry(n));
    await settled();
    await trail.close();
    expect(written).toEqual(Array.from({ length: 1200 }, (_value, n) => n).filter((n) => !refused.has(n)));
    expect(clock.waiting).toBe(0);
    trail.add(entry(1200));
    await settled();
    expect(written.at(-1)).toBe(1200);
  });

  it('writes no entry twice if the disk fills up while it goes on without one', async () => {
    refused = new Set([1]);
    for (let n = 0; n < 4; n += 1) trail.add(entry(n));
    while (written.length === 0) await setImmediate();
    full = true;
    await settled();
    full = false;
    clock.advance(1000);
    await settled();
    expect(written).toEqual([0, 2, 3]);
  });

  it('is written to the end when it closes', async () => {
    for (let n = 0; n < 1200; n += 1) trail.add(entry(n));
    await trail.close();
    expect(written).toEqual(Array.from({ length: 1200 }, (_value, n) => n));
  });
});
