import { Agent, type RequestOptions } from 'node:https';
import { isIP, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as secure } from 'node:tls';
import { Agent as FetchAgent, type Dispatcher } from 'undici';
import { type Proxy, ProxyFailure } from './proxy.js';

type Connected = (error: Error | null, stream: Duplex) => void;

/** How requests go out through a proxy. */
export interface ProxiedOptions {
  /** PEM of the only certificate authority to trust, instead of the public ones. */
  ca?: string;
  /** Called when the proxy made no connection. */
  failed?: (failure: ProxyFailure) => void;
}

/** Agents that make every connection through a proxy. They keep no idle connections. */
export interface ProxiedAgents {
  /** For connections without TLS. */
  http: Agent;
  https: Agent;
  /** For `fetch`. */
  dispatcher: Dispatcher;
}

/** Where a connection leads. */
interface Place {
  host: string;
  port: number;
  /** Name in the certificate of the destination; undefined: no TLS. */
  servername?: string;
}

class Tunnels {
  constructor(
    private readonly proxy: Proxy,
    private readonly options: ProxiedOptions,
  ) {}

  /** Never throws: `connected` gets the failure. */
  async open({ host, port, servername }: Place, connected: Connected): Promise<void> {
    let socket: Socket;
    try {
      socket = await this.proxy.connect(host, port);
    } catch (error) {
      const failure = error instanceof ProxyFailure ? error : new ProxyFailure('proxy_refused');
      this.options.failed?.(failure);
      connected(failure, new Socket());
      return;
    }
    const { ca } = this.options;
    if (servername === undefined) connected(null, socket);
    else connected(null, secure({ socket, host, servername, ca, ALPNProtocols: ['http/1.1'] }));
  }
}

class ProxiedAgent extends Agent {
  /** @param plain for connections without TLS, which Node expects of an agent that says so */
  constructor(
    private readonly tunnels: Tunnels,
    private readonly plain: boolean,
  ) {
    super({ keepAlive: false });
    if (plain) Reflect.set(this, 'protocol', 'http:');
  }

  override createConnection(options: RequestOptions, connected?: Connected): Duplex | null | undefined {
    const host = options.host ?? options.hostname ?? 'localhost';
    const place = { host, port: Number(options.port ?? (this.plain ? 80 : 443)) };
    const servername = options.servername ?? nameOf(host);
    if (connected) void this.tunnels.open(this.plain ? place : { ...place, servername }, connected);
    return undefined;
  }
}

/** Creates the agents of a proxy. */
export function proxiedAgents(proxy: Proxy, options: ProxiedOptions = {}): ProxiedAgents {
  const tunnels = new Tunnels(proxy, options);
  const dispatcher = new FetchAgent({
    // Each keeps its connections for a moment only.
    keepAliveTimeout: 1,
    keepAliveMaxTimeout: 1,
    connect: ({ hostname, port, protocol, servername }, callback) => {
      const isSecure = protocol === 'https:';
      const place = {
        host: hostname,
        port: Number(port === '' ? (isSecure ? 443 : 80) : port),
        ...(isSecure && { servername: servername ?? nameOf(hostname) }),
      };
      void tunnels.open(place, (error, stream) => {
        if (error) callback(error, null);
        else if (stream instanceof Socket) callback(null, stream);
      });
    },
  });
  return { http: new ProxiedAgent(tunnels, true), https: new ProxiedAgent(tunnels, false), dispatcher };
}

/** The name to ask for in TLS: none for an address. */
function nameOf(host: string): string {
  return isIP(host) === 0 ? host : '';
}
