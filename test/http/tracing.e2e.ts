import { randomBytes } from 'node:crypto';
import { Bot } from '../harness/bot.js';
import { Collector, type CollectedSpan } from '../harness/collector.js';
import { API_KEY } from '../harness/server.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld, type World } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550001111';
/** Headers of requests that belong to no trace. */
const UNTRACED: Record<string, string>[] = [{}, { traceparent: '00-nonsense-01' }];
const SECRET_TEXT = 'a text that nobody else may read';

/** The ids of a new trace, and the header that passes it on. */
function newTrace(): { traceId: string; spanId: string; header: string } {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, header: `00-${traceId}-${spanId}-01` };
}

async function send(world: World, headers: Record<string, string>): Promise<string> {
  const answer = await world.api.raw('/api/v1/instances/bot/messages/text', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ to: PERSON, text: SECRET_TEXT }),
  });
  expect(answer.status).toBe(200);
  const { data } = Object(await answer.json());
  return String(data.messageId);
}

function statusOf(id: string): (arrival: Arrival) => boolean {
  return ({ event, data }) => event === 'message_status' && data['messageId'] === id;
}

function traceparentOf({ headers }: Arrival): { traceId: string; spanId: string } {
  const [, traceId = '', spanId = ''] = String(headers['traceparent']).split('-');
  return { traceId, spanId };
}

describe('with a collector', () => {
  let collector: Collector;
  const world = useWorld(async () => {
    collector = await Collector.start();
    return { ...collector.variables, WEBHOOK_RETRY_DELAY_MS: '100', WEBHOOK_MAX_RETRIES: '1000' };
  });
  const bot = new Bot(world, 'bot', BOT);
  beforeAll(async () => bot.link());
  afterAll(async () => collector.stop());

  async function span(
    name: string,
    fits: (span: CollectedSpan) => boolean = () => true,
  ): Promise<CollectedSpan> {
    return collector.spans.first((each) => each.name === name && fits(each), `the span ${name}`);
  }

  it('a request, its send, the events that follow and their attempts are one trace of the caller', async () => {
    const { traceId, spanId, header } = newTrace();
    const id = await send(world, { traceparent: header });
    const arrival = await world.receiver.arrivals.first(statusOf(id), 'the status');

    const within = (each: CollectedSpan): boolean => each.traceId === traceId;
    const request = await span('POST /api/v1/instances/:instanceId/messages/text', within);
    expect(request).toMatchObject({
      parentSpanId: spanId,
      service: 'miaw-api',
      attributes: { 'http.response.status_code': 200, 'miaw.operation': 'sendText', 'miaw.instance': 'bot' },
    });
    const sent = await span('send', within);
    expect(sent).toMatchObject({
      parentSpanId: request.spanId,
      attributes: { 'messaging.message.id': id, 'miaw.outcome': 'sent' },
    });
    const event = await span('event message_status', within);
    expect(event.parentSpanId).toBe(sent.spanId);
    const attempt = await span('deliver message_status', within);
    expect(attempt).toMatchObject({
      parentSpanId: event.spanId,
      attributes: { 'http.response.status_code': 200 },
    });
    expect(traceparentOf(arrival)).toEqual({ traceId, spanId: attempt.spanId });
  });

  it('a request without a trace, or with a malformed one, begins its own', async () => {
    for (const headers of UNTRACED) {
      const id = await send(world, headers);
      const sent = await span('send', ({ attributes }) => attributes['messaging.message.id'] === id);
      const request = await span(
        'POST /api/v1/instances/:instanceId/messages/text',
        (each) => each.traceId === sent.traceId,
      );
      expect(request.parentSpanId).toBe('');
    }
  });

  it('a message that arrives is one trace with its attempts, over kill -9 and a restart', async () => {
    world.receiver.answer = () => ({ status: 500 });
    const from = world.receiver.mark;
    const id = await world.emulator.send(PERSON, { to: BOT, text: SECRET_TEXT });
    const received = await span('receive', ({ attributes }) => attributes['messaging.message.id'] === id);
    const event = await span('event message', (each) => each.traceId === received.traceId);
    expect([received.parentSpanId, event.parentSpanId]).toEqual(['', received.spanId]);
    const failed = await span('deliver message', (each) => each.traceId === received.traceId);
    expect(failed.attributes).toMatchObject({ 'error.type': 'http_500', 'miaw.attempt': 1 });

    await world.api.kill();
    const lines = world.api.hear();
    await world.api.start();
    const told = (line: string): boolean =>
      line.includes('a delivery attempt failed') && line.includes(`"traceId":"${received.traceId}"`);
    await eventually(
      async () => lines.some(told),
      (there) => there,
      'the line of a later attempt',
    );
    world.receiver.answer = () => ({ status: 200 });
    const delivered = await span(
      'deliver message',
      ({ traceId, attributes }) =>
        traceId === received.traceId && attributes['http.response.status_code'] === 200,
    );
    expect(delivered.parentSpanId).toBe(event.spanId);
    const arrivals = world.receiver.arrivals.all.slice(from).filter(({ data }) => data['id'] === id);
    expect(new Set(arrivals.map((arrival) => traceparentOf(arrival).traceId))).toEqual(
      new Set([received.traceId]),
    );
    expect(arrivals.map((arrival) => traceparentOf(arrival).spanId)).toContain(delivered.spanId);
  });

  it('nothing private leaves in spans', () => {
    expect(collector.spans.all.length).toBeGreaterThan(10);
    for (const secret of [SECRET_TEXT, API_KEY, PERSON, BOT, '@s.whatsapp.net', '@lid'])
      expect(collector.text).not.toContain(secret);
  });
});

describe('without a collector', () => {
  const world = useWorld();
  const bot = new Bot(world, 'bot', BOT);
  beforeAll(async () => bot.link());

  it('the trace of a caller is passed on to webhooks, and none is made up', async () => {
    const { traceId, spanId, header } = newTrace();
    const id = await send(world, { traceparent: header });
    expect(traceparentOf(await world.receiver.arrivals.first(statusOf(id), 'the status'))).toEqual({
      traceId,
      spanId,
    });
    for (const headers of UNTRACED) {
      const untraced = await send(world, headers);
      const arrival = await world.receiver.arrivals.first(statusOf(untraced), 'the status');
      expect(arrival.headers['traceparent']).toBeUndefined();
    }
  });
});

describe('with a collector that is gone', () => {
  const world = useWorld(async () => {
    const collector = await Collector.start();
    const { variables } = collector;
    await collector.stop();
    return variables;
  });
  const bot = new Bot(world, 'bot', BOT);
  beforeAll(async () => bot.link());

  it('everything works, the log says so once, and the server ends properly', async () => {
    const lines = world.api.hear();
    const id = await send(world, {});
    await world.receiver.arrivals.first(statusOf(id), 'the status');
    expect(await world.api.halt()).toBe(0);
    await world.api.start();
    await bot.reaches('connected');
    await send(world, {});
    const complaints = () => lines.filter((line) => line.includes('traces cannot be exported')).length;
    await eventually(
      async () => complaints(),
      (count) => count > 0,
      'a complaint',
    );
    expect(await world.api.halt()).toBe(0);
    expect(complaints()).toBeLessThanOrEqual(2);
    await world.api.start();
  });
});
