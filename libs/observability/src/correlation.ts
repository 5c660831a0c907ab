import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from './trace-context.js';

/** The request that is being handled; empty once it has been answered. */
interface RequestMark {
  id?: string;
  trace?: TraceContext;
}

/** What the present work belongs to. */
interface Correlation {
  request?: RequestMark;
  /** Of work that has a trace of its own, or a span within that of the request; `none`: that of the request is not meant. */
  trace?: TraceContext | 'none';
}

const correlation = new AsyncLocalStorage<Correlation | undefined>();

/**
 * Lines that are logged while a request is handled carry its id, and what it causes belongs to its trace. What the request has
 * started goes on after the answer, a connection for example: from then on that is no longer about the request.
 */
export class RequestLog {
  private readonly mark: RequestMark;

  /** @param trace of the request, if it has one */
  constructor(requestId: string, trace?: TraceContext) {
    this.mark = { id: requestId, trace };
  }

  /** Runs `work` so that everything within it belongs to the request, until {@link end}. */
  run<T>(work: () => T): T {
    return correlation.run({ request: this.mark }, work);
  }

  /** The request has been answered. */
  end(): void {
    delete this.mark.id;
    delete this.mark.trace;
  }
}

/** The trace of the present work. */
export function currentTrace(): TraceContext | undefined {
  const present = correlation.getStore();
  const trace = present?.trace ?? present?.request?.trace;
  return trace === 'none' ? undefined : trace;
}

/** Runs `work` so that what it causes belongs to `trace`, or to none. It still belongs to the request. */
export function inTrace<T>(trace: TraceContext | undefined, work: () => T): T {
  // The mark itself, which is emptied when the request has been answered.
  const request = correlation.getStore()?.request;
  return correlation.run({ request, trace: trace ?? 'none' }, work);
}

/** `work` as a function that belongs to what is present now, whoever calls it later. */
export function held<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  const present = correlation.getStore();
  return (...args) => correlation.run(present, () => work(...args));
}

/** What lines of the log say about the present work. */
export function correlated(): { requestId?: string; traceId?: string } {
  const requestId = correlation.getStore()?.request?.id;
  const traceId = currentTrace()?.traceId;
  return { ...(requestId !== undefined && { requestId }), ...(traceId !== undefined && { traceId }) };
}
