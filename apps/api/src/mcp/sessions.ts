import { randomUUID } from 'node:crypto';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type McpConfig, VERSION } from '#libs/config';
import { createMcpServer } from '#libs/mcp';
import { Miaw } from '../../../../packages/client/src/index.js';
import type { KeyRing } from '../access/key-ring.js';
import type { Principal } from '../access/principal.js';
import { unauthorized } from '../http/door.js';
import { OwnApi } from './own-api.js';

/** Sessions at a time; the one that was quiet the longest ends first. */
const MOST = 200;
/** Sessions of one key: nobody may end those of others by opening many. */
const MOST_OF_KEY = 20;
const QUIET_MS = 60 * 60_000;

/** The answer to a client whose session is not known, so that it begins a new one. */
const UNKNOWN_SESSION = { code: -32_001, message: 'Session not found' };
const NO_SESSION = { code: -32_000, message: 'Bad Request: begin with initialize' };

interface Session {
  keyId: string;
  api: OwnApi;
  transport: WebStandardStreamableHTTPServerTransport;
  /** Aborted at its end. */
  ended: AbortController;
}

/** The sessions of agents. Each belongs to the key that opened it, and ends when that is changed. */
export class McpSessions {
  private readonly sessions = new LRUCache<string, Session>({
    max: MOST,
    ttl: QUIET_MS,
    ttlAutopurge: true,
    updateAgeOnGet: true,
    dispose: ({ transport, ended }) => {
      ended.abort();
      void transport.close();
    },
  });

  constructor(
    private readonly fastify: FastifyInstance,
    private readonly keys: KeyRing,
    private readonly settings: McpConfig,
  ) {}

  /** @throws ApiFault UNAUTHORIZED if the request has no key of its own: pages cannot use the session of the console */
  async answer(asked: Request, request: FastifyRequest, principal: Principal): Promise<Response> {
    const api = OwnApi.of(this.fastify, this.keys, request);
    if (!api) throw unauthorized();
    const id = asked.headers.get('mcp-session-id');
    const known = id === null ? undefined : this.sessions.get(id);
    if (id !== null && known?.keyId !== principal.id) return refusal(404, UNKNOWN_SESSION);
    if (!known && !isInitializeRequest(request.body)) return refusal(400, NO_SESSION);
    const session = known ?? (await this.open(principal, api));
    // The key may have been rotated since.
    session.api.follow(api);
    return session.transport.handleRequest(asked, { parsedBody: request.body });
  }

  /** Ends all sessions; clients begin new ones. */
  close(): void {
    this.sessions.clear();
  }

  private async open(principal: Principal, api: OwnApi): Promise<Session> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => this.keep(id, session, principal),
      onsessionclosed: (id) => void this.sessions.delete(id),
    });
    const session: Session = { keyId: principal.id, api, transport, ended: new AbortController() };
    const { approval, chats } = this.settings;
    const server = createMcpServer({
      miaw: new Miaw({ baseUrl: OwnApi.URL, apiKey: '', fetch: api.fetch, maxRetryWaitMs: 5000 }),
      scopes: principal.scopes,
      approval,
      chats,
      version: VERSION,
      hide: (text) => api.hide(text),
    });
    await server.connect(transport);
    return session;
  }

  private keep(id: string, session: Session, { id: keyId, changed }: Principal): void {
    const own = [...this.sessions.entries()].filter(([, each]) => each.keyId === keyId);
    // The newest come first.
    for (const [oldest] of own.slice(MOST_OF_KEY - 1)) this.sessions.delete(oldest);
    this.sessions.set(id, session);
    const end = () => void this.sessions.delete(id);
    if (changed.aborted) end();
    else changed.addEventListener('abort', end, { once: true, signal: session.ended.signal });
  }
}

function refusal(status: number, error: object): Response {
  return Response.json({ jsonrpc: '2.0', error, id: null }, { status });
}
