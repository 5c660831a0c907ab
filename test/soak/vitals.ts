import { readdirSync, readFileSync } from 'node:fs';
import type { ApiServer } from '../harness/server.js';
import type { Hold } from '../harness/heartbeat.js';

const MIB = 1024 * 1024;
const SAMPLE_MS = 2_000;

/** What a process holds. Only what must not grow is in it. */
export interface Holdings {
  fds: number;
  timers: number;
  sockets: number;
  listeners: number;
  threads: number;
  /** By kind, as `process.getActiveResourcesInfo()` names them. */
  resources: Record<string, number>;
  heapMib: number;
}

/** Watches the process of the server: what it holds, and what it uses. */
export class Watch {
  /** Resident memory, every few seconds, MiB. */
  readonly rss: number[] = [];
  /** Times at which {@link holdings} collected garbage, which holds the event loop. */
  private readonly collections: [number, number][] = [];
  private timer: NodeJS.Timeout | undefined;
  /** What holds the event loop before keeps nobody waiting: the server starts. */
  private readonly since = Date.now();

  constructor(
    private readonly api: ApiServer,
    private readonly vitalsUrl: string,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.rss.push(rssOf(this.api.pid)), SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async holdings(): Promise<Holdings> {
    const from = Date.now();
    const response = await fetch(this.vitalsUrl, { signal: AbortSignal.timeout(60_000) });
    const { heapUsed, timers, sockets, listeners, resources } = Object(await response.json());
    this.collections.push([from, Date.now()]);
    const { pid } = this.api;
    return {
      fds: readdirSync(`/proc/${pid}/fd`).length,
      threads: readdirSync(`/proc/${pid}/task`).length,
      timers,
      sockets,
      listeners,
      resources,
      heapMib: Math.round(heapUsed / MIB),
    };
  }

  /** Holds of the event loop that {@link holdings} did not cause. */
  holds(): Hold[] {
    const caused = ({ at }: Hold): boolean => this.collections.some(([from, to]) => at >= from && at <= to);
    return this.api.heartbeat.holds().filter((hold) => hold.at >= this.since && !caused(hold));
  }
}

/** What has grown from one time to another. */
export function grown(before: Holdings, after: Holdings): string[] {
  const numbers = ({ fds, timers, sockets, listeners, threads, resources }: Holdings) => ({
    fds,
    timers,
    sockets,
    listeners,
    threads,
    ...resources,
  });
  const old: Record<string, number> = numbers(before);
  return Object.entries(numbers(after)).flatMap(([what, count]) =>
    count > (old[what] ?? 0) ? `${what}: ${old[what] ?? 0} became ${count}` : [],
  );
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function rssOf(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
