import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { digestOf } from './key-text.js';
import type { Principal } from './principal.js';

/** A session ends when it has not been used for this long, in ms: 12 hours. */
export const SESSION_IDLE_MS = 12 * 60 * 60 * 1000;
/** A session ends after this time even if it is used, in ms: 7 days. A forgotten page goes on asking. */
export const SESSION_LONGEST_MS = 7 * 24 * 60 * 60 * 1000;
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
  end: () => void;
}

/** Where a request comes from, as far as sessions are concerned. */
interface SessionRequest {
  method: string;
  headers: IncomingHttpHeaders;
}

/**
 * The sessions of the console. They are in memory alone, so that a restart ends them, and are known by digests of their
 * cookies. A session ends with its key: when that is changed, rotated, revoked or over.
 */
export class Sessions {
  private readonly held = new Map<string, Held>();

  /** Opens a session for the holder of a key. @returns the session, and the value of its cookie */
  open(principal: Principal): { session: Session; secret: string } {
    const secret = newSecret();
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
    const session: Held = {
      principal: { ...principal, changed: ended.signal },
      token: newSecret(),
      idle: setTimeout(end, SESSION_IDLE_MS).unref(),
      longest: setTimeout(end, SESSION_LONGEST_MS).unref(),
      end,
    };
    const own = [...this.held.values()].filter((each) => each.principal.id === principal.id);
    for (const oldest of own.slice(0, Math.max(0, own.length - MOST_OF_A_KEY + 1))) oldest.end();
    this.held.set(id, session);
    principal.changed.addEventListener('abort', end, { once: true });
    if (principal.changed.aborted) end();
    return { session, secret };
  }

  /** Ends the session that a request has the cookie of. */
  close({ headers }: Pick<SessionRequest, 'headers'>): void {
    this.sessionOf(headers)?.end();
  }

  /** The session that a request belongs to. Requests that other sites have caused belong to none. */
  find({ method, headers }: SessionRequest): Session | undefined {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') return undefined;
    const session = this.sessionOf(headers);
    if (!session || !(SAFE.includes(method) || hasToken(headers, session.token))) return undefined;
    session.idle.refresh();
    return session;
  }

  private sessionOf({ cookie = '' }: IncomingHttpHeaders): Held | undefined {
    const [secret] = COOKIES.flatMap((pattern) => pattern.exec(cookie)?.[1] ?? []);
    return secret === undefined ? undefined : this.held.get(digestOf(secret));
  }
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
