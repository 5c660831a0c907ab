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
  let attempts: number;
  let written: number[];
  let trail: AuditTrail;

  beforeEach(() => {
    full = false;
    attempts = 0;
    written = [];
    const append = async (entries: readonly NewAuditEntry[]): Promise<void> => {
      attempts += 1;
      await setImmediate();
      if (full) throw new Error('the disk is full');
      written.push(...entries.map(({ at }) => at));
    };
    trail = new AuditTrail({ append }, clock, createLogger('silent'));
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

  it('is written to the end when it closes', async () => {
    for (let n = 0; n < 1200; n += 1) trail.add(entry(n));
    await trail.close();
    expect(written).toEqual(Array.from({ length: 1200 }, (_value, n) => n));
  });
});
