import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { eventBody } from './body.js';
import { attemptHeaders, headerFaults, type Headers } from './headers.js';

const SECRET = 'Zürich-secret-with-ünicode';
const PREVIOUS = 'the-secret-of-last-year';
const EVENT = {
  id: 'evt_1',
  instanceId: 'my-bot-1',
  event: 'message',
  at: 1_735_118_400_000,
  sequence: 7,
  metadata: null,
  data: JSON.stringify({ id: '3EB0', text: 'Grüße 👋 "quoted"\n', at: 1.5, mentions: [] }),
};
const BODY = eventBody(EVENT);

function headersAt(at: number, secrets: { secret: string; previousSecret?: string }, custom: Headers = {}) {
  const identity = { delivery: 'dlv_1', attempt: 3, instanceId: 'my-bot-1', event: 'message', at };
  return attemptHeaders(identity, BODY, secrets, custom);
}

function libraryKey(secret: string): string {
  return `whsec_${Buffer.from(secret, 'utf8').toString('base64')}`;
}

/** Verifies a request as the plan's consumer does (appendix A.2): parse, serialise again, compare. */
function consumerAccepts(headers: Headers, body: Buffer, now: number): boolean {
  const timestamp = headers['X-Miaw-Timestamp'] ?? '';
  const parsed: unknown = JSON.parse(body.toString('utf8'));
  const computed = createHmac('sha256', SECRET + timestamp)
    .update(JSON.stringify(parsed))
    .digest('hex');
  return (
    headers['X-Miaw-Signature'] === `sha256=${computed}` && now - Number.parseInt(timestamp, 10) <= 300_000
  );
}

describe('a signed request', () => {
  const now = Date.now();

  it('is accepted by the consumer of the plan', () => {
    expect(consumerAccepts(headersAt(now, { secret: SECRET }), BODY, now + 1000)).toBe(true);
    expect(consumerAccepts(headersAt(now, { secret: PREVIOUS }), BODY, now)).toBe(false);
    expect(consumerAccepts(headersAt(now, { secret: SECRET }), Buffer.from('{"event":"other"}'), now)).toBe(
      false,
    );
  });

  it('is accepted by the Standard Webhooks library', () => {
    const headers = headersAt(now, { secret: SECRET });
    expect(new Webhook(libraryKey(SECRET)).verify(BODY, headers)).toMatchObject({ id: 'evt_1', sequence: 7 });
    expect(() => new Webhook(libraryKey(SECRET)).verify(Buffer.from('{}'), headers)).toThrow();
    expect(() => new Webhook(libraryKey('another')).verify(BODY, headers)).toThrow();
  });

  it('carries a second Standard Webhooks value while the secret is being replaced', () => {
    const headers = headersAt(now, { secret: SECRET, previousSecret: PREVIOUS });
    expect(new Webhook(libraryKey(SECRET)).verify(BODY, headers)).toBeDefined();
    expect(new Webhook(libraryKey(PREVIOUS)).verify(BODY, headers)).toBeDefined();
    expect(consumerAccepts(headers, BODY, now)).toBe(true);
  });

  it('is signed anew for each attempt, with milliseconds for us and seconds for the standard', () => {
    const first = headersAt(1_735_118_400_999, { secret: SECRET });
    const second = headersAt(1_735_118_460_000, { secret: SECRET });
    expect(first['X-Miaw-Timestamp']).toBe('1735118400999');
    expect(first['webhook-timestamp']).toBe('1735118400');
    expect(second['X-Miaw-Signature']).not.toBe(first['X-Miaw-Signature']);
    expect(second['webhook-signature']).not.toBe(first['webhook-signature']);
  });

  it('says what it is', () => {
    expect(headersAt(now, { secret: SECRET })).toMatchObject({
      'Content-Type': 'application/json',
      'X-Miaw-Instance': 'my-bot-1',
      'X-Miaw-Event': 'message',
      'X-Miaw-Delivery': 'dlv_1',
      'X-Miaw-Attempt': '3',
      'webhook-id': 'dlv_1',
    });
  });

  it('takes custom headers along, but never in place of ours', () => {
    const headers = headersAt(
      now,
      { secret: SECRET },
      {
        Authorization: 'Bearer abc',
        'x-miaw-signature': 'forged',
        'WEBHOOK-ID': 'forged',
        Host: 'elsewhere',
        'content-length': '3',
      },
    );
    expect(headers['Authorization']).toBe('Bearer abc');
    const forged = Object.entries(headers).filter(([, value]) =>
      ['forged', 'elsewhere', '3'].includes(value),
    );
    expect(forged).toEqual([['X-Miaw-Attempt', '3']]);
  });
});

describe('custom headers', () => {
  it.each([
    [{ Authorization: 'Bearer abc', 'X-Tenant': '7' }, 0],
    [{ 'X-Miaw-Event': 'a' }, 1],
    [{ 'Content-Type': 'a', Connection: 'close', 'user-agent': 'x' }, 3],
    [{ 'bad name': 'a', '': 'b' }, 2],
    [{ 'X-A': 'a\r\nX-B: b', 'X-C': 'ü' }, 2],
    [{ 'X-A': 'a'.repeat(5000) }, 1],
    [Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`X-${index}`, ''])), 1],
  ])('%j have %d faults', (headers, count) => expect(headerFaults(headers)).toHaveLength(count));
});
