import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '#libs/observability';
import { Storage } from '#libs/storage';
import { WhatsAppFault } from '#libs/whatsapp';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from './idempotency.service.js';

const HOUR = 3_600_000;

describe('a request with a key', () => {
  let directory: string;
  let storage: Storage;
  let clock: ManualClock;
  let idempotency: Idempotency;
  /** Ids under which the work was done. */
  let done: (string | undefined)[];
  /** What a look at the traces finds. */
  let traces: (id: string) => { found: string } | undefined;
  let replayed: number;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-keys-'));
    storage = await Storage.open(directory);
    clock = new ManualClock();
    begin();
    done = [];
    traces = () => undefined;
    replayed = 0;
  });

  afterEach(async () => {
    await storage.close();
    rmSync(directory, { recursive: true });
  });

  /** As after a start of the process. */
  function begin(): void {
    idempotency = new Idempotency(storage, clock);
  }

  async function ask(
    key: string | undefined,
    request: unknown = 'this',
    work: () => Promise<object> = async () => ({ answer: done.length }),
    operation = 'POST /things',
  ): Promise<object> {
    const call = { key, operation, params: {}, markReplayed: () => (replayed += 1) };
    const asked: Asked<object> = { scope: 'server', request, recover: async ({ id }) => traces(id) };
    return idempotency.once<object>(call, asked, async (id) => {
      done.push(id);
      return work();
    });
  }

  function failing(error: Error) {
    return async (): Promise<object> => {
      throw error;
    };
  }

  it('is any other without one', async () => {
    expect([await ask(undefined), await ask(undefined)]).toEqual([{ answer: 1 }, { answer: 2 }]);
    expect(done).toEqual([undefined, undefined]);
  });

  it('counts for a day', async () => {
    const first = await ask('k');
    clock.advance(24 * HOUR - 1);
    begin();
    expect(await ask('k')).toEqual(first);
    clock.advance(1);
    expect(await ask('k', 'that')).toEqual({ answer: 2 });
    expect(replayed).toBe(1);
  });

  it('is the same in whatever order its fields come, and another on another route', async () => {
    await ask('k', { a: 1, b: { c: 2, d: 3 } });
    expect(await ask('k', { b: { d: 3, c: 2 }, a: 1 })).toEqual({ answer: 1 });
    const others = await Promise.allSettled([
      ask('k', { a: 1 }),
      ask('k', { a: 1, b: { c: 2, d: 3 } }, undefined, 'POST /others'),
    ]);
    for (const other of others) expect(other).toMatchObject({ reason: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(done).toHaveLength(1);
  });

  it('shares failures with those that came meanwhile, and is free afterwards', async () => {
    let fail = (_error: Error): void => undefined;
    const broken = new Promise<object>((_resolve, reject) => (fail = reject));
    const answers = [ask('k', 'this', () => broken), ask('k'), ask('k')];
    const settled = Promise.allSettled(answers);
    fail(new WhatsAppFault('INSTANCE_NOT_CONNECTED', 'not there', { outcome: 'not_sent' }));
    for (const each of await settled)
      expect(each).toMatchObject({ reason: { code: 'INSTANCE_NOT_CONNECTED' } });
    expect(done).toHaveLength(1);
    expect(await ask('k', 'that')).toEqual({ answer: 2 });
  });

  it.each([
    new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp did not answer'),
    new WhatsAppFault('WHATSAPP_ERROR', 'no sense'),
    new WhatsAppFault('INSTANCE_NOT_CONNECTED', 'gone meanwhile', { outcome: 'unknown' }),
    new Error('a defect'),
    Object.assign(new Error('of a plugin'), { statusCode: 400 }),
  ])('is kept while nobody knows what came of it, and the traces tell: %s', async (failure) => {
    await expect(ask('k', 'this', failing(failure))).rejects.toBe(failure);
    await expect(ask('k', 'that')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    traces = (id) => ({ found: id });
    expect(await ask('k')).toEqual({ found: done[0] });
    expect(done).toHaveLength(1);
  });

  it.each([
    new WhatsAppFault('UPSTREAM_TIMEOUT', 'no keys', { outcome: 'not_sent' }),
    new WhatsAppFault('INSTANCE_NOT_CONNECTED', 'not there'),
    new WhatsAppFault('GROUP_NOT_FOUND', 'no such group'),
    invalidRequest({ field: 'name', reason: 'is required' }),
  ])('is released by a failure that certainly did nothing: %s', async (failure) => {
    await expect(ask('k', 'this', failing(failure))).rejects.toBe(failure);
    expect(await ask('k', 'that')).toEqual({ answer: 2 });
  });

  it('is done again when there is no trace of it, by one of those who ask', async () => {
    const crash = ask('k', 'this', () => new Promise(() => undefined));
    crash.catch(() => undefined);
    await storage.database.write(async () => undefined);
    begin();
    expect(await Promise.all([ask('k'), ask('k'), ask('k')])).toEqual([
      { answer: 2 },
      { answer: 2 },
      { answer: 2 },
    ]);
    expect(done).toHaveLength(2);
    expect(done[1]).toBe(done[0]);
  });

  it('is answered although the answer could not be written down', async () => {
    storage.idempotencyKeys.answer = async () => {
      throw new Error('the disk is full');
    };
    expect(await ask('k')).toEqual({ answer: 1 });
    traces = () => ({ found: 'it' });
    expect(await ask('k')).toEqual({ found: 'it' });
  });

  it('is forgotten after its time', async () => {
    await ask('k');
    await ask('l');
    const keys = storage.idempotencyKeys;
    expect(await keys.prune(clock.now() + 24 * HOUR - 1)).toBe(0);
    expect(await keys.prune(clock.now() + 24 * HOUR)).toBe(2);
  });
});
