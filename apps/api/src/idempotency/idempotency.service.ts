import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import stringify from 'safe-stable-stringify';
import { Clock } from '#libs/observability';
import { type IdempotencyRow, Storage } from '#libs/storage';
import { WhatsAppFault } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';
import type { KeyedRequest } from './keyed-request.js';

/** What is asked for, and how to find out later whether it was done. */
export interface Asked<T> {
  /** What the key is unique in: the uid of an instance, or `server`. Undefined: there is none, and the work refuses. */
  scope: string | undefined;
  /** Everything that makes it this request, besides its route. */
  request: unknown;
  /** What came of it, found in what it left behind; undefined when nothing did and nothing will. */
  recover(use: Pick<IdempotencyRow, 'id' | 'created_at'>): Promise<T | undefined>;
}

interface Running {
  fingerprint: string;
  /** In JSON. */
  answer: Promise<string>;
}

/**
 * Has what a request asks for done once per key, however often it comes: at the same time, later, or after a crash.
 *
 * The rows are the truth. What runs in this process is known to it alone, so that requests which come meanwhile can
 * wait for its answer; of what another process began and did not end, the traces tell.
 */
@Injectable()
export class Idempotency {
  private readonly running = new Map<string, Running>();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /**
   * Does the work, unless it was done under this key before. A failure that certainly left nothing behind gives the
   * key free.
   * @param work has the id of this use of the key, to leave it in what it does
   * @throws ApiFault IDEMPOTENCY_KEY_REUSED; what `work` and `recover` throw
   */
  async once<T extends object>(
    call: KeyedRequest,
    asked: Asked<T>,
    work: (id?: string) => Promise<T>,
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
   * The answer that a request had before, when there is one: so that a file need not come again first.
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

  /** Whether a key stands for a request already, whichever. */
  async knows({ key }: KeyedRequest, scope: string | undefined): Promise<boolean> {
    if (key === undefined || scope === undefined) return false;
    if (this.running.has(`${scope} ${key}`)) return true;
    return (await this.storage.idempotencyKeys.find(scope, key, this.clock.now())) !== undefined;
  }

  private async answer<T extends object>(
    call: KeyedRequest,
    use: Pick<IdempotencyRow, 'scope' | 'key' | 'fingerprint'>,
    asked: Asked<T>,
    work: (id: string) => Promise<T>,
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

  /** What the request of a row was answered, or what became of it when nobody could be answered any more. */
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
    work: (id: string) => Promise<T>,
  ): Promise<string> {
    let answer: T;
    try {
      answer = await work(id);
    } catch (error) {
      if (certainlyDidNothing(error)) await this.storage.idempotencyKeys.release(id);
      throw error;
    }
    const json = JSON.stringify(answer);
    // Should it not be possible to write it down, the traces tell it again.
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

/** Only faults can tell; what the HTTP side refuses has not begun. */
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

/** Only the operation that an answer was made by is given it again: the route is part of the fingerprint. */
function answerTo<T extends object>(_asked: Asked<T>, json: string): T {
  return JSON.parse(json);
}
