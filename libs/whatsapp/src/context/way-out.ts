import { Agent } from 'node:https';
import { LIMITS } from '#libs/config';
import type { Clock } from '#libs/observability';
import {
  type AddressGuard,
  boundedFetch,
  Proxy,
  type ProxiedAgents,
  proxiedAgents,
  type ProxyFailure,
} from '#libs/outbound';

/** How long a server may send nothing, in ms. */
const IDLE_TIMEOUT_MS = 15_000;

/** What holds for all ways out. */
export interface WayOutSettings {
  clock: Clock;
  guard: AddressGuard;
  permits: (url: URL) => boolean;
  /** PEM of the emulator's certificate authority. */
  ca?: string;
  /** Time for one download, in ms. */
  timeoutMs: number;
}

/** How one connection to WhatsApp goes through the proxy. */
export interface ProxiedLink {
  /** For the WebSocket. */
  agent: Agent;
}

/** How one instance reaches WhatsApp: directly, or through its proxy and never otherwise. */
export class WayOut {
  private url: string | null;
  private through: Proxy | undefined;
  /** For all but WebSockets. */
  private agents: ProxiedAgents | undefined;
  private upload: Agent | undefined;
  private fetches: RequestInit;

  /** @param webSocketUrl undefined: that of WhatsApp */
  constructor(
    url: string | null,
    private readonly settings: WayOutSettings,
    private readonly webSocketUrl: string | undefined,
  ) {
    this.url = url;
    this.fetches = this.bounded();
    this.use(url);
  }

  /** URL of the proxy, with its password. */
  get proxyUrl(): string | null {
    return this.url;
  }

  /** For downloads. */
  get proxy(): Proxy | undefined {
    return this.through;
  }

  /** For uploads; undefined: Node's default. */
  get uploadAgent(): Agent | undefined {
    return this.upload;
  }

  /**
   * Options of `fetch` for what Baileys downloads: histories, and the app state. Where those are is what the phone and the server
   * say, and Baileys takes their word.
   */
  get fetching(): RequestInit {
    return this.fetches;
  }

  /** @param url null: no proxy. Holds for what begins from now on */
  use(url: string | null): void {
    this.url = url;
    this.through = url === null ? undefined : new Proxy(url);
    const { ca } = this.settings;
    this.agents = this.through && proxiedAgents(this.through, { ca });
    this.upload = this.agents?.https ?? (ca === undefined ? undefined : new Agent({ ca }));
    this.fetches = this.bounded();
  }

  private bounded(): RequestInit {
    const { clock, guard, permits, ca, timeoutMs } = this.settings;
    const idleTimeoutMs = Math.min(timeoutMs, IDLE_TIMEOUT_MS);
    return boundedFetch(
      {
        clock,
        guard,
        permits: (url) => url.protocol === 'https:' && permits(url),
        // What they unpack to is bounded likewise.
        maxBytes: LIMITS.inflatedBytes,
        timeoutMs,
        idleTimeoutMs,
      },
      { agent: this.agents?.dispatcher, ca },
    );
  }

  /**
   * For one connection; undefined without a proxy.
   * @param failed called when the proxy did not connect the WebSocket
   */
  link(failed: (failure: ProxyFailure) => void): ProxiedLink | undefined {
    if (!this.through) return undefined;
    const { http, https } = proxiedAgents(this.through, { ca: this.settings.ca, failed });
    return { agent: this.webSocketUrl?.startsWith('ws:') ? http : https };
  }
}
