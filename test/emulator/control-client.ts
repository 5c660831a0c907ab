/** What the control API answers: a list or an object, looked at field by field. */
export type Answer = ReturnType<typeof JSON.parse>;

/** The emulator's control API as a test calls it. */
export class ControlClient {
  constructor(readonly url: string) {}

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  post(path: string, body?: object): Promise<Answer> {
    return this.call('POST', path, body);
  }

  patch(path: string, body: object): Promise<Answer> {
    return this.call('PATCH', path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.call('DELETE', path);
  }

  /** The answer whatever its status. */
  async raw(method: string, path: string, body?: string | object): Promise<{ status: number; body: Answer }> {
    const response = await fetch(this.url + path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
    });
    return { status: response.status, body: await response.json() };
  }

  private async call(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await this.raw(method, path, body);
    if (answer.status !== 200)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
