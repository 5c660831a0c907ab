import type { Clock } from './clock.js';
import type { Logger } from './logger.js';
import { recordSpans, type SpanRecorder, type SpanStart } from './spans.js';

/** What the standard variables say, as far as the SDK does not read them itself. */
export interface TraceExportSettings {
  protocol: 'http/protobuf' | 'http/json';
  /** The OTEL_ variables, for the SDK. */
  variables: Readonly<Record<string, string>>;
  version: string;
}

/** Complaints about the collector are repeated after this time, ms. */
const COMPLAIN_AGAIN_MS = 60_000;
/** What remains of the spans is exported within this time at the end, ms. */
const FLUSH_MS = 1000;

/** Spans on their way to a collector. */
export interface TraceExport {
  /** Exports what is left, for at most a second: a collector that does not answer holds nothing up. */
  end(budgetMs: number): Promise<void>;
}

/**
 * Records spans, and sends them to a collector in batches. The SDK is loaded only here, so that it costs nothing where it is
 * not used.
 */
export async function exportTraces(
  { protocol, variables, version }: TraceExportSettings,
  clock: Clock,
  logger: Logger,
): Promise<TraceExport> {
  // The SDK reads the process' own variables; ours may come from a file.
  for (const [name, value] of Object.entries(variables)) process.env[name] ??= value;
  const api = await import('@opentelemetry/api');
  const { BasicTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-base');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');

  let complainedAt = Number.NEGATIVE_INFINITY;
  const complain = (message: string): void => {
    logger.debug({ reason: message.slice(0, 500) }, 'traces were not exported');
    if (clock.now() - complainedAt < COMPLAIN_AGAIN_MS) return;
    complainedAt = clock.now();
    logger.warn('traces cannot be exported: is the collector at OTEL_EXPORTER_OTLP_ENDPOINT reachable?');
  };
  const ignore = (): void => undefined;
  api.diag.setLogger(
    { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
    api.DiagLogLevel.WARN,
  );
  const own = resourceFromAttributes({ 'service.name': 'miaw-api', 'service.version': version });
  const resource = defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('miaw-api', version);
  const kinds = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    producer: api.SpanKind.PRODUCER,
    consumer: api.SpanKind.CONSUMER,
  } satisfies Record<SpanStart['kind'], unknown>;
  const record: SpanRecorder = (name, { kind, attributes, parent, startedAt }) => {
    const within = parent
      ? api.trace.setSpanContext(api.ROOT_CONTEXT, {
          traceId: parent.traceId,
          spanId: parent.spanId,
          traceFlags: parent.sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE,
          isRemote: true,
        })
      : api.ROOT_CONTEXT;
    const span = tracer.startSpan(name, { kind: kinds[kind], attributes, startTime: startedAt }, within);
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      context: { traceId, spanId, sampled: (traceFlags & api.TraceFlags.SAMPLED) !== 0 },
      rename: (to) => void span.updateName(to),
      set: (more) => void span.setAttributes(more),
      fail: (type) =>
        void span.setAttribute('error.type', type).setStatus({ code: api.SpanStatusCode.ERROR }),
      end: () => span.end(),
    };
  };
  const stop = recordSpans(record);
  return {
    end: async (budgetMs) => {
      stop();
      await clock.atMost(Math.min(budgetMs / 2, FLUSH_MS), provider.shutdown());
    },
  };
}
