import type { ErrorEnvelope } from '../../packages/client/src/generated/index.js';

/** What the API answered: `data` or `error`. */
export interface Outcome<T> {
  /** HTTP status. */
  code: number | undefined;
  data?: T;
  error?: ErrorEnvelope['error'];
}

/** Takes the answer of a generated function out of its envelope. */
export async function outcomeOf<T>(
  call: Promise<{ data?: { data: T }; error?: ErrorEnvelope; response?: Response }>,
): Promise<Outcome<T>> {
  const { data, error, response } = await call;
  return { code: response?.status, data: data?.data, error: error?.error };
}

/** An error that a test expects: its status and code, and what its message or its fields have to say. */
export function refused(code: number, name: string, reason?: RegExp) {
  const error = { code: name, ...(reason && { message: expect.stringMatching(reason) }) };
  return { code, data: undefined, error: expect.objectContaining(error) };
}
