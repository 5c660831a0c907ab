import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { Waiting } from './waiting.js';

/** A span as a collector gets it. */
export interface CollectedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  attributes: Record<string, unknown>;
  /** The service that sent it. */
  service: unknown;
}

/** An OpenTelemetry collector that takes spans by OTLP over HTTP, as JSON. */
export class Collector {
  readonly spans = new Waiting<CollectedSpan>();
  /** Everything that came, as text. */
  text = '';
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void this.collect(request, response);
    });
  }

  private async collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await json(request);
    this.text += JSON.stringify(body);
    for (const span of spansIn(body)) this.spans.add(span);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  }

  static async start(): Promise<Collector> {
    const collector = new Collector();
    collector.server.listen(0, '127.0.0.1');
    await once(collector.server, 'listening');
    return collector;
  }

  get url(): string {
    const address = this.server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the collector does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Variables of a server that sends its spans here, soon. */
  get variables(): Record<string, string> {
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: this.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** OTLP's JSON, as far as it matters here. */
interface Exported {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: (Omit<CollectedSpan, 'attributes' | 'parentSpanId' | 'service'> & {
        parentSpanId?: string;
        attributes: Attribute[];
      })[];
    }[];
  }[];
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number; boolValue?: boolean };
}

function spansIn(body: unknown): CollectedSpan[] {
  const { resourceSpans }: Exported = Object(body);
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, spanId, parentSpanId, attributes }) => ({
        name,
        traceId,
        spanId,
        parentSpanId: parentSpanId ?? '',
        attributes: valuesOf(attributes),
        service: valuesOf(resource.attributes)['service.name'],
      })),
    ),
  );
}

function valuesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
