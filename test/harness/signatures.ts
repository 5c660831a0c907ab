import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Arrival } from './receiver.js';
import { WEBHOOK_SECRET } from './server.js';

/** Whether the consumer of the plan's appendix A.2, which makes the body anew, accepts a webhook. */
export function planAccepts({ headers, raw }: Arrival): boolean {
  const timestamp = String(headers['x-miaw-timestamp']);
  const computed = createHmac('sha256', WEBHOOK_SECRET + timestamp)
    .update(JSON.stringify(JSON.parse(raw)))
    .digest('hex');
  return headers['x-miaw-signature'] === `sha256=${computed}`;
}

/** Whether the Standard Webhooks library accepts a webhook. */
export function standardAccepts({ headers, raw }: Arrival, secret = WEBHOOK_SECRET): boolean {
  const library = new Webhook(`whsec_${Buffer.from(secret).toString('base64')}`);
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  try {
    library.verify(raw, Object.fromEntries(names.map((name) => [name, String(headers[name])])));
    return true;
  } catch {
    return false;
  }
}

/** The number of the attempt that a webhook is. */
export function attemptOf({ headers }: Arrival): number {
  return Number(headers['x-miaw-attempt']);
}

/** Which delivery a webhook belongs to. */
export function deliveryOf({ headers }: Arrival): string {
  return String(headers['x-miaw-delivery']);
}
