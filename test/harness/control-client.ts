import { PATIENCE_MS } from './waiting.js';

/** What the control API answers: a list or an object, looked at field by field. */
export type Answer = ReturnType<typeof JSON.parse>;

/** The emulator's control API as a test calls it. */
export class ControlClient {
  constructor(readonly url: string) {}

  async get(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  async post(path: string, body?: object): Promise<Answer> {
    return this.request('POST', path, body);
  }

  async patch(path: string, body: object): Promise<Answer> {
    return this.request('PATCH', path, body);
  }

  async delete(path: string): Promise<Answer> {
    return this.request('DELETE', path);
  }

  /** @throws when it is refused */
  async request(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await this.raw(method, path, body);
    if (answer.status !== 200)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The answer whatever its status. */
  async raw(method: string, path: string, body?: string | object): Promise<{ status: number; body: Answer }> {
    const response = await fetch(this.url + path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: response.status, body: await response.json() };
  }
}
