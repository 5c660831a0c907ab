import { epochMs } from '#libs/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Alarm, Clock, Logger } from '#libs/observability';
import type { NewAuditEntry, Storage } from '#libs/storage';
import { mayUse, type Principal } from '../access/principal.js';
import { CONSOLE_SESSION, instanceOf } from '../http/door.js';
import type { Ending } from '../http/endings.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Id of the operation in the OpenAPI document. */
    operation?: string;
  }
}

const BATCH = 500;
/** Entries that wait while the database cannot write; older ones are dropped, and the log says so. */
const MOST_WAITING = 50_000;
const RETRY_MS = 1000;
/** Lost entries are logged at most once in this time. */
const LOG_EVERY_MS = 60_000;
const LONGEST_SUBJECT = 256;

/** What the audit log needs of the storage. */
export interface AuditStorage {
  audit: Pick<Storage['audit'], 'append'>;
  database: Pick<Storage['database'], 'isOutage'>;
}

/**
 * Writes the audit log: who did what, with which outcome. An entry is written when the answer has left, or the caller,
 * together with others, so that the log costs no request its time; a server that is killed may lose the entries of its last
 * moments.
 */
export class AuditTrail {
  private waiting: NewAuditEntry[] = [];
  private writing: Promise<void> | undefined;
  private retry: Alarm | undefined;
  /** Entries that were dropped since the start. */
  private lost = 0;
  /** The log says nothing about dropped entries before this time, epoch ms. */
  private quietUntil = 0;

  constructor(
    private readonly storage: AuditStorage,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  add(entry: NewAuditEntry): void {
    this.waiting.push(entry);
    this.bound();
    this.wake();
  }

  /** Waits until all entries are written, or cannot be. */
  async close(): Promise<void> {
    await this.writing;
    this.retry?.cancel();
    this.retry = undefined;
    let written = true;
    while (written && this.waiting.length > 0) written = await this.writeBatch();
  }

  /** While the database cannot write, only the alarm tries again. */
  private wake(): void {
    if (!this.retry) this.writing ??= this.write();
  }

  private async write(): Promise<void> {
    // The entries of all answers that leave now share a commit.
    await new Promise((resolve) => setImmediate(resolve));
    let written = true;
    while (written && this.waiting.length > 0) written = await this.writeBatch();
    this.writing = undefined;
    if (this.waiting.length === 0) return;
    this.retry = this.clock.after(RETRY_MS, () => {
      this.retry = undefined;
      this.wake();
    });
  }

  /** @returns whether the database could write */
  private async writeBatch(): Promise<boolean> {
    // Taken out first: what is dropped meanwhile must not be taken for what was written.
    const left = await this.append(this.waiting.splice(0, BATCH));
    this.waiting.unshift(...left);
    this.bound();
    return left.length === 0;
  }

  /**
   * Writes entries together. If the database refuses one of them, the others are written without it, and the log has it.
   * @returns those that cannot be written now
   */
  private async append(entries: readonly NewAuditEntry[]): Promise<readonly NewAuditEntry[]> {
    try {
      await this.storage.audit.append(entries);
      return [];
    } catch (error) {
      if (this.storage.database.isOutage(error)) {
        this.logger.warn(
          { error, entries: entries.length + this.waiting.length },
          'the audit log cannot be written now',
        );
        return entries;
      }
      const [first, ...others] = entries;
      if (first && others.length === 0) {
        this.logger.error(
          { error, entry: first },
          'an entry of the audit log is lost: the database refuses it',
        );
        return [];
      }
      const middle = Math.ceil(entries.length / 2);
      const left = await this.append(entries.slice(0, middle));
      return left.length > 0 ? [...left, ...entries.slice(middle)] : this.append(entries.slice(middle));
    }
  }

  /** Drops the oldest entries if too many wait: some at once, because each time moves all the others. */
  private bound(): void {
    if (this.waiting.length <= MOST_WAITING) return;
    this.lost += this.waiting.splice(0, BATCH).length;
    if (this.clock.now() < this.quietUntil) return;
    this.quietUntil = this.clock.now() + LOG_EVERY_MS;
    this.logger.error({ lost: this.lost }, 'entries of the audit log are lost: the database cannot write');
  }
}

/** Lets every request that may change something, and every one that a key must not make, be written into the audit log. */
export function keepAudit(fastify: FastifyInstance, trail: AuditTrail): void {
  fastify.endings.add((ending) => {
    const entry = entryOf(ending);
    if (entry) trail.add(entry);
  });
}

function entryOf({ request, status, address }: Ending): NewAuditEntry | undefined {
  const { principal, faultCode, id } = request;
  if (request.passedOn === true) return undefined;
  const { url, config } = request.routeOptions;
  const { operation, scope } = config;
  const needsKey = scope !== undefined || url === CONSOLE_SESSION;
  if (!principal || operation === undefined || !needsKey) return undefined;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (reads && faultCode !== 'FORBIDDEN' && !isForeign(request, principal)) return undefined;
  // A caller that asks too often must not fill the disk with it.
  if (faultCode === 'RATE_LIMITED') return undefined;
  return {
    at: epochMs(),
    key: principal.id,
    key_name: principal.name,
    operation,
    // Also one that was refused because it is too long.
    instance_id: instanceOf(request)?.slice(0, LONGEST_SUBJECT) ?? textIn(request.body, 'instanceId'),
    subject: subjectOf(request),
    status,
    code: faultCode ?? null,
    correlation_id: id,
    address,
  };
}

/** Whether it is about an instance that the key is not for, which to its holder does not exist. */
function isForeign(request: FastifyRequest, principal: Principal): boolean {
  const id = instanceOf(request);
  return id !== undefined && !mayUse(principal, id);
}

/** What the request was about: the ids in its path, or else the recipient. */
function subjectOf({ params, body }: FastifyRequest): string | null {
  const ids = Object.entries(Object(params))
    .filter(([name]) => name !== 'instanceId')
    .map(([, value]) => String(value));
  return ids.length > 0 ? ids.join(' ').slice(0, LONGEST_SUBJECT) : textIn(body, 'to');
}

function textIn(body: unknown, field: string): string | null {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, field) : undefined;
  return typeof value === 'string' ? value.slice(0, LONGEST_SUBJECT) : null;
}
