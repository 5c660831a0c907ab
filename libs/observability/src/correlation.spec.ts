import { correlated, currentTrace, held, inTrace, RequestLog } from './correlation.js';
import type { TraceContext } from './trace-context.js';

const TRACE: TraceContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), sampled: true };

describe('what work belongs to', () => {
  it.each<[string, TraceContext | undefined]>([
    ['without a trace', undefined],
    ['in a trace of its own', { ...TRACE, traceId: '3'.repeat(32) }],
  ])('is a request until that has been answered, also %s', (_name, trace) => {
    const request = new RequestLog('req', TRACE);
    const later = request.run(() => inTrace(trace, () => held(correlated)));
    expect(later()).toEqual({ requestId: 'req', ...(trace && { traceId: trace.traceId }) });
    request.end();
    expect(later()).toEqual(trace ? { traceId: trace.traceId } : {});
  });

  it('is the trace of the request, unless it is said to have none', () => {
    const request = new RequestLog('req', TRACE);
    expect(request.run(currentTrace)).toEqual(TRACE);
    expect(request.run(() => inTrace(undefined, currentTrace))).toBeUndefined();
  });
});
