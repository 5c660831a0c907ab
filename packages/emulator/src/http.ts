const LONGEST_MS = 60_000;

/** The emulator or the server has refused a request. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';

  constructor(
    call: string,
    /** Of the answer. */
    readonly status: number,
    /** The answer, as text. */
    readonly body: string,
  ) {
    super(`${call} answered ${status}: ${body}`);
  }
}

/** @returns the JSON of the answer, as text. @throws RequestRefused if the answer is not a success */
export async function request(
  base: string,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(base + path, {
    method,
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new RequestRefused(`${method} ${path}`, response.status, text);
  return text;
}
