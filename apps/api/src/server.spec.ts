import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { jest } from '@jest/globals';
import supertest from 'supertest';
import { loadConfig } from '#libs/config';
import { createLogger } from '#libs/observability';
import { InstancesRepository } from '#libs/storage';
import { Engine } from './engine/engine.js';
import { ERRORS, isErrorCode } from './http/error-catalogue.js';
import type { FieldFault } from './http/fault.js';
import type { RouteTable } from './http/route-table.js';
import { createApp } from './server.js';

/** What everyone may read. */
const PUBLIC_ROUTES = ['/openapi.json', '/health', '/api/v1/health', '/livez', '/readyz'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const KEY = { 'x-api-key': 'k3y' };
const JSON_TYPE = { 'content-type': 'application/json' };

interface Answer {
  statusCode: number;
  headers: Record<string, unknown>;
  body: string;
}

describe('the HTTP side', () => {
  let directory: string;
  let engine: Engine;
  let app: NestFastifyApplication;
  let routes: RouteTable;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-api-'));
    const config = loadConfig({ API_KEY: 'k3y', API_WEBHOOK_SECRET: 's3cret', SESSION_PATH: directory });
    const logger = createLogger('silent');
    engine = await Engine.open(config, logger);
    ({ app, routes } = await createApp(config, logger, engine));
    await app.listen(0, '127.0.0.1');
  });

  afterAll(async () => {
    await app.close();
    await engine.abandon();
    rmSync(directory, { recursive: true });
  });

  /** A request over a connection, without the key. */
  const request = () => supertest(app.getHttpServer());

  /** The error of an answer, after checking that it is what every error is. */
  function errorOf(answer: Answer): { code: string; details?: { fields?: FieldFault[] } } {
    const { success, error } = JSON.parse(answer.body);
    const code = String(error.code);
    expect(success).toBe(false);
    expect(isErrorCode(code) && ERRORS[code].status).toBe(answer.statusCode);
    expect(error.correlationId).toBe(answer.headers['x-request-id']);
    expect(answer.body).not.toMatch(/node_modules|\/src\/|FST_|SyntaxError|\bat /);
    return error;
  }

  async function post(
    url: string,
    payload: string,
    headers: Record<string, string> = JSON_TYPE,
  ): Promise<Answer> {
    return app.inject({ method: 'POST', url, payload, headers: { ...KEY, ...headers } });
  }

  it('asks for the key on every route but those that are public', async () => {
    const open: string[] = [];
    for (const { method: name, pattern } of routes.list()) {
      const method = METHODS.find((known) => known === name);
      const answer = await app.inject({ method: method ?? 'HEAD', url: pattern.replaceAll(/:\w+/g, 'x') });
      if (answer.statusCode !== 401) open.push(pattern);
    }
    expect(routes.list().length).toBeGreaterThan(15);
    expect(new Set(open)).toEqual(new Set(PUBLIC_ROUTES));
  });

  it.each(PUBLIC_ROUTES)('shows %s to everyone', async (url) => {
    await request().get(url).expect(200);
  });

  it('wraps what handlers answer', async () => {
    const { body } = await request()
      .get('/health')
      .expect(200)
      .expect('X-Request-Id', /^[0-9a-f-]{36}$/);
    expect(body).toMatchObject({ success: true, data: { status: 'ok', instances: { total: 0 } } });
  });

  it('leaves the OpenAPI document as it is', async () => {
    const { body } = await request().get('/openapi.json').expect('Content-Encoding', 'gzip');
    expect(body).toMatchObject({ openapi: '3.1.0' });
  });

  it('sends the OpenAPI document only to those who do not have it', async () => {
    const { headers } = await request().get('/openapi.json');
    const tag = String(headers['etag']);
    await request().get('/openapi.json').set('If-None-Match', tag).expect(304).expect('ETag', tag);
  });

  it.each(['/health', '/api/v1/health'])('reads no instance to answer %s', async (url) => {
    const all = jest.spyOn(InstancesRepository.prototype, 'all');
    await request().get(url).expect(200);
    expect(all).not.toHaveBeenCalled();
  });

  it('answers 401 before it looks at anything else', async () => {
    const huge = 'x'.repeat(2 * 1024 * 1024);
    for (const url of [
      '/api/v1/instances',
      '/api/v1/nowhere',
      '/%61pi/v1/instances',
      '/api/v1/instances/..%2Fx',
    ]) {
      const answer = await app.inject({ method: 'POST', url, payload: huge, headers: JSON_TYPE });
      expect(errorOf(answer).code).toBe('UNAUTHORIZED');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it.each([
    ['malformed JSON', '{"instanceId":'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['a poisoned prototype', '{"instanceId":"a","__proto__":{"x":1}}'],
    ['a name that objects are born with', '{"instanceId":"a","toString":"x"}'],
    ['an unknown field', '{"instanceId":"a","nonsense":1}'],
    ['deep nesting', `{"instanceId":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
    ['no fields', ''],
    ['a hostile id', '{"instanceId":"../x"}'],
    ['an id that is a number', '{"instanceId":7}'],
    ['a null where none is allowed', '{"instanceId":"a","webhookEnabled":null}'],
    ['an unknown event', '{"instanceId":"a","webhookEvents":["massage"]}'],
    ['an event twice', '{"instanceId":"a","webhookEvents":["message","message"]}'],
    ['another protocol', '{"instanceId":"a","webhookUrl":"ftp://example.com"}'],
    ['a URL with a password', '{"instanceId":"a","webhookUrl":"https://u:p@example.com"}'],
  ])('refuses %s and names the field', async (_name, payload) => {
    const error = errorOf(await post('/api/v1/instances', payload));
    expect(error.code).toBe('INVALID_REQUEST');
    expect(error.details?.fields?.[0]?.field).toEqual(expect.any(String));
  });

  it.each([
    ['/api/v1/instances', '{}', { field: 'instanceId', reason: 'is required' }],
    [
      '/api/v1/instances/bot/messages/text',
      '{"to":"6281234567890"}',
      { field: 'text', reason: 'is required' },
    ],
    [
      '/api/v1/instances/bot/messages/text',
      '{"to":"6281234567890","text":5}',
      { field: 'text', reason: 'must be a string' },
    ],
  ])('says what is wrong with a field, and names it once: %s %s', async (url, payload, fault) => {
    expect(errorOf(await post(url, payload)).details?.fields).toEqual([fault]);
  });

  it('says of a mistyped kind of message that the route edits messages', async () => {
    const error = errorOf(
      await post('/api/v1/instances/bot/messages/txt', '{"to":"6281234567890","text":"Hi"}'),
    );
    expect(error).toMatchObject({
      message: 'the request to edit a message is invalid',
      details: { fields: [{ field: 'to', reason: 'is not a field of this request' }] },
    });
  });

  it('refuses bodies that are too large, or not JSON', async () => {
    const huge = `{"instanceId":"${'a'.repeat(5 * 1024 * 1024)}"}`;
    expect(errorOf(await post('/api/v1/instances', huge)).code).toBe('PAYLOAD_TOO_LARGE');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense']) {
      const answer = await post('/api/v1/instances', 'x', { 'content-type': type });
      expect(errorOf(answer).code).toBe('UNSUPPORTED_MEDIA_TYPE');
    }
  });

  it('takes no fields where a route takes none', async () => {
    const error = errorOf(await post('/api/v1/instances/nobody/disconnect', '{"a":1}'));
    expect(error.details?.fields).toEqual([{ field: 'a', reason: 'is not a field of this request' }]);
  });

  it('does not mind an empty body, with a type or without', async () => {
    for (const headers of [{}, JSON_TYPE]) {
      for (const [method, url] of [
        ['POST', '/api/v1/instances/nobody/disconnect'],
        ['DELETE', '/api/v1/instances/nobody'],
      ] as const) {
        const answer = await app.inject({ method, url, headers: { ...KEY, ...headers } });
        expect(errorOf(answer).code).toBe('INSTANCE_NOT_FOUND');
      }
    }
  });

  it('judges ids in the path', async () => {
    for (const id of ['..%2Fx', '%00', 'a%20b', '.hidden', 'a'.repeat(65), 'a'.repeat(5000)]) {
      const answer = await app.inject({ url: `/api/v1/instances/${id}`, headers: KEY });
      expect(errorOf(answer)).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { fields: [{ field: 'instanceId' }] },
      });
    }
  });

  it('tells unknown routes from wrong methods', async () => {
    expect(errorOf(await app.inject({ url: '/api/v1/nowhere', headers: KEY })).code).toBe('NOT_FOUND');
    expect(errorOf(await app.inject({ url: '/nowhere' })).code).toBe('NOT_FOUND');
    const answer = await app.inject({ method: 'PATCH', url: '/api/v1/instances', headers: KEY });
    expect(errorOf(answer).code).toBe('METHOD_NOT_ALLOWED');
    expect(String(answer.headers['allow']).split(', ').toSorted()).toEqual(['GET', 'HEAD', 'POST']);
  });

  it('refuses URLs that cannot be decoded', async () => {
    expect(errorOf(await app.inject({ url: '/%ff' })).code).toBe('INVALID_REQUEST');
    expect(errorOf(await app.inject({ url: '/api/v1/instances/%ff', headers: KEY })).code).toBe(
      'INVALID_REQUEST',
    );
  });

  it('answers what is not HTTP with the envelope, too', async () => {
    const address = app.getHttpServer().address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const socket = connect(port, '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(body)).toMatchObject({ success: false, error: { code: 'INVALID_REQUEST' } });
  });

  it('allows browsers from anywhere by default', async () => {
    await request()
      .options('/api/v1/instances')
      .set({ Origin: 'https://a.example', 'Access-Control-Request-Method': 'POST' })
      .expect('Access-Control-Allow-Origin', '*')
      .expect('Access-Control-Allow-Headers', /X-API-Key/);
  });

  it('creates, shows, lists and deletes instances', async () => {
    const created = await post(
      '/api/v1/instances',
      '{"instanceId":"bot","webhookUrl":"http://127.0.0.1:9/x"}',
    );
    expect(created.statusCode).toBe(201);
    const { data } = JSON.parse(created.body);
    expect(data).toMatchObject({ instanceId: 'bot', status: 'disconnected', webhookEnabled: true });
    expect(new Date(data.createdAt).toISOString()).toBe(data.createdAt);
    expect(errorOf(await post('/api/v1/instances', '{"instanceId":"bot"}')).code).toBe(
      'INSTANCE_ALREADY_EXISTS',
    );
    expect((await app.inject({ url: '/api/v1/instances', headers: KEY })).json().data).toHaveLength(1);
    expect((await app.inject({ url: '/api/v1/instances/bot/status', headers: KEY })).json()).toEqual({
      success: true,
      data: { status: 'disconnected', ignored: {} },
    });
    const removed = await app.inject({ method: 'DELETE', url: '/api/v1/instances/bot', headers: KEY });
    expect(removed.json()).toEqual({ success: true, data: { instanceId: 'bot', deleted: true } });
    expect(errorOf(await app.inject({ url: '/api/v1/instances/bot', headers: KEY })).code).toBe(
      'INSTANCE_NOT_FOUND',
    );
  });

  it('changes the webhook in parts and never shows header values', async () => {
    await post('/api/v1/instances', '{"instanceId":"hooked","webhookEvents":["message"]}');
    const url = '/api/v1/instances/hooked/webhook';
    const put = (payload: object) => app.inject({ method: 'PUT', url, payload, headers: KEY });
    expect((await put({ headers: { 'X-Token': 'geheim' }, order: 'strict' })).json().data).toMatchObject({
      webhookUrl: null,
      webhookEvents: ['message'],
      order: 'strict',
      headerNames: ['X-Token'],
    });
    const changed = await put({ webhookEvents: null, webhookUrl: 'http://127.0.0.1:9/x' });
    expect(changed.body).not.toMatch(/geheim/);
    expect(changed.json().data.webhookEvents).toContain('ready');
    for (const headers of [
      { Host: 'x' },
      { 'X-Miaw-Event': 'x' },
      { 'a b': 'x' },
      { a: 'x\r\ny' },
      { a: 1 },
      [],
    ]) {
      expect(errorOf(await put({ headers }))).toMatchObject({ code: 'INVALID_REQUEST' });
    }
    const test = await app.inject({ method: 'POST', url: `${url}/test`, headers: KEY });
    expect(errorOf(test)).toMatchObject({
      code: 'WEBHOOK_FAILED',
      details: { latencyMs: expect.any(Number) },
    });
  });

  it('checks requests before instances, and instances before their connection', async () => {
    const send = (id: string, payload: object) =>
      app.inject({ method: 'POST', url: `/api/v1/instances/${id}/messages/text`, payload, headers: KEY });
    await post('/api/v1/instances', '{"instanceId":"sender"}');
    expect(errorOf(await send('nobody', { to: '123', text: 'x' })).code).toBe('INVALID_REQUEST');
    expect(errorOf(await send('nobody', { to: '6281234567890', text: 'x' })).code).toBe('INSTANCE_NOT_FOUND');
    expect(errorOf(await send('sender', { to: '6281234567890', text: 'x' })).code).toBe(
      'INSTANCE_NOT_CONNECTED',
    );
    const { details } = errorOf(await send('sender', { to: 6_281_234_567_890, text: ['x'], mentions: 'x' }));
    expect(details?.fields?.map(({ field }) => field).sort()).toEqual(['mentions', 'text', 'to']);
  });
});
