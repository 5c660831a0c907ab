import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { record } from '../harness/envelope.js';
import { type Answer, Caller, type Header, JSON_TYPE } from '../harness/http.js';
import { Person } from '../harness/person.js';
import { API_KEY } from '../harness/server.js';
import { useWorld } from '../harness/world.js';

const ANNA = '15550001111';
const MCP = '/mcp';
const ACCEPT: Header = ['Accept', 'application/json, text/event-stream'];
const ROOT: Header = ['Authorization', `Bearer ${API_KEY}`];

const world = useWorld({ MCP_ENABLED: 'true', MCP_CHATS: ANNA });
const ours = new Bot(world, 'ours', '628111111111');
const theirs = new Bot(world, 'theirs', '628222222222');
const anna = new Person(world, ANNA, ours);
let caller: Caller;

beforeAll(async () => {
  caller = new Caller(world.api.url);
  await ours.link();
  await theirs.link();
  await anna.writes('hello');
});

afterAll(() => caller.close());

const message = (method: string, params: object = {}, id = 1): object => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});
const INITIALIZE = message('initialize', {
  protocolVersion: '2025-03-26',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
});

async function post(body: unknown, ...headers: Header[]): Promise<Answer> {
  return caller.json('POST', MCP, JSON.stringify(body), [ACCEPT, ...headers]);
}

/** Opens a session. @returns the header that names it */
async function session(...headers: Header[]): Promise<Header> {
  const { status, headers: answered } = await post(INITIALIZE, ...headers);
  expect(status).toBe(200);
  return ['Mcp-Session-Id', String(answered['mcp-session-id'])];
}

/** Calls a tool. @returns what it says */
async function tool(name: string, args: object, ...headers: Header[]): Promise<string> {
  const { status, text } = await post(message('tools/call', { name, arguments: args }), ...headers);
  expect(status).toBe(200);
  const line = text.split('\n').find((each) => each.startsWith('data: ')) ?? '';
  return JSON.stringify(record(JSON.parse(line.slice('data: '.length)))['result']);
}

async function keyFor(body: object): Promise<Header> {
  const { key } = await makeKey(world.api.url, body);
  return ['Authorization', `Bearer ${key}`];
}

describe('a session of an agent', () => {
  it.each<[string, Header[]]>([
    ['without a key', []],
    ['with a wrong key', [['Authorization', 'Bearer wrong']]],
    ['with a mark of a server', [['X-Miaw-Hop', `${Date.now()}.root.127.0.0.1.${'A'.repeat(43)}`]]],
  ])('is not opened %s', async (_how, headers) => {
    expect((await post(INITIALIZE, ...headers)).status).toBe(401);
    for (const method of ['GET', 'DELETE'])
      expect((await caller.call({ method, path: MCP, headers: [ACCEPT, ...headers] })).status).toBe(401);
  });

  it('is not opened with a session of the console', async () => {
    const opened = await caller.call({ method: 'POST', path: '/console/session', headers: [ROOT] });
    const [cookie = ''] = [opened.headers['set-cookie'] ?? []].flat();
    const { data } = JSON.parse(opened.text);
    const headers: Header[] = [
      ['Cookie', cookie.split(';')[0] ?? ''],
      ['X-Console-Token', String(data.token)],
    ];
    expect((await post(INITIALIZE, ...headers)).status).toBe(401);
  });

  it.each<[string, Header]>([
    ['the login of a proxy', ['Authorization', 'Basic cHJveHk6c2VjcmV0']],
    ['a key that is none', ['Authorization', 'Bearer wrong']],
  ])('has the key of `X-API-Key` where `Authorization` holds %s', async (_what, authorization) => {
    const key: Header = ['X-API-Key', API_KEY];
    const of = await session(authorization, key);
    expect(await tool('list_instances', {}, authorization, key, of)).toContain('ours');
    // A page behind such a proxy has its login as well, and no key of its own.
    expect((await post(INITIALIZE, authorization)).status).toBe(401);
  });

  it('is not opened with a session of the console behind a proxy with a login', async () => {
    const opened = await caller.call({ method: 'POST', path: '/console/session', headers: [ROOT] });
    const [cookie = ''] = [opened.headers['set-cookie'] ?? []].flat();
    const { data } = JSON.parse(opened.text);
    const headers: Header[] = [
      ['Authorization', 'Basic cHJveHk6c2VjcmV0'],
      ['Cookie', cookie.split(';')[0] ?? ''],
      ['X-Console-Token', String(data.token)],
    ];
    expect((await post(INITIALIZE, ...headers)).status).toBe(401);
  });

  it('is that of the key that opened it alone', async () => {
    const of = await session(ROOT);
    const reader = await keyFor({ scopes: ['messages:read'] });
    for (const method of ['GET', 'POST', 'DELETE']) {
      const body = method === 'POST' ? JSON.stringify(message('tools/list')) : undefined;
      const answer = await caller.call({ method, path: MCP, headers: [ACCEPT, JSON_TYPE, reader, of], body });
      expect(answer.status).toBe(404);
    }
    expect((await post(message('tools/list'), ROOT, of)).status).toBe(200);
  });

  it('reaches no instance that its key is not for, whatever that is called', async () => {
    const limited = await keyFor({
      scopes: ['instances:read', 'messages:read', 'messages:send', 'chats:read', 'chats:write'],
      instances: ['ours'],
    });
    const of = await session(limited);
    const ids = [
      'theirs',
      'ours/../theirs',
      '../instances/theirs',
      '.',
      '..',
      '%2e%2e',
      'theirs#',
      'theirs?x=ours',
      '',
    ];
    for (const instance of ids) {
      for (const [name, args] of [
        ['get_status', {}],
        ['list_chats', {}],
        ['read_messages', { chat: ANNA }],
        ['send_text', { chat: ANNA, text: 'x' }],
        ['react', { chat: ANNA, messageId: '..', emoji: 'x' }],
        ['mark_read', { chat: ANNA, messageId: '../../theirs' }],
      ] as const)
        expect(await tool(name, { instance, ...args }, limited, of)).toContain('"isError":true');
    }
    expect(await tool('get_status', { instance: 'ours' }, limited, of)).toContain('connected');
    expect(await tool('list_instances', {}, limited, of)).not.toContain('theirs');
    expect((await anna.texts()).filter((text) => text === 'x')).toEqual([]);
    await theirs.reaches('connected');
  });

  it('reaches no chat besides those that are listed, however they are written', async () => {
    const of = await session(ROOT);
    const chats = [
      '15550002222',
      `${ANNA}@g.us`,
      `${ANNA}:1@s.whatsapp.net`,
      `${ANNA}/../15550002222`,
      '..',
      `${ANNA} @lid`,
    ];
    for (const chat of chats)
      for (const [name, args] of [
        ['read_messages', {}],
        ['send_text', { text: 'x' }],
      ] as const)
        expect(await tool(name, { instance: 'ours', chat, ...args }, ROOT, of)).toContain('"isError":true');
  });

  it('has one message in each request', async () => {
    const of = await session(ROOT);
    // Each costs as much as a request, and all of them would be handled at once.
    for (const batch of [
      [message('tools/list')],
      [INITIALIZE],
      [message('tools/list'), message('tools/list', {}, 2)],
    ])
      expect((await post(batch, ROOT, of)).status).toBe(400);
    expect((await post(message('tools/list'), ROOT, of)).status).toBe(200);
  });
});
