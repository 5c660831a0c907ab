import { createHmac } from 'node:crypto';
import { isGenuine, secretFor } from './signature.js';

const NOW = 1_735_118_400_000;
const BODY = Buffer.from('{"event":"message"}');
const SECRET = secretFor('a key of the server', 'https://n8n.example.com/webhook/1/webhook');

const signed = (timestamp = String(NOW), body = BODY, secret = SECRET) =>
  `sha256=${createHmac('sha256', secret + timestamp)
    .update(body)
    .digest('hex')}`;

describe('the signature of a delivery', () => {
  it('is genuine for the very bytes, the secret and the time', () => {
    expect(isGenuine(BODY, signed(), String(NOW), SECRET, NOW)).toBe(true);
    for (const other of [
      isGenuine(Buffer.from('{"event": "message"}'), signed(), String(NOW), SECRET, NOW),
      isGenuine(BODY, signed(String(NOW), BODY, 'another secret'), String(NOW), SECRET, NOW),
      isGenuine(BODY, signed(), String(NOW + 1), SECRET, NOW),
      isGenuine(BODY, signed().slice(0, -1), String(NOW), SECRET, NOW),
      isGenuine(BODY, undefined, String(NOW), SECRET, NOW),
      isGenuine(BODY, signed('now'), 'now', SECRET, NOW),
      isGenuine(BODY, signed(), [String(NOW)], SECRET, NOW),
    ])
      expect(other).toBe(false);
  });

  it('is too old after five minutes, and too young before', () => {
    const minutes = (count: number) => NOW + count * 60_000;
    expect([-5, 0, 5].map((count) => isGenuine(BODY, signed(), String(NOW), SECRET, minutes(count)))).toEqual(
      [true, true, true],
    );
    for (const at of [minutes(5) + 1, minutes(-5) - 1])
      expect(isGenuine(BODY, signed(), String(NOW), SECRET, at)).toBe(false);
  });

  it('is made with a secret that the server accepts, one for each address and key', () => {
    expect(SECRET).toMatch(/^[0-9a-f]{64}$/);
    expect(secretFor('another key', 'https://n8n.example.com/webhook/1/webhook')).not.toBe(SECRET);
    expect(secretFor('a key of the server', 'https://n8n.example.com/webhook/2/webhook')).not.toBe(SECRET);
  });
});
