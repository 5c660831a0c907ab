import { ApiError, objectOf } from './errors.js';
import { isEvent } from './events.js';
import { framesOf } from './frames.js';
import { EventsApi } from './generated/resources.gen.js';
import { listEvents } from './generated/sdk.gen.js';
import type { Event, EventName, Gap } from './generated/types.gen.js';
import { backoff, pause } from './pause.js';

export interface FollowOptions {
  /** Begin after the event with this `sequence`; 0: with the oldest. Default: with the next event. */
  after?: number;
  /** Only events with these names. */
  types?: readonly EventName[];
  /** Ends the iteration. */
  signal?: AbortSignal;
  /** Called with a range of sequences whose events are no longer kept. */
  onGap?: (gap: Gap) => void;
}

/** The server writes a comment every 15 seconds. */
const IDLE_MS = 60_000;

/** The event log of an instance. */
export class EventLog extends EventsApi {
  /**
   * All events from a position on, as they happen, each once and in order, without end. When the connection breaks, it is made
   * again, and goes on after the last event. Keep the `sequence` of the last event that you have dealt with to go on there
   * after a restart of your program.
   * @throws ApiError if the server refuses the stream: an unknown instance, or a key that may not do this
   */
  async *follow({ after, types, signal, onGap }: FollowOptions = {}): AsyncGenerator<Event, void> {
    let position = after;
    let failures = 0;
    while (!isOver(signal)) {
      try {
        position ??= await this.lastSequence(signal);
        const body = await this.stream(position, types, signal);
        for await (const { id, event, data } of framesOf(body, IDLE_MS, signal)) {
          failures = 0;
          const content: unknown = JSON.parse(data);
          if (id !== undefined) position = Number(id);
          if (event === 'gap' && onGap) onGap(gapIn(content));
          if (isEvent(content)) yield content;
        }
      } catch (error) {
        if (isOver(signal)) return;
        if (error instanceof ApiError && error.status < 500 && error.status !== 429) throw error;
      }
      await pause(backoff(failures), signal).catch(() => undefined);
      failures += 1;
    }
  }

  private async lastSequence(signal: AbortSignal | undefined): Promise<number> {
    const query = { limit: 1 };
    const page = await this.caller.data((base) => listEvents({ ...base, path: this.path, query }), {
      signal,
    });
    return page.lastSequence;
  }

  private async stream(
    after: number,
    names: readonly EventName[] | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ReadableStream<Uint8Array>> {
    const query = { after, ...(names && { types: names.join(',') }) };
    const { client } = this.caller;
    const response = await this.caller.raw(
      (base) =>
        client.get<unknown, unknown, true>({
          ...base,
          url: '/api/v1/instances/{instanceId}/events/stream',
          path: this.path,
          query,
        }),
      { signal },
    );
    return response.body ?? new ReadableStream();
  }
}

function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function gapIn(content: unknown): Gap {
  const { from, to } = objectOf(content);
  return { from: Number(from), to: Number(to) };
}
