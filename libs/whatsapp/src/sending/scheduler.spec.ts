import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, ManualClock } from '#libs/observability';
import {
  type InstanceRow,
  type NewScheduled,
  type ScheduledRow,
  Storage,
  withoutDevice,
} from '#libs/storage';
import { notConnected, refused, WhatsAppFault } from '../faults.js';
import { Scheduler } from './scheduler.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ANNA = withoutDevice('15550001111@s.whatsapp.net');

/** A clock that somebody sets: its timers do not notice. */
class SetClock extends ManualClock {
  private setBy = 0;

  override now(): number {
    return super.now() + this.setBy;
  }

  set(ms: number): void {
    this.setBy += ms;
  }
}

describe('messages that are to be sent later', () => {
  let directory: string;
  let storage: Storage;
  let instance: InstanceRow;
  let clock: SetClock;
  let scheduler: Scheduler;
  /** When something may leave, by the pace. */
  let slot: () => number | undefined;
  /** Ends the process in the middle of whatever it does. */
  let end: () => void;
  /** What is on the wire: message ids and when each left. */
  let wire: { id: string; at: number }[];
  /** Ids of messages that left and were refused. */
  let refusals: Set<string>;
  /** What happens to a send. */
  let onSend: (row: ScheduledRow) => Promise<void>;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-scheduler-'));
    storage = await Storage.open(directory);
    const row = await storage.database.write((write) => storage.instances.insert(write, 'bot', 1));
    if (!row) throw new Error('not inserted');
    instance = row;
    clock = new SetClock();
    wire = [];
    refusals = new Set();
    onSend = async () => undefined;
    end = () => undefined;
    slot = () => undefined;
    await begin();
  });

  afterEach(async () => {
    await scheduler.stop();
    await storage.close();
    rmSync(directory, { recursive: true });
  });

  /** As after a start of the process: what was under way in another is nobody's. */
  async function begin(): Promise<void> {
    end();
    let ended = false;
    const over = new Promise<never>(() => undefined);
    const sender = {
      send: async (row: ScheduledRow) => {
        if (ended) await over;
        await onSend(row);
        wire.push({ id: row.id, at: clock.now() });
      },
      hasLeft: async (id: string) => (ended ? over : wire.some((each) => each.id === id)),
      wasRefused: async (id: string) => refusals.has(id),
      isReady: () => true,
      chatOf: async () => ANNA,
    };
    const logger = createLogger('silent');
    const context = { ...instance, storage, clock, log: logger };
    const pace = { slot: async () => slot() };
    scheduler = new Scheduler(context, sender, pace);
    const process = scheduler;
    end = () => {
      ended = true;
      void process.stop();
    };
    await scheduler.start();
    await scheduler.idle();
  }

  async function add(
    id: string,
    inMs: number,
    waitMs = HOUR,
    more: Partial<NewScheduled> = {},
  ): Promise<void> {
    const sendAt = clock.now() + inMs;
    await storage.database.write((write) =>
      storage.scheduled.insert(write, {
        instance: instance.uid,
        id,
        kind: 'text',
        recipient: '15550001111',
        draft: '{}',
        send_at: sendAt,
        send_by: sendAt + waitMs,
        state: 'scheduled',
        error: null,
        client_reference: `ref-${id}`,
        request: null,
        created_at: clock.now(),
        settled_at: null,
        ...more,
      }),
    );
    scheduler.wake();
    await scheduler.idle();
  }

  /** A timer that was set while the clock moved on falls due at once. */
  async function pass(ms: number): Promise<void> {
    for (const each of [ms, 0]) {
      clock.advance(each);
      await scheduler.idle();
    }
  }

  async function stateOf(id: string) {
    const row = await storage.scheduled.find(instance.uid, id);
    return row && { state: row.state, error: row.error };
  }

  async function told(): Promise<unknown[]> {
    const rows = await storage.database.read.selectFrom('events').select('data').execute();
    return rows.map(({ data }) => JSON.parse(data));
  }

  const offline = async (): Promise<never> => {
    throw notConnected('reconnecting');
  };

  describe('as an album', () => {
    async function addAlbum(): Promise<void> {
      const media = { kind: 'image', album: 'album' };
      const draft = JSON.stringify({ outgoing: {}, draft: { kind: 'media', media } });
      await add('album', 1000, HOUR, { kind: 'album' });
      for (const id of ['b', 'a']) await add(id, 1000, HOUR, { kind: 'image', draft });
    }

    it('leave in its order, however long each takes', async () => {
      await addAlbum();
      onSend = async () => new Promise((resolve) => setTimeout(resolve, wire.length === 0 ? 20 : 1));
      await pass(1000);
      expect(wire.map(({ id }) => id)).toEqual(['album', 'b', 'a']);
    });

    it('fail when its announcement was refused', async () => {
      refusals.add('album');
      await addAlbum();
      await pass(1000);
      expect(wire.map(({ id }) => id)).toEqual(['album']);
      expect(await stateOf('b')).toEqual({ state: 'failed', error: 'whatsapp_error' });
    });

    it('fail when its announcement has failed, and wait when it waits', async () => {
      await addAlbum();
      onSend = offline;
      await pass(1000);
      expect(wire).toEqual([]);
      expect(await stateOf('b')).toEqual({ state: 'scheduled', error: null });
      onSend = async ({ id }) => {
        if (id === 'album') throw refused('400', {});
      };
      await pass(10_000);
      expect(wire).toEqual([]);
      for (const id of ['album', 'b', 'a'])
        expect(await stateOf(id)).toEqual({ state: 'failed', error: 'whatsapp_error' });
    });
  });

  it('leave at their time and not before', async () => {
    await add('a', 10_000);
    await pass(9_999);
    expect(wire).toEqual([]);
    await pass(1);
    expect(wire).toEqual([{ id: 'a', at: clock.now() }]);
    expect(await stateOf('a')).toEqual({ state: 'sent', error: null });
    await pass(HOUR);
    expect(wire).toHaveLength(1);
  });

  it('wait for a connection until their deadline, and go with it', async () => {
    onSend = offline;
    await add('a', MINUTE);
    await pass(2 * MINUTE);
    expect(await stateOf('a')).toEqual({ state: 'scheduled', error: null });
    onSend = async () => undefined;
    scheduler.wake();
    await scheduler.idle();
    expect(wire).toHaveLength(1);
  });

  it('fail at their deadline, which is told', async () => {
    onSend = offline;
    await add('a', MINUTE, 5 * MINUTE);
    for (let n = 0; n < 8; n += 1) await pass(MINUTE);
    expect(await stateOf('a')).toMatchObject({ state: 'failed' });
    expect(await told()).toEqual([
      {
        messageId: 'a',
        chatId: ANNA,
        clientReference: 'ref-a',
        status: 'failed',
        at: expect.any(Number),
        error: expect.stringMatching(/^(instance_not_connected|expired)$/),
      },
    ]);
    onSend = async () => undefined;
    await pass(HOUR);
    expect(wire).toEqual([]);
  });

  it('fail at once where nothing is to wait, or nothing would help', async () => {
    onSend = offline;
    await add('now-or-never', MINUTE, 0);
    await pass(MINUTE);
    expect(await stateOf('now-or-never')).toEqual({ state: 'failed', error: 'instance_not_connected' });
    onSend = async () => {
      throw new WhatsAppFault('CONTACT_NOT_FOUND', 'nobody there', { outcome: 'not_sent' });
    };
    await add('nobody', MINUTE);
    await pass(MINUTE);
    expect(await stateOf('nobody')).toEqual({ state: 'failed', error: 'contact_not_found' });
  });

  it('are not sent again when they may have left', async () => {
    onSend = async (row) => {
      wire.push({ id: row.id, at: clock.now() });
      throw row.id === 'lost'
        ? new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp did not answer', { outcome: 'unknown' })
        : refused('463', {});
    };
    for (const id of ['lost', 'refused']) await add(id, MINUTE);
    await pass(MINUTE);
    await pass(HOUR);
    expect(wire.map(({ id }) => id).sort()).toEqual(['lost', 'refused']);
    expect(await stateOf('lost')).toEqual({ state: 'sent', error: null });
    // The message itself tells that it was refused.
    expect(await told()).toEqual([]);
  });

  it('keep to the pace of their instance, those that were late as well', async () => {
    let next = 0;
    slot = () => {
      const at = Math.max(clock.now(), next);
      next = at + MINUTE;
      return at;
    };
    for (const id of ['a', 'b', 'c']) await add(id, MINUTE, 10 * MINUTE);
    for (let n = 0; n < 4; n += 1) await pass(MINUTE);
    expect(wire).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = wire.map(({ at }) => at);
    expect([second - first, third - second]).toEqual([MINUTE, MINUTE]);
    onSend = offline;
    for (const id of ['d', 'e']) await add(id, MINUTE, HOUR);
    for (let n = 0; n < 20; n += 1) await pass(MINUTE);
    onSend = async () => undefined;
    for (let n = 0; n < 20; n += 1) await pass(MINUTE);
    const [fourth = 0, fifth = 0] = wire.slice(3).map(({ at }) => at);
    expect(fifth - fourth).toBeGreaterThanOrEqual(MINUTE);
  });

  it('can be taken back until they leave', async () => {
    await add('a', MINUTE);
    await add('b', MINUTE);
    expect(await scheduler.cancel('a')).toBe(true);
    expect(await scheduler.cancel('a')).toBe(false);
    let leave = (): void => undefined;
    onSend = () => new Promise((resolve) => (leave = resolve));
    await pass(MINUTE - 1);
    clock.advance(1);
    for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await scheduler.cancel('b')).toBe(false);
    leave();
    await scheduler.idle();
    expect(wire.map(({ id }) => id)).toEqual(['b']);
    expect(await stateOf('a')).toEqual({ state: 'cancelled', error: null });
  });

  it('leave no file behind, not even of a crash', async () => {
    const files = join(directory, instance.instance_id, 'scheduled');
    mkdirSync(files, { recursive: true });
    for (const id of ['a', 'b', 'orphan']) writeFileSync(join(files, id), id);
    await add('a', MINUTE);
    await add('b', MINUTE);
    await scheduler.stop();
    await begin();
    expect(readdirSync(files).sort()).toEqual(['a', 'b']);
    await scheduler.cancel('a');
    await pass(MINUTE);
    expect(readdirSync(files)).toEqual([]);
  });

  it('leave each once and none early: a thousand, over crashes, outages and clocks that are set', async () => {
    const COUNT = 1_000;
    let seed = 20_261_126;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const due = new Map<string, number>();
    const cancelled = new Set<string>();
    for (let n = 0; n < COUNT; n += 1) {
      const inMs = Math.floor(random() * 12 * HOUR);
      due.set(`m${n}`, clock.now() + inMs);
      await add(`m${n}`, inMs, 48 * HOUR);
    }
    for (let n = 0; n < COUNT; n += 10) if (await scheduler.cancel(`m${n}`)) cancelled.add(`m${n}`);
    for (let step = 0; step < 300; step += 1) {
      const chance = random();
      onSend = chance < 0.3 ? offline : async () => undefined;
      // The message has left, and the process ends before it is written down.
      if (chance > 0.8)
        onSend = async (row) => {
          wire.push({ id: row.id, at: clock.now() });
          await new Promise(() => undefined);
        };
      if (chance > 0.4 && chance < 0.5) clock.set(Math.floor((random() - 0.4) * HOUR));
      clock.advance(Math.floor(random() * 5 * MINUTE));
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (chance <= 0.8) await scheduler.idle();
      else {
        onSend = async () => undefined;
        await begin();
      }
    }
    onSend = async () => undefined;
    clock.set(24 * HOUR);
    await begin();
    for (let n = 0; n < 5; n += 1) await pass(MINUTE);
    const left = wire.map(({ id }) => id);
    expect(new Set(left).size).toBe(left.length);
    expect(left.length).toBe(COUNT - cancelled.size);
    expect(cancelled.size).toBeGreaterThan(50);
    expect(left.filter((id) => cancelled.has(id))).toEqual([]);
    expect(wire.filter(({ id, at }) => at < (due.get(id) ?? 0))).toEqual([]);
    expect(await storage.scheduled.list(instance.uid, 'scheduled', { limit: 5 })).toEqual([]);
    expect(await told()).toEqual([]);
  }, 60_000);
});
