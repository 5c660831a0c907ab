import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import stringify from 'safe-stable-stringify';
import { Clock } from '#libs/observability';
import { type IdempotencyRow, isObject, type NodeId, parsed, type RequestId, Storage } from '#libs/storage';
import { WhatsAppFault } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';
import type { KeyedRequest } from './keyed-request.js';

/** How long to wait for another server that works on the same request, and how long between two looks, ms. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 200;
/** Before another try to say that a request has ended, ms. */
const END_AGAIN_MS = 1_000;

/** A request, and how to find out later whether it was carried out. */
export interface Asked<T> {
  /**
   * Where the key is unique: the uid of an instance, or `server`. Undefined if the instance does not exist; the work then
   * fails with INSTANCE_NOT_FOUND.
   */
  scope: IdempotencyRow['scope'] | undefined;
  /** Everything that identifies the request, besides its route. */
  request: unknown;
  /** Finds the result of a request whose answer was lost; undefined if it had no effect and will not have any. */
  recover(use: Pick<IdempotencyRow, 'id' | 'created_at'>): Promise<T | undefined>;
}

interface Running {
  fingerprint: string;
  /** As JSON. */
  answer: Promise<string>;
}

/**
 * Carries out a request once per key, however often it arrives: at the same time, later, or after a crash.
 *
 * The rows are the truth. Requests that run in this process are also kept in memory, so that repetitions can wait for
 * their answer. For the answer of another server, the row is looked at. The result of a request that an earlier process, or a
 * server that is gone, did not finish is found in what it left behind.
 */
@Injectable()
export class Idempotency {
  private readonly running = new Map<string, Running>();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /**
   * Does the work, unless it was done under this key before. A failure that certainly had no effect releases the key.
   * @param work gets the id of this use of the key, and stores it with its result
   * @throws ApiFault IDEMPOTENCY_KEY_REUSED; what `work` and `recover` throw
   */
  async once<T extends object>(
    call: KeyedRequest,
    asked: Asked<T>,
    work: (id?: RequestId) => Promise<T>,
  ): Promise<T> {
    const { key } = call;
    const { scope } = asked;
    if (key === undefined || scope === undefined) return work();
    const fingerprint = fingerprintOf(call, asked.request);
    const slot = slotOf({ scope, key });
    const running = this.running.get(slot);
    if (running) return answerTo(asked, await this.join(call, running, fingerprint));
    const answer = this.answer(call, { scope, key, fingerprint }, asked, work);
    this.running.set(slot, { fingerprint, answer });
    try {
      return answerTo(asked, await answer);
    } finally {
      this.running.delete(slot);
    }
  }

  /**
   * Returns the answer to an earlier request with this key, if there is one, before a file is received again.
   * @throws ApiFault IDEMPOTENCY_KEY_REUSED; what `recover` throws
   */
  async earlier<T extends object>(call: KeyedRequest, asked: Asked<T>): Promise<T | undefined> {
    const { key } = call;
    const { scope } = asked;
    if (key === undefined || scope === undefined) return undefined;
    const fingerprint = fingerprintOf(call, asked.request);
    const running = this.running.get(slotOf({ scope, key }));
    if (running) return answerTo(asked, await this.join(call, running, fingerprint));
    const row = await this.storage.idempotencyKeys.find(scope, key, this.clock.now());
    const told = row && (await this.told(call, row, fingerprint, asked));
    return told === undefined ? undefined : answerTo(asked, told);
  }

  /** Whether a key was already used, for whatever request. */
  async knows({ key }: KeyedRequest, scope: Asked<unknown>['scope']): Promise<boolean> {
    if (key === undefined || scope === undefined) return false;
    if (this.running.has(slotOf({ scope, key }))) return true;
    return (await this.storage.idempotencyKeys.find(scope, key, this.clock.now())) !== undefined;
  }

  private async answer<T extends object>(
    call: KeyedRequest,
    use: Pick<IdempotencyRow, 'scope' | 'key' | 'fingerprint'>,
    asked: Asked<T>,
    work: (id: RequestId) => Promise<T>,
  ): Promise<string> {
    const node = this.nodeFor(use);
    for (;;) {
      const { row, fresh } = await this.storage.idempotencyKeys.take({ ...use, node }, this.clock.now());
      if (fresh) return this.work(row, work);
      if (row.fingerprint !== use.fingerprint) throw reused();
      const settled = node === null ? row : await this.settled(row, node);
      // The server that had the key has released it.
      if (!settled) continue;
      const told = await this.told(call, settled, use.fingerprint, asked).catch(async (error: unknown) => {
        await this.end(row);
        throw error;
      });
      if (told === undefined) return this.work(row, work);
      if (settled.answer === null) await this.end(row);
      return told;
    }
  }

  /** The server that a row names: null if its request is carried out by the one that has the instance. */
  private nodeFor({ scope }: Pick<IdempotencyRow, 'scope'>): NodeId | null {
    return scope === 'server' ? (this.storage.node ?? null) : null;
  }

  /**
   * Waits until no other server carries out the request of a row. If nobody knows what became of it, this server has it then.
   * @returns undefined if its key was released
   * @throws ApiFault NOT_READY if the other server takes too long
   */
  private async settled(found: IdempotencyRow, node: NodeId): Promise<IdempotencyRow | undefined> {
    const { idempotencyKeys: keys, cluster } = this.storage;
    const deadline = this.clock.now() + PATIENCE_MS;
    let row: IdempotencyRow | undefined = found;
    while (row && row.answer === null) {
      const other = row.node === node ? null : row.node;
      const isElsewhere = other !== null && (await cluster?.knows(other)) === true;
      if (!isElsewhere && (await keys.claim(row, node))) return row;
      if (this.clock.now() > deadline) throw busy();
      await new Promise<void>((resolve) => this.clock.after(LOOK_MS, resolve));
      row = await keys.find(row.scope, row.key, this.clock.now());
    }
    return row;
  }

  /** Says to the other servers that this one has ended a request. While it cannot, it tries again: they wait for it. */
  private async end(row: Pick<IdempotencyRow, 'id' | 'scope' | 'key'>): Promise<void> {
    const node = this.nodeFor(row);
    if (node === null) return;
    await this.storage.idempotencyKeys.leave(row.id, node).catch(() => {
      // Whoever asks here meanwhile says it afterwards.
      this.clock.after(END_AGAIN_MS, () => this.running.has(slotOf(row)) || void this.end(row));
    });
  }

  private async join(call: KeyedRequest, running: Running, fingerprint: string): Promise<string> {
    if (running.fingerprint !== fingerprint) throw reused();
    call.markReplayed();
    return running.answer;
  }

  /** The stored answer to the request of a row or, if it was lost, the recovered result. */
  private async told<T extends object>(
    call: KeyedRequest,
    row: IdempotencyRow,
    fingerprint: string,
    asked: Asked<T>,
  ): Promise<string | undefined> {
    if (row.fingerprint !== fingerprint) throw reused();
    const told = row.answer ?? jsonOf(await asked.recover(row));
    if (told !== undefined) call.markReplayed();
    return told;
  }

  private async work<T extends object>(
    row: IdempotencyRow,
    work: (id: RequestId) => Promise<T>,
  ): Promise<string> {
    const { id } = row;
    const { idempotencyKeys: keys } = this.storage;
    let answer: T;
    try {
      answer = await work(id);
    } catch (error) {
      // If the key cannot be released, `recover` finds nothing, and the work is done by the next request.
      if (certainlyDidNothing(error)) await keys.release(id).catch(() => this.end(row));
      else await this.end(row);
      throw error;
    }
    const json = JSON.stringify(answer);
    // If the answer cannot be stored, `recover` finds the result again.
    await keys.answer(id, json).catch(() => this.end(row));
    return json;
  }
}

function busy(): ApiFault {
  return new ApiFault(
    'NOT_READY',
    'another server still works on the request with this idempotency key: repeat it',
    { outcome: 'unknown' },
    { 'Retry-After': '2' },
  );
}

function reused(): ApiFault {
  return new ApiFault(
    'IDEMPOTENCY_KEY_REUSED',
    'the idempotency key was already used for a different request',
  );
}

/** Only our own errors can tell: one of the HTTP side comes before any work. */
function certainlyDidNothing(error: unknown): boolean {
  return error instanceof ApiFault || (error instanceof WhatsAppFault && error.outcome === 'not_sent');
}

function slotOf({ scope, key }: Pick<IdempotencyRow, 'scope' | 'key'>): string {
  return `${scope} ${key}`;
}

function fingerprintOf({ operation, params }: KeyedRequest, request: unknown): string {
  const text = stringify([operation, params, request]) ?? '';
  return createHash('sha256').update(text).digest('hex');
}

function jsonOf(found: object | undefined): string | undefined {
  return found && JSON.stringify(found);
}

/** Parses a stored answer. It always has the type of this operation, because the route is part of the fingerprint. */
function answerTo<T extends object>(_asked: Asked<T>, json: string): T {
  return parsed(json, (value): value is T => isObject(value));
}
