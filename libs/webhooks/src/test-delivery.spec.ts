import { ManualClock } from '#libs/observability';
import { Poster, type PostOutcome, type PostRequest } from './poster.js';
import { miawSignature } from './signature.js';
import { TestDelivery } from './test-delivery.js';

const OWN = { secret: 'its own', previous_secret: null, previous_until: null };

class OnePost extends Poster {
  request: PostRequest | undefined;

  constructor(
    private readonly clock: ManualClock,
    private readonly outcome: PostOutcome | undefined,
  ) {
    super();
  }

  async post(request: PostRequest): Promise<PostOutcome | undefined> {
    this.request = request;
    this.clock.advance(42);
    return this.outcome;
  }
}

describe('a test of a target', () => {
  const config = {
    webhookUrl: 'https://hooks.test/',
    headers: { 'X-Tenant': '7' },
    format: 'miaw' as const,
    timeoutMs: 700,
  };

  function tested(outcome: PostOutcome | undefined, event?: 'message') {
    const clock = new ManualClock();
    const poster = new OnePost(clock, outcome);
    const options = { secret: 's3cret', successStatus: [] };
    return {
      poster,
      result: new TestDelivery(options, { poster, clock }).send(OWN, config, { instanceId: 'bot', event }),
    };
  }

  it('is one signed post of a test event outside the event log', async () => {
    const { poster, result } = tested({ status: 200, response: 'hello', retryAfter: null });
    expect(await result).toEqual({ delivered: true, status: 200, latencyMs: 42, body: 'hello' });
    expect(poster.request).toMatchObject({
      url: 'https://hooks.test/',
      timeoutMs: 700,
      headers: { 'X-Tenant': '7', 'X-Miaw-Event': 'test', 'X-Miaw-Instance': 'bot', 'X-Miaw-Attempt': '1' },
    });
    const { headers = {}, body: bytes = Buffer.of() } = poster.request ?? {};
    expect(headers['X-Miaw-Signature']).toBe(
      miawSignature('its own', Number(headers['X-Miaw-Timestamp']), bytes),
    );
    const body: unknown = JSON.parse(Buffer.from(poster.request?.body ?? []).toString('utf8'));
    expect(body).toMatchObject({ event: 'test', instanceId: 'bot', sequence: 0, data: {} });
  });

  it('can be an example of any event', async () => {
    const { poster, result } = tested({ status: 204, response: '', retryAfter: null }, 'message');
    expect(await result).toMatchObject({ delivered: true });
    expect(poster.request?.headers).toMatchObject({ 'X-Miaw-Event': 'message' });
    const body: unknown = JSON.parse(Buffer.from(poster.request?.body ?? []).toString('utf8'));
    expect(body).toMatchObject({ event: 'message', sequence: 0, data: { type: 'text', isGroup: false } });
  });

  it.each([
    [
      { status: 404, response: 'nope', retryAfter: null },
      { status: 404, body: 'nope', error: 'http_404' },
    ],
    [{ status: null, error: 'dns' }, { error: 'dns' }],
    [undefined, { error: 'aborted' }],
  ])('tells what went wrong: %j', async (outcome, expected) => {
    expect(await tested(outcome).result).toEqual({ delivered: false, latencyMs: 42, ...expected });
  });

  it('needs a URL', async () => {
    const clock = new ManualClock();
    const parts = { clock, poster: new OnePost(clock, undefined) };
    const test = new TestDelivery({ secret: 's', successStatus: [] }, parts);
    const outcome = await test.send(
      OWN,
      { webhookUrl: null, headers: {}, format: 'miaw', timeoutMs: null },
      { instanceId: 'bot' },
    );
    expect(outcome).toEqual({ delivered: false, latencyMs: 0, error: 'no_url' });
  });
});
