import type { IncomingHttpHeaders } from 'node:http';
import { isTexts, parsed, type ApiKeyRow } from '#libs/storage';
import { digestOf, keyIdIn, same } from './key-text.js';
import { HopMarks } from './hop-marks.js';
import { LinkSigner, type SignedLink } from './links.js';
import { type Principal, ROOT_ID, rootPrincipal } from './principal.js';
import { isScope } from './scopes.js';
import { type Session, Sessions } from './sessions.js';

/** Keys that were used are noted to the minute. */
const MINUTE_MS = 60_000;

interface Entry {
  row: ApiKeyRow;
  changed: AbortController;
  /** With the current key, and with the one before its last rotation. */
  current: Principal;
  previous: Principal;
}

/**
 * All keys, in memory: every request needs one. It knows the root key and the rows that it is given; whoever changes a row
 * in the database gives it the new one.
 */
export class KeyRing {
  /** The sessions of the console that keys have opened. */
  readonly sessions = new Sessions();
  /** On requests that servers pass on to each other. */
  readonly hops: HopMarks;
  private readonly root = rootPrincipal();
  private readonly rootDigest: string;
  private readonly links: LinkSigner;
  private readonly entries = new Map<string, Entry>();
  private uses = new Map<string, number>();

  constructor(rootKey: string) {
    this.rootDigest = digestOf(rootKey);
    this.links = new LinkSigner(rootKey);
    this.hops = new HopMarks(rootKey);
  }

  /** Knows a key from now on, or what it may do now. Open streams of the key end. */
  put(row: ApiKeyRow): void {
    this.entries.get(row.id)?.changed.abort();
    const changed = new AbortController();
    const expiresAt = row.expires_at ?? undefined;
    const current = principalOf(row, expiresAt, changed.signal);
    const endsAt = earlier(expiresAt, row.previous_until ?? undefined);
    const previous = { ...current, endsAt, previous: true };
    this.entries.set(row.id, { row, changed, current, previous });
  }

  /** Forgets a key. Open streams of it end. */
  remove(id: string): void {
    this.entries.get(id)?.changed.abort();
    this.entries.delete(id);
  }

  get size(): number {
    return this.entries.size;
  }

  /** All keys. */
  list(): ApiKeyRow[] {
    return [...this.entries.values()].map(({ row }) => this.withUse(row));
  }

  /** A page of keys, oldest first. @param after time and id of the last one of the page before */
  page(after: readonly [number, string | number] | undefined, limit: number): ApiKeyRow[] {
    const rows = [...this.entries.values()].map(({ row }) => row).sort(byAge);
    const start = after
      ? rows.findIndex((row) => byAge(row, { created_at: after[0], id: String(after[1]) }) > 0)
      : 0;
    return start < 0 ? [] : rows.slice(start, start + limit).map((row) => this.withUse(row));
  }

  find(id: string): ApiKeyRow | undefined {
    const entry = this.entries.get(id);
    return entry && this.withUse(entry.row);
  }

  /**
   * Who sends these headers: the key stands in `Authorization: Bearer` or in `X-API-Key`.
   * @param now epoch ms
   */
  principalIn(headers: IncomingHttpHeaders, now: number): Principal | undefined {
    for (const text of textsOfKeys(headers)) {
      const principal = this.holder(text, now);
      if (principal) return principal;
    }
    return undefined;
  }

  /**
   * The key in these headers that counts, as it is sent; undefined if none is valid.
   * @param now epoch ms
   */
  keyIn(headers: IncomingHttpHeaders, now: number): string | undefined {
    return textsOfKeys(headers).find((text) => this.holder(text, now) !== undefined);
  }

  /**
   * Whose session of the console a request belongs to.
   * @param now epoch ms
   */
  principalOfSession(
    request: { method: string; headers: IncomingHttpHeaders },
    now: number,
  ): Principal | undefined {
    const principal = this.sessions.find(request)?.principal;
    if (!principal || isOver(principal, now)) return undefined;
    if (principal.id !== ROOT_ID) this.uses.set(principal.id, now - (now % MINUTE_MS));
    return principal;
  }

  /** Opens a session of the console for the holder of a key. @returns the session, and the value of its cookie */
  async openSession(principal: Principal): Promise<{ session: Session; secret: string }> {
    const row = this.entries.get(principal.id)?.row;
    const digest = principal.previous ? row?.previous_digest : row?.digest;
    return this.sessions.open(principal, principal.id === ROOT_ID ? this.rootDigest : (digest ?? ''));
  }

  /** Knows the session of the console that a request belongs to, if another server has opened it. */
  async learnSession(request: { method: string; headers: IncomingHttpHeaders }): Promise<void> {
    await this.sessions.learn(request, (keyId, fits) => {
      if (keyId === ROOT_ID) return fits(this.rootDigest) ? this.root : undefined;
      const entry = this.entries.get(keyId);
      if (!entry) return undefined;
      const { row, current, previous } = entry;
      if (fits(row.digest)) return current;
      return row.previous_digest !== null && fits(row.previous_digest) ? previous : undefined;
    });
  }

  /** Who has come to another server, which has let them in and passes their request on. @param now epoch ms */
  principalOfKey(keyId: string, now: number): Principal | undefined {
    const principal = keyId === ROOT_ID ? this.root : this.entries.get(keyId)?.current;
    return principal && !isOver(principal, now) ? principal : undefined;
  }

  /**
   * A link to a path, which stands in for the key of `principal` until it ends.
   * @param path the path with its query
   * @param expiresAt epoch ms
   */
  link(path: string, principal: Principal, expiresAt: number): string {
    const { id: keyId, previous } = principal;
    const row = this.entries.get(keyId)?.row;
    const digest = previous ? row?.previous_digest : row?.digest;
    return this.links.sign(path, { keyId, digest: digest ?? '' }, expiresAt);
  }

  /**
   * Whose link a URL is: the holder of the key that made it, if the key may still do that, and if the secret with which it was made
   * is still accepted.
   * @param now epoch ms
   */
  principalOfLink(url: string, now: number): Principal | undefined {
    const link = this.links.read(url, (keyId) => this.digestsOf(keyId));
    if (!link) return undefined;
    const entry = this.entries.get(link.keyId);
    const maker = entry && (link.digest === entry.row.digest ? entry.current : entry.previous);
    if (!maker && link.keyId !== ROOT_ID) return undefined;
    return this.linked(maker ?? this.root, link, now);
  }

  /** Digests of the secrets of a key. The signatures of links depend on the root key anyway. */
  private digestsOf(keyId: string): string[] {
    if (keyId === ROOT_ID) return [''];
    const { row } = this.entries.get(keyId) ?? {};
    return row ? [row.digest, row.previous_digest].filter((digest) => digest !== null) : [];
  }

  private linked(maker: Principal, link: SignedLink, now: number): Principal | undefined {
    const principal = { ...maker, endsAt: earlier(maker.endsAt, link.expiresAt), linked: true };
    return isOver(principal, now) ? undefined : principal;
  }

  /** When keys were used since the last call, epoch ms by id. */
  takeUses(): ReadonlyMap<string, number> {
    const taken = this.uses;
    this.uses = new Map();
    for (const [id, at] of taken) {
      const entry = this.entries.get(id);
      if (entry) entry.row = { ...entry.row, used_at: at };
    }
    return taken;
  }

  /** Notes uses again that could not be kept. */
  returnUses(uses: ReadonlyMap<string, number>): void {
    this.uses = new Map([...uses, ...this.uses]);
  }

  private holder(key: string, now: number): Principal | undefined {
    const digest = digestOf(key);
    // Digests all have one length, so that the duration of the comparison reveals nothing about the key.
    if (same(digest, this.rootDigest)) return this.root;
    const id = keyIdIn(key);
    const entry = id === undefined ? undefined : this.entries.get(id);
    if (!entry) return undefined;
    const { row, current, previous } = entry;
    const principal = same(digest, row.digest)
      ? current
      : row.previous_digest !== null && same(digest, row.previous_digest)
        ? previous
        : undefined;
    if (!principal || isOver(principal, now)) return undefined;
    this.uses.set(row.id, now - (now % MINUTE_MS));
    return principal;
  }

  private withUse(row: ApiKeyRow): ApiKeyRow {
    return { ...row, used_at: this.uses.get(row.id) ?? row.used_at };
  }
}

/** What may be a key, in the order in which it counts. */
function textsOfKeys({ authorization = '', 'x-api-key': plain }: IncomingHttpHeaders): string[] {
  const bearer = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  return [bearer, plain].filter((text) => typeof text === 'string');
}

type Age = Pick<ApiKeyRow, 'created_at' | 'id'>;

function byAge(one: Age, other: Age): number {
  return one.created_at - other.created_at || (one.id < other.id ? -1 : Number(one.id > other.id));
}

/** Whether a key has ended. @param now epoch ms */
export function isOver({ endsAt, changed }: Principal, now: number): boolean {
  return changed.aborted || (endsAt !== undefined && endsAt <= now);
}

function principalOf(row: ApiKeyRow, endsAt: number | undefined, changed: AbortSignal): Principal {
  const instances = row.instances === null ? undefined : new Set(textsIn(row.instances));
  return {
    id: row.id,
    name: row.name,
    scopes: new Set(textsIn(row.scopes).filter(isScope)),
    instances,
    ratePerMinute: row.rate_limit ?? undefined,
    endsAt,
    previous: false,
    linked: false,
    changed,
  };
}

/** The texts in a list that a row has as JSON. */
export function textsIn(json: string): readonly string[] {
  return parsed(json, isTexts);
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
