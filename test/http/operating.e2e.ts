import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { errorOf } from '../harness/envelope.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { Caller } from '../harness/http.js';
import { Person } from '../harness/person.js';
import { freePort, ROOT } from '../harness/process.js';
import { ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550001111';
const NOBODY = '15550009999';
const document = Document.read();

let port: number;
const world = useWorld(async () => {
  port = await freePort();
  return { METRICS_PORT: String(port) };
});
const bot = new Bot(world, 'bot', BOT);
const person = new Person(world, PERSON, bot);

/** Values by name and labels, as `name{label="value"}`. */
async function metrics(): Promise<Map<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))] as const;
    }),
  );
}

async function value(name: string): Promise<number> {
  return (await metrics()).get(name) ?? 0;
}

describe('the metrics', () => {
  it('need a key with a scope of their own, except on their own port', async () => {
    const { caller } = await makeKey(world.api.url, { scopes: ['metrics:read'] });
    const answer = await caller.call({ path: '/metrics' });
    expect(document.faults('getMetrics', answer)).toEqual([]);
    expect(answer.status).toBe(200);
    const other = await makeKey(world.api.url, { scopes: ['messages:read'] });
    expect((await other.caller.call({ path: '/metrics' })).status).toBe(403);
    expect((await new Caller(world.api.url).call({ path: '/metrics' })).status).toBe(401);
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/instances`)).status).toBe(404);
  });

  it('agree with what the receiver, the person and the caller have seen', async () => {
    await bot.link();
    await world.emulator.post('/phones', { phone: NOBODY, registered: false });
    expect(await value('miaw_instances{status="connected"}')).toBe(1);
    const before = await metrics();
    const since = async (name: string): Promise<number> => (await value(name)) - (before.get(name) ?? 0);

    for (let n = 0; n < 5; n += 1) await person.gets(`text ${n}`);
    await world.emulator.fault({ kind: 'ack-error', to: PERSON, code: 463, times: 1 });
    await bot.text(PERSON, 'refused');
    await bot.text(NOBODY, 'nobody');
    for (let n = 0; n < 4; n += 1) await person.writes(`answer ${n}`);
    await world.emulator.request('DELETE', '/faults');

    expect(await person.texts()).toHaveLength(5);
    expect(await since('miaw_sends_total{outcome="sent"}')).toBe(5);
    expect(await since('miaw_sends_total{outcome="refused"}')).toBe(1);
    expect(await since('miaw_sends_total{outcome="not_sent"}')).toBe(1);
    expect(await since('miaw_send_ack_seconds_count')).toBe(6);
    expect(await since('miaw_events_total{event="message"}')).toBe(4);
    expect(await since('miaw_event_lag_seconds_count')).toBe(4);
    expect(await since('miaw_http_request_duration_seconds_count{operation="sendText",status="2xx"}')).toBe(
      5,
    );

    const pending = async () => value('miaw_deliveries_pending');
    await eventually(pending, (count) => count === 0, 'all deliveries');
    const delivered = await value('miaw_delivery_attempts_total{outcome="delivered"}');
    expect(delivered).toBe(world.receiver.arrivals.all.length);
    const events = [...(await metrics())].filter(([name]) => name.startsWith('miaw_events_total'));
    expect(events.reduce((sum, [, count]) => sum + count, 0)).toBe(delivered);
    expect(await since('miaw_commits_total{result="committed"}')).toBeGreaterThan(10);
    await eventually(
      () => value('miaw_inbox_open'),
      (open) => open === 0,
      'the inbox to be processed',
    );
  });

  it('count sends that are refused because there is no connection', async () => {
    const name = 'miaw_sends_total{outcome="not_sent"}';
    const before = await value(name);
    await bot.disconnect();
    const media = EXAMPLE_FILES.image;
    expect((await bot.text(PERSON, 'not now')).code).toBe(503);
    expect((await bot.media('image', { to: PERSON, media })).code).toBe(503);
    expect((await value(name)) - before).toBe(2);
    await bot.connect();
    await bot.reaches('connected');
  });

  it('show what a receiver that fails leaves behind, and how old it is', async () => {
    world.receiver.answer = () => ({ status: 500 });
    await world.emulator.send(PERSON, { to: BOT, text: 'nobody hears this' });
    const retried = async () => value('miaw_delivery_attempts_total{outcome="retried"}');
    await eventually(retried, (count) => count > 0, 'an attempt to fail');
    expect(await value('miaw_deliveries_pending')).toBeGreaterThan(0);
    await eventually(
      () => value('miaw_deliveries_oldest_seconds'),
      (seconds) => seconds > 0,
      'the delivery to age',
    );
    world.receiver.answer = () => ({ status: 200 });
  });

  it('are all that the dashboard and the alert rules ask for', async () => {
    const files = ['grafana/miaw-api.json', 'prometheus/alerts.yml'].map((file) =>
      readFileSync(join(ROOT, 'deploy', file), 'utf8'),
    );
    const asked = new Set(files.flatMap((text) => text.match(/\b(?:miaw|process|nodejs)_[a-z0-9_]+/g) ?? []));
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    const text = await answer.text();
    const offered = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [String(name)],
    );
    expect(asked.size).toBeGreaterThan(15);
    expect([...asked].filter((name) => !offered.includes(name))).toEqual([]);
  });

  it('have no label that grows', async () => {
    for (let n = 0; n < 3; n += 1) await new Bot(world, `more-${n}`).create();
    const names = [...(await metrics()).keys()].filter((name) => /more-|bot|15550001111/.test(name));
    expect(names).toEqual([]);
  });
});

describe('the probes', () => {
  it('answer everybody', async () => {
    const stranger = new Caller(world.api.url);
    for (const path of ['/livez', '/readyz']) expect((await stranger.call({ path })).status).toBe(200);
    stranger.close();
  });

  it('say that the server is not ready when its disk is gone, and that it lives', async () => {
    const api = await ApiServer.start({});
    const stranger = new Caller(api.url);
    rmSync(api.directory, { recursive: true, force: true });
    const answer = await stranger.call({ path: '/readyz' });
    expect(document.faults('getReadiness', answer)).toEqual([]);
    expect(errorOf(answer)).toMatchObject({ code: 'NOT_READY', details: { freeBytes: 0 } });
    expect((await stranger.call({ path: '/livez' })).status).toBe(200);
    stranger.close();
    await api.stop();
  });
});

describe('a port of the metrics that is taken', () => {
  it('keeps the server from starting, with a clear word', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const number = typeof address === 'object' ? address?.port : undefined;
    await expect(ApiServer.start({ METRICS_PORT: String(number) })).rejects.toThrow();
    taken.close();
  });
});
