import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Clock, measures } from '#libs/observability';
import type { Holdings } from '#libs/cluster';
import type { Storage } from '#libs/storage';
import type { WhatsApp } from '#libs/whatsapp';
import { VERSION } from '#libs/config';

/** Largest number of kinds of ignored stanzas that are counted separately: what others send must not fill the memory. */
const MOST_KINDS = 200;
const OTHERS = 'others';

/** Upper bounds of the buckets of durations, seconds. */
const SHORT = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const USUAL = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const LONG = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600];

/**
 * All metrics of the server. Their names and labels are described in `docs/operating.md`; every label has a bounded set of
 * values.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly kinds = new Set<string>();
  private readonly labels = new Map<string, readonly string[]>();
  private readonly endings: (() => void)[];

  private readonly requests = this.histogram(
    'miaw_http_request_duration_seconds',
    'Duration of requests, by operation of the OpenAPI document and class of the status',
    USUAL,
    ['operation', 'status'],
  );
  private readonly sends = this.counter(
    'miaw_sends_total',
    'Messages that were sent, by outcome for the caller',
    ['outcome'],
  );
  private readonly acks = this.histogram(
    'miaw_send_ack_seconds',
    "Time until WhatsApp's server acknowledged a message",
    USUAL,
  );
  private readonly events = this.counter('miaw_events_total', 'Events in the event log, by name', ['event']);
  private readonly eventLag = this.histogram(
    'miaw_event_lag_seconds',
    'Time from a message on WhatsApp to its event in the event log',
    LONG,
  );
  private readonly attempts = this.counter(
    'miaw_delivery_attempts_total',
    'Attempts to deliver events, by outcome',
    ['outcome'],
  );
  private readonly attemptTime = this.histogram(
    'miaw_delivery_attempt_seconds',
    'How long receivers took to answer',
    USUAL,
  );
  private readonly deliveryLag = this.histogram(
    'miaw_delivery_lag_seconds',
    'Time from an event to its successful delivery',
    LONG,
  );
  private readonly commits = this.counter('miaw_commits_total', 'Commits of the database, by result', [
    'result',
  ]);
  private readonly commitTime = this.histogram('miaw_commit_seconds', 'Duration of commits', SHORT);
  private readonly units = this.counter('miaw_commit_units_total', 'Units of work in commits');
  private readonly ignored = this.counter(
    'miaw_ignored_total',
    'What WhatsApp delivered without becoming an event, by kind',
    ['kind'],
  );
  private readonly archived = this.counter(
    'miaw_media_archived_total',
    'Received files that were to be archived, by outcome',
    ['outcome'],
  );
  private readonly archivedBytes = this.counter(
    'miaw_media_archived_bytes_total',
    'Bytes of files that were archived',
  );
  private readonly media = this.counter('miaw_media_bytes_total', 'Bytes of files from and to WhatsApp', [
    'direction',
  ]);

  private readonly gained = this.counter(
    'miaw_instances_gained_total',
    'Instances that came to this server, by cause',
    ['cause'],
  );
  private readonly lost = this.counter(
    'miaw_instances_lost_total',
    'Instances that left this server, by cause',
    ['cause'],
  );
  private readonly fenced = this.counter(
    'miaw_fenced_units_total',
    'Units of work that were refused because another server has the instance',
  );
  private readonly hops = this.counter(
    'miaw_hops_total',
    'Requests about instances of other servers, by outcome',
    ['outcome'],
  );

  constructor(
    private readonly storage: Pick<Storage, 'inbox' | 'deliveryLog' | 'archivedFiles' | 'database'>,
    private readonly whatsapp: Pick<WhatsApp, 'census'>,
    private readonly holdings: Pick<Holdings, 'unconfirmedMs'>,
    private readonly clock: Clock,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('miaw_build_info', 'Version of the server', ['version'], (gauge) =>
      gauge.set({ version: VERSION }, 1),
    );
    this.gauge('miaw_database_info', 'What keeps the state', ['system'], (gauge) =>
      gauge.set({ system: storage.database.system }, 1),
    );
    this.instances();
    this.confirmation();
    this.backlogs();
    this.archive();
    this.statements();
    this.endings = [
      measures.commit.listen(({ ms, units, failed }) => {
        this.commits.inc({ result: failed ? 'failed' : 'committed' });
        this.commitTime.observe(ms / 1000);
        this.units.inc(units);
      }),
      measures.send.listen(({ outcome, ackMs }) => {
        this.sends.inc({ outcome });
        if (ackMs !== undefined) this.acks.observe(ackMs / 1000);
      }),
      measures.event.listen(({ name, lagMs }) => {
        this.events.inc({ event: name });
        if (name === 'message') this.eventLag.observe(lagMs / 1000);
      }),
      measures.attempt.listen(({ outcome, ms, lagMs }) => {
        this.attempts.inc({ outcome });
        this.attemptTime.observe(ms / 1000);
        if (outcome === 'delivered') this.deliveryLag.observe(Math.max(0, lagMs) / 1000);
      }),
      measures.ignored.listen(({ kind }) => this.ignored.inc({ kind: this.bounded(kind) })),
      measures.archive.listen(({ outcome, bytes }) => {
        this.archived.inc({ outcome });
        this.archivedBytes.inc(bytes);
      }),
      measures.holding.listen(({ change, why: cause, instances }) => this[change].inc({ cause }, instances)),
      measures.fenced.listen(({ units }) => this.fenced.inc(units)),
      measures.hop.listen(({ outcome }) => this.hops.inc({ outcome })),
      measures.media.listen(({ direction, bytes }) => this.media.inc({ direction }, bytes)),
    ];
  }

  /** Media type of {@link text}. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics in Prometheus' text format. @throws if the database cannot be read */
  async text(): Promise<string> {
    return this.registry.metrics();
  }

  /** The metrics of this server, without the default ones of the process. */
  async described(): Promise<{ name: string; type: string; help: string; labels: readonly string[] }[]> {
    const all = await this.registry.getMetricsAsJSON();
    return all
      .filter(({ name }) => name.startsWith('miaw_'))
      .map(({ name, type, help }) => ({
        name,
        type: String(type),
        help,
        labels: this.labels.get(name) ?? [],
      }));
  }

  /** Counts a request. @param operation its id in the OpenAPI document; `none` if it reached no operation */
  request(operation: string, status: number, ms: number): void {
    this.requests.observe({ operation, status: `${Math.floor(status / 100)}xx` }, ms / 1000);
  }

  /** Stops counting. */
  close(): void {
    for (const end of this.endings) end();
    this.registry.clear();
  }

  private instances(): void {
    this.gauge('miaw_instances', 'Instances, by state of the connection', ['status'], (gauge) => {
      for (const [status, count] of this.whatsapp.census().byStatus) gauge.set({ status }, count);
    });
    this.gauge('miaw_instances_restricted', 'Instances whose account WhatsApp restricts', [], (gauge) =>
      gauge.set(this.whatsapp.census().restricted),
    );
  }

  private confirmation(): void {
    const help = 'Time since the database confirmed that this server lives; 0 if it has the database alone';
    this.gauge('miaw_unconfirmed_seconds', help, [], (gauge) =>
      gauge.set(this.holdings.unconfirmedMs / 1000),
    );
  }

  private backlogs(): void {
    const outstanding = shared(() => this.storage.deliveryLog.outstanding());
    const oldest = 'Age of the oldest event that is to be delivered';
    this.gauge('miaw_deliveries_oldest_seconds', oldest, [], async (gauge) =>
      gauge.set(this.secondsSince((await outstanding()).oldestAt)),
    );
    this.gauge('miaw_deliveries_pending', 'Deliveries that are to be made or retried', [], async (gauge) =>
      gauge.set((await outstanding()).pending),
    );
    const backlog = shared(() => this.storage.inbox.backlog());
    this.gauge(
      'miaw_inbox_oldest_seconds',
      'Age of the oldest entry of the inbox that is not processed',
      [],
      async (gauge) => gauge.set(this.secondsSince((await backlog()).oldestAt)),
    );
    this.gauge('miaw_inbox_open', 'Entries of the inbox that are not processed', [], async (gauge) =>
      gauge.set((await backlog()).open),
    );
  }

  private archive(): void {
    const help = 'Received files that are still to be archived';
    this.gauge('miaw_media_archive_waiting', help, [], async (gauge) =>
      gauge.set(await this.storage.archivedFiles.count('waiting')),
    );
  }

  private statements(): void {
    const help = 'Statements of the database, without those that begin and end transactions';
    const counter: Counter = this.counter('miaw_statements_total', help, [], () => {
      counter.reset();
      counter.inc(this.storage.database.statements);
    });
  }

  private secondsSince(at: number | undefined): number {
    return at === undefined ? 0 : Math.max(0, this.clock.now() - at) / 1000;
  }

  private bounded(kind: string): string {
    if (this.kinds.size < MOST_KINDS) this.kinds.add(kind);
    return this.kinds.has(kind) ? kind : OTHERS;
  }

  /** @param fill sets the value whenever the metrics are read; undefined: it is counted as it grows */
  private counter(
    name: string,
    help: string,
    labelNames: readonly string[] = [],
    fill?: () => void,
  ): Counter {
    this.labels.set(name, labelNames);
    return new Counter({
      name,
      help,
      labelNames,
      registers: [this.registry],
      ...(fill && { collect: fill }),
    });
  }

  private histogram(
    name: string,
    help: string,
    buckets: number[],
    labelNames: readonly string[] = [],
  ): Histogram {
    this.labels.set(name, labelNames);
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }

  /** @param fill sets the values whenever the metrics are read */
  private gauge(
    name: string,
    help: string,
    labelNames: readonly string[] = [],
    fill?: (gauge: Gauge) => void | Promise<void>,
  ): Gauge {
    this.labels.set(name, labelNames);
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      ...(fill && { collect: () => fill(gauge) }),
    });
    return gauge;
  }
}

/** One read for all that ask while it runs: the gauges of a scrape are filled at the same time. */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= read().finally(() => (running = undefined));
    return running;
  };
}
