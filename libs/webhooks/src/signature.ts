import { createHmac } from 'node:crypto';

/** The secrets that sign requests. */
export interface SigningSecrets {
  secret: string;
  /** For receivers that do not have the new secret yet: adds a second Standard Webhooks signature. */
  previousSecret?: string;
}

/**
 * The value of `X-Miaw-Signature`: HMAC-SHA256 in hex, keyed with the secret followed by the timestamp.
 * @param timestamp epoch ms, as in `X-Miaw-Timestamp`
 * @param body the exact bytes that are sent
 */
export function miawSignature(secret: string, timestamp: number, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', `${secret}${timestamp}`).update(body).digest('hex')}`;
}

/**
 * The value of `webhook-signature` (Standard Webhooks 1.0.0, symmetric): one `v1` value per secret. The key is
 * the secret's UTF-8 bytes; the standard's libraries take it as `whsec_` and the base64 of those bytes.
 * @param id as in `webhook-id`
 * @param seconds epoch seconds, as in `webhook-timestamp`
 */
export function standardSignature(
  { secret, previousSecret }: SigningSecrets,
  id: string,
  seconds: number,
  body: Uint8Array,
): string {
  const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
  return secrets.map((key) => `v1,${sign(key, `${id}.${seconds}.`, body)}`).join(' ');
}

function sign(key: string, prefix: string, body: Uint8Array): string {
  return createHmac('sha256', Buffer.from(key, 'utf8')).update(prefix).update(body).digest('base64');
}
