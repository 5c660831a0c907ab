import { createHmac } from 'node:crypto';
import type { PayloadFormat, WebhookEvent } from '#libs/events';
import { eventBody } from '../body.js';
import type { Headers } from '../headers.js';
import { EVOLUTION } from './evolution.js';
import { type ForeignEvent, shaped, type Shapes } from './foreign-event.js';
import { WAHA } from './waha.js';

const SHAPES: Readonly<Record<Exclude<PayloadFormat, 'miaw'>, Shapes>> = { evolution: EVOLUTION, waha: WAHA };

/** Whether an event has a form of its own in a format; the others come in ours. */
export function isShaped(format: PayloadFormat, event: WebhookEvent): boolean {
  return format !== 'miaw' && Object.hasOwn(SHAPES[format], event);
}

/** The body of a request: JSON in UTF-8, in the format of the endpoint if it has such an event, otherwise in ours. */
export async function bodyIn(format: PayloadFormat, event: ForeignEvent): Promise<Buffer> {
  const body = format === 'miaw' ? undefined : await shaped(SHAPES[format], event);
  return body === undefined ? eventBody(event) : Buffer.from(JSON.stringify(body), 'utf8');
}

/** What an attempt has in its headers besides ours. @param at when it begins, epoch ms */
export function headersIn(
  format: PayloadFormat,
  { delivery, at }: { delivery: string; at: number },
  body: Uint8Array,
  secret: string,
): Headers {
  if (format !== 'waha') return {};
  return {
    'X-Webhook-Request-Id': delivery,
    'X-Webhook-Timestamp': String(at),
    'X-Webhook-Hmac': createHmac('sha512', secret).update(body).digest('hex'),
    'X-Webhook-Hmac-Algorithm': 'sha512',
  };
}
