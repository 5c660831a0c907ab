import { Agent } from 'node:https';
import { Proxy, type ProxiedAgents, proxiedAgents, type ProxyFailure } from '#libs/outbound';

/** How one connection to WhatsApp goes through the proxy. */
export interface ProxiedLink {
  /** For the WebSocket. */
  agent: Agent;
  /** For what Baileys fetches: histories, and the app state. */
  dispatcher: ProxiedAgents['dispatcher'];
}

/** How one instance reaches WhatsApp: directly, or through its proxy and never otherwise. */
export class WayOut {
  private url: string | null;
  private through: Proxy | undefined;
  /** For all but WebSockets. */
  private agents: ProxiedAgents | undefined;
  private upload: Agent | undefined;

  /** @param ca PEM of the emulator's certificate authority @param webSocketUrl undefined: that of WhatsApp */
  constructor(
    url: string | null,
    private readonly ca: string | undefined,
    private readonly webSocketUrl: string | undefined,
  ) {
    this.url = url;
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

  /** @param url null: no proxy. Holds for what begins from now on */
  use(url: string | null): void {
    this.url = url;
    this.through = url === null ? undefined : new Proxy(url);
    const { ca } = this;
    this.agents = this.through && proxiedAgents(this.through, { ca });
    this.upload = this.agents?.https ?? (ca === undefined ? undefined : new Agent({ ca }));
  }

  /**
   * For one connection; undefined without a proxy.
   * @param failed called when the proxy did not connect the WebSocket
   */
  link(failed: (failure: ProxyFailure) => void): ProxiedLink | undefined {
    if (!this.through || !this.agents) return undefined;
    const { http, https } = proxiedAgents(this.through, { ca: this.ca, failed });
    const { dispatcher } = this.agents;
    return { agent: this.webSocketUrl?.startsWith('ws:') ? http : https, dispatcher };
  }
}
