import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a signature may be, and how far ahead of this clock. The server signs each attempt anew. */
export const TOLERANCE_MS = 5 * 60_000;

/**
 * The secret of the endpoint at a URL. It need not be stored: it follows from the API key, which n8n keeps encrypted.
 * @returns 64 hexadecimal digits
 */
export function secretFor(apiKey: string, url: string): string {
  return createHmac('sha256', apiKey).update(`n8n webhook ${url}`).digest('hex');
}

/**
 * Whether a request comes from the server, and right now.
 * @param body the bytes as they came
 * @param signature `X-Miaw-Signature`: `sha256=` and a hexadecimal HMAC
 * @param timestamp `X-Miaw-Timestamp`: ms since 1970
 * @param now ms since 1970
 */
export function isGenuine(
  body: Buffer,
  signature: unknown,
  timestamp: unknown,
  secret: string,
  now: number,
): boolean {
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d+$/.test(timestamp))
    return false;
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_MS) return false;
  const hmac = createHmac('sha256', secret + timestamp).update(body);
  const [expected, received] = [Buffer.from(`sha256=${hmac.digest('hex')}`), Buffer.from(signature)];
  return received.length === expected.length && timingSafeEqual(received, expected);
}
