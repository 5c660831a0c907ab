import { currentTrace, inTrace } from './correlation.js';
import type { TraceContext } from './trace-context.js';

/** Values have a bounded set, or are ids: never secrets, contents, phone numbers or JIDs. */
export type SpanAttributes = Record<string, string | number | boolean>;

/** What a span begins with. */
export interface SpanStart {
  kind: 'server' | 'client' | 'producer' | 'consumer';
  attributes: SpanAttributes;
  /** Undefined: the present trace; null: a new trace. */
  parent?: TraceContext | null;
  /** Epoch ms; now by default. */
  startedAt?: number;
}

/** A step of a trace that is being recorded. */
export interface Span {
  readonly context: TraceContext;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** @param type what went wrong, as a stable word */
  fail(type: string): void;
  end(): void;
}

/** Records spans. */
export type SpanRecorder = (name: string, start: SpanStart & { parent: TraceContext | null }) => Span;

let recorder: SpanRecorder | undefined;

/** Has spans recorded from now on. @returns ends it */
export function recordSpans(by: SpanRecorder): () => void {
  recorder = by;
  return () => (recorder = undefined);
}

/** Begins a step. @returns undefined when nobody records spans, which is the usual case and costs nothing */
export function startSpan(name: string, start: SpanStart): Span | undefined {
  return recorder?.(name, {
    ...start,
    parent: start.parent === undefined ? (currentTrace() ?? null) : start.parent,
  });
}

/** Runs `work` within a step. What it causes belongs to the step, or without one to the trace that it would have continued. */
export async function spanned<T>(
  name: string,
  start: SpanStart,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = startSpan(name, start);
  const without = start.parent === undefined ? currentTrace() : (start.parent ?? undefined);
  try {
    return await inTrace(span?.context ?? without, async () => work(span));
  } finally {
    span?.end();
  }
}
