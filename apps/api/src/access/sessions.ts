import { epochMs } from '#libs/observability';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type ConsoleSessionRow, type ConsoleSessionsRepository, readingForCaller } from '#libs/storage';
import { digestOf, same } from './key-text.js';
import type { Principal } from './principal.js';

/** A session ends when it has not been used for this long, in ms: 12 hours. */
export const SESSION_IDLE_MS = 12 * 60 * 60 * 1000;
/** A session ends after this time even if it is used, in ms: 7 days. A forgotten page goes on asking. */
export const SESSION_LONGEST_MS = 7 * 24 * 60 * 60 * 1000;
/** Other servers know to the minute when a session was used, ms. */
const NOTE_MS = 60_000;
/** Sessions of a key at a time; the one that was opened first is ended for another. */
const MOST_OF_A_KEY = 50;

export const SESSION_COOKIE = 'miaw_console';
/** Its name where the page came by https. Browsers take such a cookie from the host itself alone. */
export const HOST_COOKIE = `__Host-${SESSION_COOKIE}`;
/** Header with the token of the session, which every request has that changes something. Node writes names in lower case. */
export const TOKEN_HEADER = 'x-console-token';

/** 32 random bytes in base64url. */
const SECRET = /^[\w-]{43}$/;
/** The cookies HOST_COOKIE and SESSION_COOKIE. The first one counts. */
const COOKIES = [
  /(?:^|;)\s*__Host-miaw_console=([\w-]{43})\s*(?:;|$)/,
  /(?:^|;)\s*miaw_console=([\w-]{43})\s*(?:;|$)/,
];
/** Methods that change nothing. */
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** A session of the console: a browser that has shown a key once. */
export interface Session {
  /** What the key may do. `changed` is aborted when the session ends, too. */
  readonly principal: Principal;
  /** To be sent with every request that changes something: another site cannot read it. */
  readonly token: string;
}

interface Held extends Session {
  idle: NodeJS.Timeout;
  longest: NodeJS.Timeout;
  /** Up to when other servers know that it was used, epoch ms. */
  noted: number;
  /** Ends it here. */
  end: () => void;
}

/** Where a request comes from, as far as sessions are concerned. */
interface SessionRequest {
  method: string;
  headers: IncomingHttpHeaders;
}

/** What servers that share the sessions need of the storage. */
export type SessionRows = Pick<ConsoleSessionsRepository, 'add' | 'find' | 'among' | 'used' | 'end'>;

/**
 * The sessions of the console, by digests of their cookies. A session ends with its key: when that is changed, rotated, revoked
 * or over. Where one server has a database of its own, sessions are in memory alone, and end with its process. Servers that share
 * one have rows, and learn from those what others have opened and ended.
 */
export class Sessions {
  private readonly held = new Map<string, Held>();
  private rows: SessionRows | undefined;

  /** Shares the sessions with other servers from now on. */
  share(rows: SessionRows): void {
    this.rows = rows;
  }

  /**
   * Opens a session for the holder of a key.
   * @param digest of the secret of the key that was used
   * @returns the session, and the value of its cookie
   */
  async open(principal: Principal, digest: string): Promise<{ session: Session; secret: string }> {
    const secret = newSecret();
    const now = epochMs();
    const mark = markOf(secret, digest);
    const row = { id: digestOf(secret), key_id: principal.id, mark, created_at: now, used_at: now };
    await this.rows?.add(row, MOST_OF_A_KEY);
    const own = [...this.held.values()].filter((each) => each.principal.id === principal.id);
    for (const oldest of own.slice(0, Math.max(0, own.length - MOST_OF_A_KEY + 1))) oldest.end();
    return { session: this.hold(secret, principal, row), secret };
  }

  /** Ends the session that a request has the cookie of, at all servers. */
  async close({ headers }: Pick<SessionRequest, 'headers'>): Promise<void> {
    const secret = secretIn(headers);
    if (secret === undefined) return;
    const id = digestOf(secret);
    await this.rows?.end(id);
    this.held.get(id)?.end();
  }

  /** The session that a request belongs to. Requests that other sites have caused belong to none. */
  find(request: SessionRequest): Session | undefined {
    const secret = secretOf(request);
    const session = secret === undefined ? undefined : this.held.get(digestOf(secret));
    if (!session || secret === undefined) return undefined;
    session.idle.refresh();
    this.note(digestOf(secret), session);
    return session;
  }

  /**
   * Knows the session that a request belongs to, if another server has opened it.
   * @param holderOf the holder of a key, if one of the secrets with which it can be used fits
   */
  async learn(
    request: SessionRequest,
    holderOf: (keyId: string, fits: (digest: string) => boolean) => Principal | undefined,
  ): Promise<void> {
    const secret = this.rows && secretOf(request);
    if (!this.rows || secret === undefined) return;
    const id = digestOf(secret);
    if (this.held.has(id)) return;
    const { rows } = this;
    const row = await readingForCaller(async () => rows.find(id));
    const now = epochMs();
    if (!row || row.used_at <= now - SESSION_IDLE_MS || row.created_at <= now - SESSION_LONGEST_MS) return;
    const principal = holderOf(row.key_id, (digest) => same(row.mark, markOf(secret, digest)));
    if (principal && !this.held.has(id)) this.hold(secret, principal, row);
  }

  /** Ends here what has ended elsewhere. */
  async look(): Promise<void> {
    const ids = [...this.held.keys()];
    if (!this.rows || ids.length === 0) return;
    const present = new Set(await this.rows.among(ids));
    for (const id of ids) if (!present.has(id)) this.held.get(id)?.end();
  }

  private hold(
    secret: string,
    principal: Principal,
    { created_at, used_at }: Pick<ConsoleSessionRow, 'created_at' | 'used_at'>,
  ): Session {
    const id = digestOf(secret);
    const ended = new AbortController();
    const end = (): void => {
      const session = this.held.get(id);
      if (!session || !this.held.delete(id)) return;
      clearTimeout(session.idle);
      clearTimeout(session.longest);
      principal.changed.removeEventListener('abort', end);
      ended.abort();
    };
    // Another server may have been asked meanwhile.
    const rest = (): void => {
      const { noted } = this.held.get(id) ?? {};
      end();
      this.rows?.end(id, noted).catch(() => undefined);
    };
    const session: Held = {
      principal: { ...principal, changed: ended.signal },
      token: tokenOf(secret),
      idle: setTimeout(rest, SESSION_IDLE_MS).unref(),
      longest: setTimeout(end, created_at + SESSION_LONGEST_MS - epochMs()).unref(),
      noted: used_at,
      end,
    };
    this.held.set(id, session);
    principal.changed.addEventListener('abort', end, { once: true });
    if (principal.changed.aborted) end();
    return session;
  }

  /** Tells the other servers that a session is used. */
  private note(id: string, session: Held): void {
    const { noted } = session;
    const now = epochMs();
    if (!this.rows || now - noted < NOTE_MS) return;
    session.noted = now;
    this.rows.used(id, now).catch(() => {
      session.noted = noted;
    });
  }
}

/** The value of the cookie of a request, if it may belong to a session. */
function secretOf({ method, headers }: SessionRequest): string | undefined {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return undefined;
  const secret = secretIn(headers);
  if (secret === undefined || SAFE.includes(method)) return secret;
  return hasToken(headers, tokenOf(secret)) ? secret : undefined;
}

function secretIn({ cookie = '' }: IncomingHttpHeaders): string | undefined {
  const [secret] = COOKIES.flatMap((pattern) => pattern.exec(cookie)?.[1] ?? []);
  return secret;
}

function hasToken(headers: IncomingHttpHeaders, token: string): boolean {
  const sent = headers[TOKEN_HEADER];
  return (
    typeof sent === 'string' && SECRET.test(sent) && timingSafeEqual(Buffer.from(sent), Buffer.from(token))
  );
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The token of a session. It tells nothing of the cookie. */
function tokenOf(secret: string): string {
  return createHash('sha256').update(`token ${secret}`).digest('base64url');
}

/** Names the secret of a key, for those alone who have the cookie. */
function markOf(secret: string, digest: string): string {
  return digestOf(`${secret} ${digest}`);
}
