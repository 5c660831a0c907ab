import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import stringify from 'safe-stable-stringify';
import { Clock } from '#libs/observability';
import { type IdempotencyRow, isObject, parsed, type RequestId, Storage } from '#libs/storage';
import { WhatsAppFault } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';
import type { KeyedRequest } from './keyed-request.js';

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
 * their answer. The result of a request that an earlier process did not finish is found in what it left behind.
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
    const slot = `${scope} ${key}`;
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
    const running = this.running.get(`${scope} ${key}`);
    if (running) return answerTo(asked, await this.join(call, running, fingerprint));
    const row = await this.storage.idempotencyKeys.find(scope, key, this.clock.now());
    const told = row && (await this.told(call, row, fingerprint, asked));
    return told === undefined ? undefined : answerTo(asked, told);
  }

  /** Whether a key was already used, for whatever request. */
  async knows({ key }: KeyedRequest, scope: Asked<unknown>['scope']): Promise<boolean> {
    if (key === undefined || scope === undefined) return false;
    if (this.running.has(`${scope} ${key}`)) return true;
    return (await this.storage.idempotencyKeys.find(scope, key, this.clock.now())) !== undefined;
  }

  private async answer<T extends object>(
    call: KeyedRequest,
    use: Pick<IdempotencyRow, 'scope' | 'key' | 'fingerprint'>,
    asked: Asked<T>,
    work: (id: RequestId) => Promise<T>,
  ): Promise<string> {
    const { row, fresh } = await this.storage.idempotencyKeys.take(use, this.clock.now());
    const told = fresh ? undefined : await this.told(call, row, use.fingerprint, asked);
    return told ?? this.work(row, work);
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
    { id }: IdempotencyRow,
    work: (id: RequestId) => Promise<T>,
  ): Promise<string> {
    let answer: T;
    try {
      answer = await work(id);
    } catch (error) {
      // If the key cannot be released, `recover` finds nothing, and the work is done by the next request.
      if (certainlyDidNothing(error)) await this.storage.idempotencyKeys.release(id).catch(() => undefined);
      throw error;
    }
    const json = JSON.stringify(answer);
    // If the answer cannot be stored, `recover` finds the result again.
    await this.storage.idempotencyKeys.answer(id, json).catch(() => undefined);
    return json;
  }
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
