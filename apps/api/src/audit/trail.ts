import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock, Logger } from '#libs/observability';
import type { NewAuditEntry, Storage } from '#libs/storage';
import { instanceOf } from '../http/door.js';

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
const LONGEST_SUBJECT = 256;

/**
 * Writes the audit log: who did what, with which outcome. An entry is written when the answer has left, together with others,
 * so that the log costs no request its time; a server that is killed may lose the entries of its last moments.
 */
export class AuditTrail {
  private waiting: NewAuditEntry[] = [];
  private writing: Promise<void> | undefined;

  constructor(
    private readonly audit: Storage['audit'],
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  add(entry: NewAuditEntry): void {
    this.waiting.push(entry);
    if (this.waiting.length > MOST_WAITING) {
      this.waiting.shift();
      this.logger.error('an entry of the audit log is lost: the database cannot write');
    }
    this.wake();
  }

  /** Waits until all entries are written, or cannot be. */
  async close(): Promise<void> {
    await this.writing;
    if (this.waiting.length > 0) await this.writeBatch();
  }

  private wake(): void {
    this.writing ??= this.write();
  }

  private async write(): Promise<void> {
    // The entries of all answers that leave now share a commit.
    await new Promise((resolve) => setImmediate(resolve));
    let written = true;
    while (written && this.waiting.length > 0) written = await this.writeBatch();
    this.writing = undefined;
    if (this.waiting.length > 0) this.clock.after(RETRY_MS, () => this.wake());
  }

  /** @returns whether a batch was written */
  private async writeBatch(): Promise<boolean> {
    const batch = this.waiting.slice(0, BATCH);
    try {
      await this.audit.append(batch);
    } catch (error) {
      this.logger.warn({ error, entries: this.waiting.length }, 'the audit log cannot be written now');
      return false;
    }
    this.waiting.splice(0, batch.length);
    return true;
  }
}

/** Lets every request that may change something, and every one that a key must not make, be written into the audit log. */
export function keepAudit(fastify: FastifyInstance, trail: AuditTrail): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const entry = entryOf(request, reply.statusCode);
    if (entry) trail.add(entry);
    done();
  });
}

function entryOf(request: FastifyRequest, status: number): NewAuditEntry | undefined {
  const { principal, faultCode, id, ip } = request;
  const { operation, scope } = request.routeOptions.config;
  if (!principal || operation === undefined || scope === undefined) return undefined;
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (reads && faultCode !== 'FORBIDDEN') return undefined;
  return {
    at: Date.now(),
    key: principal.id,
    key_name: principal.name,
    operation,
    instance_id: instanceOf(request) ?? textIn(request.body, 'instanceId'),
    subject: subjectOf(request),
    status,
    code: faultCode ?? null,
    correlation_id: id,
    address: ip,
  };
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
