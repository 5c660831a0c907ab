import { Webhook } from 'standardwebhooks';
import { generateTestHeaders, unwrap, WebhookVerificationError } from './webhooks.js';

const SECRET = 'a-secret-of-many-letters';
const STANDARD = `whsec_${btoa(SECRET)}`;
const EVENT = {
  event: 'message',
  instanceId: 'bot',
  timestamp: 1,
  id: 'evt_1',
  sequence: 7,
  data: { id: '3EB0', text: 'día' },
};
const body = JSON.stringify(EVENT);

describe('a webhook', () => {
  it.each([
    ['the secret', SECRET],
    ['the secret in its standard form', STANDARD],
    ['one of two secrets', ['another-secret', SECRET]],
  ])('is unwrapped with %s', async (_what, secrets) => {
    const headers = await generateTestHeaders({ body, secret: SECRET });
    expect(await unwrap(body, headers, secrets)).toEqual(EVENT);
    expect(await unwrap(new TextEncoder().encode(body), new Headers(headers), secrets)).toEqual(EVENT);
  });

  it('is signed as the library of Standard Webhooks signs', async () => {
    const library = new Webhook(STANDARD);
    const headers = await generateTestHeaders({ body, secret: STANDARD, id: 'dlv_1' });
    expect(library.verify(body, headers)).toEqual(EVENT);
    const at = new Date();
    const theirs = {
      'webhook-id': 'dlv_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': `v1,bm9uZQ== ${library.sign('dlv_1', at, body)} v2,x`,
    };
    expect(await unwrap(body, theirs, SECRET)).toEqual(EVENT);
  });

  it('may have a secret of the owner that looks like a standard one', async () => {
    const secret = 'whsec_not base64!';
    const headers = await generateTestHeaders({ body, secret });
    expect(await unwrap(body, headers, secret)).toEqual(EVENT);
  });

  it.each([
    ['another secret', body, {}, 'another-secret', {}],
    ['no secret at all', body, {}, [], {}],
    ['an empty secret', body, {}, '', {}],
    ['another body', `${body} `, {}, SECRET, {}],
    ['another id', body, { 'webhook-id': 'dlv_2' }, SECRET, {}],
    ['a header missing', body, { 'webhook-signature': undefined }, SECRET, {}],
    ['a signature that is no base64', body, { 'webhook-signature': 'v1,%' }, SECRET, {}],
    ['a time that is none', body, { 'webhook-timestamp': 'now' }, SECRET, {}],
    ['a signature that is too old', body, {}, SECRET, { toleranceMs: -1 }],
  ])('is refused with %s', async (_what, text, change, secrets, options) => {
    const headers = { ...(await generateTestHeaders({ body, secret: SECRET })), ...change };
    await expect(unwrap(text, headers, secrets, options)).rejects.toThrow(WebhookVerificationError);
  });

  it('is refused if it is signed, and no event', async () => {
    const headers = await generateTestHeaders({ body: '{}', secret: SECRET });
    await expect(unwrap('{}', headers, SECRET)).rejects.toThrow('the body is not an event');
  });

  it('of long ago or far ahead is refused', async () => {
    for (const ms of [-301_000, 302_000]) {
      const headers = await generateTestHeaders({ body, secret: SECRET, at: new Date(Date.now() + ms) });
      await expect(unwrap(body, headers, SECRET)).rejects.toThrow('too far from now');
    }
  });
});
