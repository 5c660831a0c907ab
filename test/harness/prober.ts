import { dataOf, errorOf, type Fault } from './envelope.js';
import { type Answer, type Call, Caller } from './http.js';

/** Adds what the request was to a failure: loops send thousands. */
export function about<T>(request: unknown, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error) error.message = `${JSON.stringify(request).slice(0, 600)}\n${error.message}`;
    throw error;
  }
}

/** What a request may be answered that no client makes on purpose. */
const DECENT = new Set([200, 201, 202, 400, 404, 405, 409, 413, 415, 422, 503]);

/** Sends what ought to be refused, and sees that it is. */
export class Prober extends Caller {
  async refused(request: Call, code: string): Promise<Fault & { answer: Answer }> {
    const answer = await this.call(request);
    return about(request, () => {
      const fault = errorOf(answer);
      expect(fault.code).toBe(code);
      return { ...fault, answer };
    });
  }

  /** INVALID_REQUEST for a field, which the answer names, and none besides. */
  async refusedFor(field: string, request: Call): Promise<void> {
    const { fields } = await this.refused(request, 'INVALID_REQUEST');
    about(request, () => {
      expect(fields.length).toBeGreaterThan(0);
      for (const named of fields) expect(named.split('.')[0]).toBe(field);
    });
  }

  /**
   * A success or a refusal, in its envelope, and no failure of the server.
   * @param seed of the request, to be told where it is not
   */
  async decent(request: Call, seed: number): Promise<Answer> {
    const answer = await this.call(request);
    return about({ seed, request }, () => {
      // A receiver did not accept a test.
      if (answer.status === 500) expect(errorOf(answer).code).toBe('WEBHOOK_FAILED');
      else expect(DECENT).toContain(answer.status);
      if (answer.status < 400) dataOf(answer);
      else errorOf(answer);
      return answer;
    });
  }
}
