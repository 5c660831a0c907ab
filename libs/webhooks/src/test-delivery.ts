import { examplePayload, type WebhookEvent } from '#libs/events';
import { type Clock, currentTrace, traceparentOf } from '#libs/observability';
import { newId, type TargetConfig } from '#libs/storage';
import { type EndpointSecrets, secretsOf } from './endpoint-secrets.js';
import { bodyIn, headersIn } from './formats/format.js';
import { attemptHeaders } from './headers.js';
import { failureOf, type Poster } from './poster.js';
import type { SigningSecrets } from './signature.js';

/** What became of a test of a target. */
export interface TestOutcome {
  delivered: boolean;
  /** Absent if there was no answer. */
  status?: number;
  latencyMs: number;
  /** First bytes of the answer. */
  body?: string;
  /** Why it was not delivered, as a stable word. */
  error?: string;
}

type TestedConfig = Pick<TargetConfig, 'webhookUrl' | 'headers' | 'format' | 'timeoutMs'>;

/**
 * Sends `test` events, and examples of all others. They are signed and posted like any other event, but immediately, only once,
 * and whatever the target's filter and switch say. They are not in the event log (their `sequence` is 0) and do not pass through
 * a queue.
 */
export class TestDelivery {
  constructor(
    private readonly options: SigningSecrets & { successStatus: readonly number[] },
    private readonly parts: { poster: Poster; clock: Clock },
  ) {}

  /** Never throws. Without a URL the error is `no_url`. */
  async send(
    endpoint: EndpointSecrets,
    { webhookUrl: url, headers: custom, format, timeoutMs }: TestedConfig,
    { instanceId, event = 'test' }: { instanceId: string; event?: WebhookEvent },
    signal: AbortSignal = new AbortController().signal,
  ): Promise<TestOutcome> {
    if (url === null) return { delivered: false, latencyMs: 0, error: 'no_url' };
    const { clock, poster } = this.parts;
    const at = clock.now();
    const data = JSON.stringify(examplePayload(event));
    const body = await bodyIn(format, {
      id: newId('evt'),
      instanceId,
      event,
      at,
      sequence: 0,
      data,
      metadata: null,
      phone: null,
      url,
    });
    const traceparent = traceparentOf(currentTrace());
    const identity = { delivery: newId('dlv'), attempt: 1, instanceId, event, at, traceparent };
    const secrets = secretsOf(endpoint, this.options, at);
    const foreign = headersIn(format, identity, body, secrets.secret);
    const headers = attemptHeaders(identity, body, secrets, custom, foreign);
    const outcome = await poster.post({ url, headers, body, timeoutMs }, signal);
    const latencyMs = Math.max(0, clock.now() - at);
    if (!outcome) return { delivered: false, latencyMs, error: 'aborted' };
    const error = failureOf(outcome, this.options.successStatus);
    return {
      delivered: error === null,
      ...(outcome.status === null ? {} : { status: outcome.status, body: outcome.response }),
      latencyMs,
      ...(error === null ? {} : { error }),
    };
  }
}
