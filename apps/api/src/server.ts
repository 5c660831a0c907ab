import type { Server as HttpServer } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { type Config, VERSION } from '#libs/config';
import { exportTraces, type Logger, SystemClock, type TraceExport } from '#libs/observability';
import { KeyRing } from './access/key-ring.js';
import { AuditTrail, keepAudit } from './audit/trail.js';
import { AppModule } from './app.module.js';
import { forwardToHolders } from './cluster/forwarding.js';
import { SharedRows } from './cluster/shared-rows.js';
import { serveConsole } from './console/serve.js';
import { serveDocument, serveDocumentation } from './documentation/serve.js';
import { Engine } from './engine/engine.js';
import type { EngineParts } from './engine/engine.module.js';
import { createAdapter } from './http/adapter.js';
import { NestLogger } from './http/nest-logger.js';
import type { RouteTable } from './http/route-table.js';
import { serveMcp } from './mcp/serve.js';
import { Metrics } from './metrics/metrics.js';
import { measureRequests, serveMetrics } from './metrics/serve.js';
import { Readiness } from './health/readiness.js';
import { type Ending, shutDown } from './shutdown.js';

/** The whole server: the engine, and HTTP in front of it. */
export class Server {
  private readonly clock = new SystemClock();
  private closing: Promise<boolean> | undefined;

  private constructor(
    private readonly config: Config,
    private readonly logger: Logger,
    private readonly engine: Engine,
    private readonly app: NestFastifyApplication,
    /** Serves the metrics without a key, if the operator wants that. */
    private readonly metricsServer: HttpServer | undefined,
    private readonly traces: TraceExport | undefined,
    private readonly sharedRows: SharedRows | undefined,
  ) {}

  /** Opens everything and listens. @throws if the database, the emulator or the port is not available */
  static async start(config: Config, logger: Logger): Promise<Server> {
    const settings = config.traces && { ...config.traces, version: VERSION };
    const traces = settings && (await exportTraces(settings, new SystemClock(), logger));
    const engine = await Engine.open(config, logger);
    try {
      const { app, keys, makeDocument, metrics, sharedRows } = await createApp(config, logger, engine);
      serveDocumentation(app);
      serveConsole(app, config);
      await serveMcp(app.getHttpAdapter().getInstance(), keys, config);
      await app.init();
      makeDocument();
      await app.listen(config.http.port, config.http.host);
      const { host, metricsPort: port } = config.http;
      const metricsServer =
        metrics && port !== undefined ? await serveMetrics(metrics, { host, port }, logger) : undefined;
      return new Server(config, logger, engine, app, metricsServer, traces, sharedRows);
    } catch (error) {
      await engine.abandon();
      throw error;
    }
  }

  /** Resolves with the reason if another server has taken the database: this one must end, and write nothing more. */
  get ousted(): Promise<Error> {
    return this.engine.storage.database.lost;
  }

  /** Where the server listens, as `http://address:port`. */
  async url(): Promise<string> {
    return this.app.getUrl();
  }

  /** Ends the server within SHUTDOWN_TIMEOUT_MS. @returns whether everything ended properly and in time */
  close(): Promise<boolean> {
    this.closing ??= shutDown(this.parts(), this.config.shutdownTimeoutMs, this.clock, this.logger);
    return this.closing;
  }

  private parts(): Ending[] {
    return [
      { name: 'cluster', share: 0.5, end: (budgetMs) => this.handOver(budgetMs * 0.9) },
      { name: 'http', share: 0.4, end: (budgetMs) => this.closeHttp(budgetMs) },
      ...this.engine.endings(),
      { name: 'traces', share: 1, end: async (budgetMs) => this.traces?.end(budgetMs) },
    ];
  }

  /** Gives the instances to other servers, while this one still passes requests on to them. */
  private async handOver(budgetMs: number): Promise<void> {
    this.app.get(Readiness, { strict: false }).drain();
    await this.engine.drain(budgetMs);
  }

  /** Accepts no new connections. Requests under way may be answered within the budget; then their sockets are closed. */
  private async closeHttp(budgetMs: number): Promise<void> {
    this.sharedRows?.stop();
    this.metricsServer?.close();
    this.metricsServer?.closeAllConnections();
    const server = this.app.getHttpServer();
    const alarm = this.clock.after(budgetMs * 0.9, () => server.closeAllConnections());
    try {
      await this.app.close();
    } finally {
      alarm.cancel();
    }
  }
}

/** The application, and the routes that it registered. */
export interface HttpSide {
  app: NestFastifyApplication;
  keys: KeyRing;
  routes: RouteTable;
  /** Makes the OpenAPI document, so that no request has to wait for it. */
  makeDocument: () => void;
  /** Undefined unless the engine is complete. */
  metrics: Metrics | undefined;
  /** Undefined unless other servers may use the database. */
  sharedRows: SharedRows | undefined;
}

/** Creates the HTTP side of an engine. It does not listen yet. */
export async function createApp(
  config: Config,
  logger: Logger,
  engine: Partial<EngineParts>,
): Promise<HttpSide> {
  const keys = new KeyRing(config.http.apiKey);
  for (const row of (await engine.storage?.apiKeys.list()) ?? []) keys.put(row);
  const { fastify, routes } = await createAdapter(logger, keys, config.http);
  const { storage, clock, whatsapp } = engine;
  const sharedRows = shareRows(engine, keys, logger);
  if (storage?.cluster && storage.node && clock && whatsapp)
    await forwardToHolders(fastify.getInstance<FastifyInstance>(), {
      tables: storage.cluster,
      node: storage.node,
      isHere: (instanceId) => whatsapp.uidIfAny(instanceId) !== undefined,
      forget: (instanceId) => whatsapp.forget(instanceId),
      isConfirmed: () => whatsapp.isConfirmed,
      marks: keys.hops,
      clock,
    });
  const trail = storage && clock && new AuditTrail(storage, clock, logger);
  if (trail) keepAudit(fastify.getInstance<FastifyInstance>(), trail);
  const { holdings } = engine;
  const metrics =
    storage && holdings && whatsapp && clock ? new Metrics(storage, whatsapp, holdings, clock) : undefined;
  if (metrics) measureRequests(fastify.getInstance<FastifyInstance>(), metrics);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over({ config, logger, engine, keys, trail, metrics, routes }),
    fastify,
    { bodyParser: false, abortOnError: false, logger: new NestLogger(logger) },
  );
  allowOrigins(app, config.http);
  const makeDocument = serveDocument(app);
  return { app, keys, routes, makeDocument, metrics, sharedRows };
}

/** Follows what other servers change, if there can be any. */
function shareRows(
  { storage, dispatcher, clock }: Partial<EngineParts>,
  keys: KeyRing,
  logger: Logger,
): SharedRows | undefined {
  if (!storage?.cluster || !dispatcher || !clock) return undefined;
  const rows = new SharedRows({ tables: storage.cluster, storage, keys, dispatcher, clock, logger });
  rows.start();
  return rows;
}

/** What clients of the Model Context Protocol send, and read. */
const MCP_HEADERS = ['Mcp-Session-Id', 'Mcp-Protocol-Version', 'Last-Event-ID'];

function allowOrigins(app: INestApplication, { corsOrigin: origin, mcp }: Config['http']): void {
  app.enableCors({
    origin: origin === '*' ? '*' : [...origin],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'X-API-Key',
      'Content-Type',
      'Idempotency-Key',
      ...(mcp ? MCP_HEADERS : []),
    ],
    exposedHeaders: ['X-Request-Id', 'Idempotency-Replayed', 'Retry-After', ...(mcp ? MCP_HEADERS : [])],
    strictPreflight: false,
    maxAge: 600,
  });
}
