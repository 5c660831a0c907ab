import { screen } from './screen.js';

interface Envelope {
  success: boolean;
  data?: Record<string, unknown>;
}

/** A client for a JSON API. Prints every call. */
export class JsonApi {
  constructor(
    private readonly base: string,
    /** Header of every call. The printed command shows `shown`, which may name a shell variable. */
    private readonly header?: { name: string; value: string; shown: string },
  ) {}

  /**
   * Makes a call, and prints it with the status of its answer.
   * @throws Error if the answer is not a success
   */
  async call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        ...(this.header ? { [this.header.name]: this.header.value } : {}),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    screen.call(method, path, response.status, this.curl(method, path, body), text);
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    const parsed: unknown = JSON.parse(text);
    return isEnvelope(parsed) ? (parsed.data ?? {}) : isRecord(parsed) ? parsed : {};
  }

  /** The curl command for a call. */
  curl(method: string, path: string, body?: object): string {
    const parts = ['curl -s', method === 'GET' ? '' : `-X ${method}`, `${this.base}${path}`];
    if (this.header) parts.push(`-H "${this.header.name}: ${this.header.shown}"`);
    if (body)
      parts.push(`-H 'Content-Type: application/json' -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
    return parts.filter((part) => part !== '').join(' ');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEnvelope(value: unknown): value is Envelope {
  return isRecord(value) && typeof value['success'] === 'boolean' && isRecord(value['data']);
}
