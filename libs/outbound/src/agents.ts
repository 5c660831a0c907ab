import { Agent as HttpAgent, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { isIP, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AddressGuard } from './address-guard.js';
import { OutboundRefused } from './refusal.js';

/** Idle connections are closed after this time. Most receivers close theirs after 5 s. */
const IDLE_MS = 4_000;
const IDLE_PER_HOST = 4;

type Connected = (error: Error | null, stream: Duplex) => void;

/** Agents whose sockets connect only to addresses that the guard permits. */
export interface GuardedAgents {
  http: HttpAgent;
  https: HttpsAgent;
  /** Closes all connections, idle or in use. */
  destroy(): void;
}

/** Node does not call `lookup` for a host that is an address, so such hosts are checked here. */
function refusesLiteral(guard: AddressGuard, host: string | null | undefined): boolean {
  return typeof host === 'string' && isIP(host) !== 0 && !guard.permits(host, host);
}

class GuardedHttpAgent extends HttpAgent {
  constructor(
    private readonly guard: AddressGuard,
    maxFreeSockets: number,
  ) {
    super({ keepAlive: true, maxFreeSockets, timeout: IDLE_MS, lookup: guard.lookup });
  }

  override createConnection(options: ClientRequestArgs, connected?: Connected): Duplex | null | undefined {
    if (!refusesLiteral(this.guard, options.host)) return super.createConnection(options, connected);
    connected?.(new OutboundRefused('blocked_address'), new Socket());
    return undefined;
  }
}

class GuardedHttpsAgent extends HttpsAgent {
  constructor(
    private readonly guard: AddressGuard,
    maxFreeSockets: number,
    ca?: string,
  ) {
    super({ keepAlive: true, maxFreeSockets, timeout: IDLE_MS, lookup: guard.lookup, ca });
  }

  override createConnection(options: RequestOptions, connected?: Connected): Duplex | null | undefined {
    if (!refusesLiteral(this.guard, options.host)) return super.createConnection(options, connected);
    connected?.(new OutboundRefused('blocked_address'), new Socket());
    return undefined;
  }
}

/**
 * Creates keep-alive agents for a guard. Create them once and share them.
 * @param options.ca PEM of the only certificate authority to trust, instead of the public ones
 * @param options.idlePerHost idle connections to keep per host; 4 by default
 */
export function guardedAgents({
  guard,
  ca,
  idlePerHost = IDLE_PER_HOST,
}: {
  guard: AddressGuard;
  ca?: string;
  idlePerHost?: number;
}): GuardedAgents {
  const http = new GuardedHttpAgent(guard, idlePerHost);
  const https = new GuardedHttpsAgent(guard, idlePerHost, ca);
  return {
    http,
    https,
    destroy: () => {
      http.destroy();
      https.destroy();
    },
  };
}
