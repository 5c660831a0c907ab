import {
  type Background,
  type Clock,
  inTrace,
  type Logger,
  measures,
  parseTraceparent,
  startSpan,
  type TraceContext,
  traceparentOf,
} from '#libs/observability';
import {
  type AttemptResult,
  configOf,
  type DeliveriesRepository,
  type DueDelivery,
  Fenced,
  type HoldChange,
  type TargetRow,
} from '#libs/storage';
import { bodyIn, headersIn } from './formats/format.js';
import { attemptHeaders } from './headers.js';
import { secretsOf } from './endpoint-secrets.js';
import { failureOf, type Poster, type PostOutcome } from './poster.js';
import { nextAttemptAt, retryAfterMs, type RetryPolicy } from './schedule.js';
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
  /** Name of the endpoint. */
  endpoint: string;
}

/** What became of an attempt. */
export interface Report {
  /** Whether the receiver accepted the delivery. */
  accepted: boolean;
  /** Until when the receiver asked not to be bothered, epoch ms. */
  notBefore?: number;
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
   * Never throws. An attempt that `signal` aborted is not recorded; it is made again after the restart. Nor is one of a held
   * endpoint that failed before its time: it was only to find out whether the receiver is back.
   */
  async deliver(
    target: TargetRow & { url: string },
    delivery: DueDelivery,
    signal: AbortSignal,
  ): Promise<Report> {
    // The trace of the event, which may have happened before a restart.
    const origin = parseTraceparent(delivery.traceparent);
    const where = { instanceId: delivery.instance_id, endpoint: target.name, host: hostOf(target.url) };
    const span = startSpan(`deliver ${delivery.event}`, {
      kind: 'client',
      parent: origin ?? null,
      attributes: {
        'http.request.method': 'POST',
        'server.address': where.host,
        'miaw.instance': where.instanceId,
        'miaw.event': delivery.event,
        'miaw.event.id': delivery.event_id,
        'miaw.delivery': delivery.id,
        'miaw.attempt': delivery.attempts + 1,
      },
    });
    const trace = span?.context ?? origin;
    return inTrace(trace, async () => {
      const startedAt = this.parts.clock.now();
      const outcome = await this.post(target, delivery, { startedAt, trace }, signal);
      if (!outcome) span?.fail('aborted');
      else if (outcome.status !== null) span?.set({ 'http.response.status_code': outcome.status });
      const result = outcome && this.judge(delivery, startedAt, outcome);
      if (result?.error) span?.fail(result.error);
      span?.end();
      if (!outcome || !result) return { accepted: false };
      const report = { accepted: result.error === null, notBefore: notBeforeOf(outcome, result.endedAt) };
      if (!report.accepted && isProbe(target, delivery, startedAt)) return report;
      measure(delivery, result);
      await this.parts.bookkeeping.run(() => this.record(result, where, signal));
      return report;
    });
  }

  private async post(
    target: TargetRow & { url: string },
    delivery: DueDelivery,
    { startedAt: at, trace }: { startedAt: number; trace: TraceContext | undefined },
    signal: AbortSignal,
  ): Promise<PostOutcome | undefined> {
    try {
      const { id, event, instance_id: instanceId } = delivery;
      const { url } = target;
      const { headers: custom, format, timeoutMs } = configOf(target);
      const body = await bodyIn(format, { ...delivery, id: delivery.event_id, instanceId, url });
      const traceparent = traceparentOf(trace);
      const identity = { delivery: id, attempt: delivery.attempts + 1, instanceId, event, at, traceparent };
      const secrets = secretsOf(target, this.options, at);
      const foreign = headersIn(format, identity, body, secrets.secret);
      const headers = attemptHeaders(identity, body, secrets, custom, foreign);
      return await this.parts.poster.post({ url, headers, body, timeoutMs }, signal);
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
      instance: delivery.instance,
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
        // Another server delivers it, again.
        if (error instanceof Fenced) return;
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

/** Whether an attempt comes before its time, to find out whether the receiver of a held endpoint is back. */
function isProbe({ held_since: heldSince }: TargetRow, delivery: DueDelivery, now: number): boolean {
  return heldSince !== null && delivery.attempts > 0 && delivery.due_at > now;
}

function notBeforeOf(outcome: PostOutcome, endedAt: number): number | undefined {
  const wait = outcome.status === null ? 0 : retryAfterMs(outcome.retryAfter, endedAt);
  return wait > 0 ? endedAt + wait : undefined;
}

function measure({ at }: DueDelivery, { startedAt, endedAt, state }: AttemptResult): void {
  const outcome = state === 'pending' ? 'retried' : state;
  measures.attempt.note({ outcome, ms: endedAt - startedAt, lagMs: endedAt - at });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
