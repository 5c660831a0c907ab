import { type Clock, type Logger, measures } from '#libs/observability';
import {
  type AttemptResult,
  configOf,
  type DeliveriesRepository,
  type DueDelivery,
  type HoldChange,
  type TargetRow,
} from '#libs/storage';
import type { Background } from './background.js';
import { eventBody } from './body.js';
import { attemptHeaders } from './headers.js';
import { failureOf, type Poster, type PostOutcome } from './poster.js';
import { nextAttemptAt, type RetryPolicy } from './schedule.js';
import type { SigningSecrets } from './signature.js';

/** Failures in a row after which a target is held. */
const HOLD_AFTER = 5;
/** Delay before another try to record a result, ms. */
const RECORD_AGAIN_MS = 1000;

export interface CourierOptions extends SigningSecrets, RetryPolicy {
  /** Status codes that count as success besides 200 and 204. */
  successStatus: readonly number[];
}

/** Where a delivery goes, for the log. */
interface Where {
  instanceId: string;
  /** Host of the endpoint: its path and query may be secret. */
  host: string;
}

/** What a courier works with. */
export interface CourierParts {
  deliveries: DeliveriesRepository;
  poster: Poster;
  clock: Clock;
  logger: Logger;
  /** Runs the recording of results. */
  bookkeeping: Background;
}

/** Makes one attempt of a delivery and records the result. */
export class Courier {
  constructor(
    private readonly options: CourierOptions,
    private readonly parts: CourierParts,
  ) {}

  /**
   * Resolves with whether the receiver accepted it. Never throws. An attempt that `signal` aborted is not recorded; it is
   * made again after the restart.
   */
  async deliver(
    target: TargetRow & { url: string },
    delivery: DueDelivery,
    signal: AbortSignal,
  ): Promise<boolean> {
    const startedAt = this.parts.clock.now();
    const outcome = await this.post(target, delivery, startedAt, signal);
    if (!outcome) return false;
    const result = this.judge(delivery, startedAt, outcome);
    measure(delivery, result);
    await this.parts.bookkeeping.run(() =>
      this.record(result, { instanceId: delivery.instance_id, host: hostOf(target.url) }, signal),
    );
    return result.error === null;
  }

  private async post(
    target: TargetRow & { url: string },
    delivery: DueDelivery,
    at: number,
    signal: AbortSignal,
  ): Promise<PostOutcome | undefined> {
    try {
      const { id, event, instance_id: instanceId } = delivery;
      const body = eventBody({ ...delivery, id: delivery.event_id, instanceId });
      const identity = { delivery: id, attempt: delivery.attempts + 1, instanceId, event, at };
      const headers = attemptHeaders(identity, body, this.options, configOf(target).headers);
      return await this.parts.poster.post({ url: target.url, headers, body }, signal);
    } catch (error) {
      // A delivery that cannot even be built must not stop the others.
      this.parts.logger.error({ err: error, delivery: delivery.id }, 'a delivery could not be sent');
      return { status: null, error: 'failed' };
    }
  }

  private judge(delivery: DueDelivery, startedAt: number, outcome: PostOutcome): AttemptResult {
    const number = delivery.attempts + 1;
    const endedAt = this.parts.clock.now();
    const answered = outcome.status !== null;
    const error = failureOf(outcome, this.options.successStatus);
    const retryAfter = answered ? outcome.retryAfter : null;
    const counted = number - delivery.attempts_before;
    const dueAt =
      error === null ? undefined : nextAttemptAt({ number: counted, endedAt, retryAfter }, this.options);
    return {
      delivery: delivery.id,
      target: delivery.target,
      number,
      startedAt,
      endedAt,
      status: outcome.status,
      error,
      response: answered ? outcome.response : null,
      state: error === null ? 'delivered' : dueAt === undefined ? 'parked' : 'pending',
      dueAt: dueAt ?? null,
    };
  }

  /** Tries until the result is recorded, even while the disk is full: without it the event would be sent again. */
  private async record(result: AttemptResult, where: Where, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        this.tell(result, where, await this.parts.deliveries.record(result, HOLD_AFTER));
        return;
      } catch (error) {
        this.parts.logger.error(
          { err: error, delivery: result.delivery },
          'an attempt could not be recorded',
        );
        if (signal.aborted || !(await this.pause(signal))) return;
      }
    }
  }

  private tell(
    { target, delivery, number, error, status, state }: AttemptResult,
    where: Where,
    change: HoldChange,
  ): void {
    const { logger } = this.parts;
    const line = { ...where, target, delivery, attempt: number, error, status };
    if (state === 'parked') logger.warn(line, 'a delivery is parked: its last attempt failed');
    else if (error !== null) logger.info(line, 'a delivery attempt failed');
    if (change === 'held')
      logger.warn({ ...where, target }, 'an endpoint is held: it failed too often in a row');
    if (change === 'released') logger.info({ ...where, target }, 'an endpoint answers again');
  }

  /** Resolves with true after the delay, with false as soon as `signal` is aborted. */
  private async pause(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = () => {
        alarm.cancel();
        resolve(false);
      };
      const alarm = this.parts.clock.after(RECORD_AGAIN_MS, () => {
        signal.removeEventListener('abort', stop);
        resolve(true);
      });
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

function measure({ at }: DueDelivery, { startedAt, endedAt, state }: AttemptResult): void {
  const outcome = state === 'pending' ? 'retried' : state;
  measures.attempt.note({ outcome, ms: endedAt - startedAt, lagMs: endedAt - at });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
