import { EventEmitter } from 'node:events';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { createLogger, ManualClock } from '#libs/observability';
import { OfflineQueue } from './offline-queue.js';

const MINUTE_MS = 60_000;
const queued: BinaryNode = { tag: 'message', attrs: { offline: '0' } };

/** A connection of which only what concerns the queue is there. */
class Bench {
  readonly clock = new ManualClock();
  readonly ws = new EventEmitter();
  asked = 0;
  deaf = 0;
  readonly queue = new OfflineQueue(
    {
      ws: this.ws,
      sendNode: async () => {
        this.asked += 1;
      },
    },
    this.clock,
    createLogger('silent'),
    () => (this.deaf += 1),
  );
}

describe('the queue of a device', () => {
  it('is asked for batch by batch until its end', () => {
    const bench = new Bench();
    bench.ws.emit('CB:success');
    bench.ws.emit('CB:ib,,offline_preview');
    for (let batch = 1; batch <= 3; batch++) {
      bench.queue.handled(queued);
      bench.clock.advance(100);
      expect(bench.asked).toBe(batch);
    }
    bench.ws.emit('CB:ib,,offline');
    bench.clock.advance(60 * MINUTE_MS);
    expect(bench).toMatchObject({ asked: 3, deaf: 0 });
  });

  it('is asked for if the server reports neither a queue nor its end', () => {
    const bench = new Bench();
    bench.ws.emit('CB:success');
    bench.clock.advance(5_000);
    expect(bench.asked).toBe(1);
  });

  it('that never comes makes the connection deaf, once', () => {
    const bench = new Bench();
    bench.ws.emit('CB:success');
    bench.clock.advance(5 * MINUTE_MS);
    expect(bench.deaf).toBe(0);
    bench.clock.advance(5 * MINUTE_MS);
    expect(bench).toMatchObject({ asked: 10, deaf: 1 });
    bench.clock.advance(60 * MINUTE_MS);
    expect(bench).toMatchObject({ asked: 10, deaf: 1 });
  });

  it('of which something comes now and then is waited for', () => {
    const bench = new Bench();
    bench.ws.emit('CB:ib,,offline_preview');
    for (let times = 0; times < 20; times++) {
      bench.clock.advance(2 * MINUTE_MS);
      bench.queue.handled(queued);
    }
    expect(bench.deaf).toBe(0);
  });
});
