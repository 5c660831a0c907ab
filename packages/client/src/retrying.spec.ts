import { retrying } from './retrying.js';

const URL = 'http://server/';
const KEYED = { method: 'POST', headers: { 'Idempotency-Key': 'k' }, body: '{"text":"Hello"}' };
const OPTIONS = { maxRetries: 3, maxRetryWaitMs: 60_000 };

type Answering = (attempt: number) => Response | Error;

/** A server that answers one attempt after the other, and what it got. */
function server(answering: Answering, signal?: AbortSignal) {
  const got: { key: string | null; body: string }[] = [];
  const fetching: typeof fetch = async (input) => {
    const request = new Request(input);
    got.push({ key: request.headers.get('Idempotency-Key'), body: await request.text() });
    const answer = answering(got.length);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { got, send: retrying(fetching, OPTIONS, signal) };
}

function refusal(status: number, outcome?: string, retryAfter = '0'): Response {
  const error = { code: 'X', details: { outcome } };
  return Response.json({ success: false, error }, { status, headers: { 'Retry-After': retryAfter } });
}

const ok = () => Response.json({ success: true });

describe('a request', () => {
  it.each([
    ['too many requests', () => refusal(429)],
    ['a time-out of which nobody knows whether it had its effect', () => refusal(504, 'unknown')],
    ['a server that is not ready', () => refusal(503)],
    ['a proxy without a server', () => new Response('', { status: 502, headers: { 'Retry-After': '0' } })],
  ])('is repeated with its key and its body after %s', async (_what, failing) => {
    const { got, send } = server((attempt) => (attempt < 3 ? failing() : ok()));
    expect((await send(URL, KEYED)).status).toBe(200);
    expect(got).toEqual([1, 2, 3].map(() => ({ key: 'k', body: KEYED.body })));
  });

  it('without a key is repeated only if it had no effect', async () => {
    const post = { method: 'POST' };
    for (const [answer, attempts] of [
      [() => refusal(429), 4],
      [() => refusal(503, 'not_sent'), 4],
      [() => refusal(504, 'not_sent'), 4],
      [() => refusal(504, 'unknown'), 1],
      [() => refusal(503), 1],
    ] as const) {
      const { got, send } = server(answer);
      await send(URL, post);
      expect(got).toHaveLength(attempts);
    }
    const broken = server(() => new TypeError('broken'));
    await expect(broken.send(URL, post)).rejects.toThrow('broken');
    expect(broken.got).toHaveLength(1);
  });

  it.each([400, 404, 409, 422, 500])('that was refused with %d is not repeated', async (status) => {
    const { got, send } = server(() => refusal(status));
    expect((await send(URL, KEYED)).status).toBe(status);
    expect(got).toHaveLength(1);
  });

  it('is not repeated if the wait would be too long', async () => {
    const { got, send } = server(() => refusal(429, undefined, '61'));
    expect((await send(URL, KEYED)).status).toBe(429);
    expect(got).toHaveLength(1);
  });

  it('ends when it is aborted, also while it waits', async () => {
    const controller = new AbortController();
    const { send } = server(() => {
      queueMicrotask(() => controller.abort(new Error('enough')));
      return refusal(429, undefined, '50');
    }, controller.signal);
    await expect(send(URL, KEYED)).rejects.toThrow('enough');
  });
});
