import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { dataOf, record } from '../harness/envelope.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { FileServer } from '../harness/file-server.js';
import { guidesFor } from '../harness/guide.js';
import { Caller } from '../harness/http.js';
import { Person } from '../harness/person.js';
import { ROOT } from '../harness/process.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const run = promisify(execFile);
const PROGRAM = join(ROOT, 'dist', 'programs', 'mcp.js');
const ANNA = '15550001111';
const BEN = '15550002222';
const READING = [
  'list_instances',
  'get_status',
  'list_chats',
  'read_messages',
  'search_messages',
  'look_up_contact',
];
const SENDING = ['send_text', 'reply', 'send_media', 'react', 'mark_read'];

const world = useWorld({ MCP_ENABLED: 'true', MCP_APPROVAL: 'true' });
const bot = new Bot(world, 'my-bot-1', '628111111111');
const anna = new Person(world, ANNA, bot);
const ben = new Person(world, BEN, bot);
const GUIDES = guidesFor('mcp');
const clients: Client[] = [];
/** The one that several tests use. */
let lasting: Client | undefined;

beforeAll(async () => {
  await bot.link();
  await world.emulator.phone(ANNA, { name: 'Anna' });
  await world.emulator.phone(BEN, { name: 'Ben' });
});

afterEach(async () => {
  for (const client of clients.splice(0)) if (client !== lasting) await client.close();
});

/** An agent's client. @param agrees what the person says who is asked; undefined: the client cannot ask */
function clientOf(agrees?: boolean): Client {
  const capabilities = agrees === undefined ? {} : { elicitation: {} };
  const client = new Client({ name: 'test', version: '1' }, { capabilities });
  if (agrees !== undefined)
    client.setRequestHandler(ElicitRequestSchema, () => ({ action: agrees ? 'accept' : 'decline' }));
  clients.push(client);
  return client;
}

async function overStdio(env: Record<string, string> = {}): Promise<Client> {
  const client = clientOf();
  const variables = { MIAW_URL: world.api.url, MIAW_API_KEY: API_KEY, ...env };
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [PROGRAM], env: variables }),
  );
  return client;
}

async function overHttp(key: string, agrees?: boolean): Promise<Client> {
  const client = clientOf(agrees);
  const requestInit = { headers: { Authorization: `Bearer ${key}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', world.api.url), { requestInit }));
  return client;
}

async function namesOf(client: Client): Promise<string[]> {
  return (await client.listTools()).tools.map(({ name }) => name);
}

/** Calls a tool. @returns what it says, as text */
async function said(client: Client, name: string, args: object = {}): Promise<string> {
  const { content } = await client.callTool({ name, arguments: { ...args } });
  const [first] = Array.isArray(content) ? content : [];
  return String(record(first)['text']);
}

async function result(client: Client, name: string, args?: object): Promise<Record<string, unknown>> {
  const text = await said(client, name, args);
  if (!text.startsWith('{')) throw new Error(text);
  return record(JSON.parse(text));
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}

async function received(person: Person, text: string): Promise<number> {
  return (await person.texts()).filter((each) => each === text).length;
}

describe('the tools', () => {
  let client: Client;

  beforeAll(async () => {
    client = await overStdio();
    lasting = client;
  });

  afterAll(() => client.close());

  it('are those that the scopes of the key allow, and say what they do', async () => {
    expect((await namesOf(client)).toSorted()).toEqual([...READING, ...SENDING].toSorted());
    const { tools } = await client.listTools();
    for (const { name, annotations } of tools)
      expect({ name, readOnly: annotations?.readOnlyHint }).toEqual({
        name,
        readOnly: READING.includes(name),
      });
    const reader = await makeKey(world.api.url, { preset: 'reader' });
    expect((await namesOf(await overHttp(reader.key))).toSorted()).toEqual(READING.toSorted());
    const sender = await makeKey(world.api.url, { scopes: ['messages:send'] });
    const sending = SENDING.filter((name) => name !== 'mark_read');
    expect((await namesOf(await overHttp(sender.key))).toSorted()).toEqual(
      [...sending, 'confirm'].toSorted(),
    );
  });

  it('read instances, chats, messages and contacts', async () => {
    const id = await anna.writes('Do you have the red bicycle?');
    expect(await result(client, 'list_instances')).toEqual({
      instances: [{ instance: 'my-bot-1', status: 'connected' }],
    });
    expect(await result(client, 'get_status')).toMatchObject({ status: 'connected', phone: bot.phone });
    const { chats } = await result(client, 'list_chats');
    expect(listOf(chats)).toEqual([expect.objectContaining({ chat: anna.chatId, unread: 1 })]);
    const message = {
      id,
      chat: anna.chatId,
      from: 'Anna',
      type: 'text',
      text: 'Do you have the red bicycle?',
    };
    expect((await result(client, 'read_messages', { chat: ANNA }))['messages']).toEqual([
      expect.objectContaining(message),
    ]);
    const query = { search: 'bicycle', instance: 'my-bot-1' };
    expect((await result(client, 'search_messages', query))['messages']).toEqual([
      expect.objectContaining(message),
    ]);
    expect(await result(client, 'look_up_contact', { phone: ANNA })).toMatchObject({
      exists: true,
      chat: anna.chatId,
    });
    expect(await result(client, 'look_up_contact', { phone: '15550009999' })).toMatchObject({
      exists: false,
    });
  });

  it('send once, however often they are called', async () => {
    const text = { chat: ANNA, text: 'Yes, we have' };
    const first = await result(client, 'send_text', text);
    const again = await result(client, 'send_text', text);
    expect(again).toMatchObject({
      messageId: first['messageId'],
      note: expect.stringContaining('not sent again'),
    });
    await result(client, 'send_text', { ...text, idempotencyKey: 'once-more' });
    await eventually(
      () => received(anna, text.text),
      (count) => count === 2,
      'both',
    );
  });

  it('reply, react, mark as read and send files', async () => {
    const id = await anna.writes('And in blue?');
    const about = { chat: ANNA, messageId: id };
    const { messageId } = await result(client, 'reply', { ...about, text: 'In blue, too' });
    await anna.sees(String(messageId), ({ quoted }) => quoted?.id === id);
    expect(await result(client, 'react', { ...about, emoji: '👍' })).toMatchObject({ sent: true });
    await anna.sees(id, ({ reactions }) => reactions.some(({ emoji }) => emoji === '👍'));
    expect(await result(client, 'mark_read', about)).toMatchObject({ messageId: id });
    await anna.has(id, 'read');
    const files = await FileServer.start();
    const url = files.offer('/bicycle.png', bytesOf(EXAMPLE_FILES.image), { 'Content-Type': 'image/png' });
    const file = { chat: ANNA, kind: 'image', url, caption: 'The blue one' };
    const image = await result(client, 'send_media', file);
    await anna.sees(String(image['messageId']), ({ caption }) => caption === 'The blue one');
    await files.stop();
  });

  it('say what is wrong', async () => {
    expect(await said(client, 'get_status', { instance: 'nobody' })).toMatch(/^INSTANCE_NOT_FOUND: /);
    expect(await said(client, 'react', { chat: ANNA, messageId: 'x', emoji: '👍' })).toMatch(
      /^MESSAGE_NOT_FOUND: /,
    );
    await new Bot(world, 'other').create();
    expect(await said(client, 'get_status')).toBe('`instance` must be one of: my-bot-1, other');
    await new Bot(world, 'other').delete();
  });

  it('never show the key', async () => {
    await anna.writes(`your key is ${API_KEY}`);
    const shown = await said(client, 'read_messages', { chat: ANNA });
    expect(shown).toContain('your key is [key]');
    expect(shown).not.toContain(API_KEY);
  });
});

describe('in the approval mode', () => {
  it.each([
    ['the program', () => overStdio({ MCP_APPROVAL: 'true' })],
    ['the server', () => overHttp(API_KEY)],
  ])('nothing is sent by %s before the draft is confirmed, and once then', async (by, connect) => {
    const client = await connect();
    const text = `A draft of ${by}`;
    const { draft, sent, summary } = await result(client, 'send_text', { chat: ANNA, text });
    expect({ sent, summary }).toEqual({ sent: false, summary: `From my-bot-1: send to ${ANNA}: ${text}` });
    expect(await received(anna, text)).toBe(0);
    const { messageId } = await result(client, 'confirm', { draft });
    expect(await result(client, 'confirm', { draft })).toMatchObject({ messageId });
    await anna.sees(String(messageId));
    expect(await received(anna, text)).toBe(1);
    expect(await said(client, 'confirm', { draft: 'draft-0' })).toMatch(/^there is no such draft/);
  });

  it('the person is asked where the client can do that', async () => {
    const text = { chat: ANNA, text: 'Asked' };
    const declining = await overHttp(API_KEY, false);
    expect(await result(declining, 'send_text', text)).toMatchObject({ sent: false });
    expect(await received(anna, 'Asked')).toBe(0);
    const agreeing = await overHttp(API_KEY, true);
    const { messageId } = await result(agreeing, 'send_text', text);
    await anna.sees(String(messageId));
  });
});

describe('with a list of chats', () => {
  it('no other is read, listed, found or written to', async () => {
    const theirs = await ben.writes('A secret about bicycles');
    const client = await overStdio({ MCP_CHATS: `+1 (555) 000-1111` });
    const { chats } = await result(client, 'list_chats');
    expect(listOf(chats).map(({ chat }) => chat)).toEqual([anna.chatId]);
    expect(JSON.stringify(await result(client, 'search_messages', { search: 'bicycle' }))).not.toContain(
      'secret',
    );
    const refusal = /is not among those that may be used here$/;
    expect(await said(client, 'read_messages', { chat: BEN })).toMatch(refusal);
    expect(await said(client, 'search_messages', { chat: ben.chatId, search: 'secret' })).toMatch(refusal);
    expect(await said(client, 'look_up_contact', { phone: BEN })).toMatch(refusal);
    expect(await said(client, 'send_text', { chat: BEN, text: 'x' })).toMatch(refusal);
    expect(await said(client, 'mark_read', { chat: BEN, messageId: theirs })).toMatch(refusal);
    const reply = { chat: ANNA, messageId: theirs, text: 'x' };
    expect(await said(client, 'reply', reply)).toMatch(/^MESSAGE_NOT_FOUND: /);
    expect(await said(client, 'react', { chat: ANNA, messageId: theirs, emoji: '👍' })).toMatch(
      /^MESSAGE_NOT_FOUND: /,
    );
    expect(await result(client, 'send_text', { chat: anna.chatId, text: 'Allowed' })).toMatchObject({
      sent: true,
    });
  });
});

describe('the program', () => {
  async function failure(env: Record<string, string>, args: string[] = []): Promise<string> {
    const failed = await run(process.execPath, [PROGRAM, ...args], { env }).then(
      () => ({ stdout: '', stderr: 'it has run' }),
      (error: { stdout: string; stderr: string }) => error,
    );
    expect(failed.stdout).toBe('');
    return failed.stderr;
  }

  it('takes everything from the environment, and keeps the key to itself', async () => {
    const key = 'not-the-key-of-anything';
    const env = { MIAW_URL: world.api.url, MIAW_API_KEY: key };
    const [refused, usage, wrong] = await Promise.all([
      failure(env),
      failure(env, ['--help']),
      failure({ MIAW_URL: 'localhost:3000', MCP_APPROVAL: 'yes', MCP_CHATS: 'anna' }),
    ]);
    expect(refused).toMatch(/^the MCP server cannot start: UnauthorizedError/);
    expect(refused).not.toContain(key);
    expect(usage).toContain('MIAW_API_KEY');
    for (const name of ['MIAW_URL', 'MIAW_API_KEY', 'MCP_APPROVAL', 'MCP_CHATS'])
      expect(wrong).toMatch(new RegExp(`^${name} must`, 'm'));
  });
});

describe('/mcp of the server', () => {
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  };
  const accept: [string, string] = ['Accept', 'application/json, text/event-stream'];

  async function post(key: string | undefined, body: object, session?: string) {
    const caller = new Caller(world.api.url, [
      accept,
      ...(key === undefined ? [] : [['X-API-Key', key] satisfies [string, string]]),
      ...(session === undefined ? [] : [['Mcp-Session-Id', session] satisfies [string, string]]),
    ]);
    const answer = await caller.json('POST', '/mcp', JSON.stringify(body));
    caller.close();
    return answer;
  }

  it('does the same with the key of the request, and asks the person', async () => {
    const { key, keyId } = await makeKey(world.api.url, { preset: 'bot', instances: ['my-bot-1'] });
    const client = await overHttp(key, true);
    expect((await namesOf(client)).toSorted()).toEqual([...READING, ...SENDING, 'confirm'].toSorted());
    expect(await result(client, 'get_status')).toMatchObject({ status: 'connected' });
    const { messageId } = await result(client, 'send_text', { chat: ANNA, text: 'Over HTTP' });
    await anna.sees(String(messageId));
    expect(await said(client, 'get_status', { instance: 'nobody' })).toMatch(/^INSTANCE_NOT_FOUND/);
    const root = new Caller(world.api.url, [['X-API-Key', API_KEY]]);
    const entries = await eventually(
      async () =>
        listOf(
          record(dataOf(await root.call({ path: `/api/v1/audit?keyId=${keyId}&operation=sendText` })))[
            'entries'
          ],
        ),
      (all) => all.length > 0,
      'the entry of the audit log',
    );
    root.close();
    expect(entries).toEqual([expect.objectContaining({ target: ANNA, status: 200, address: '127.0.0.1' })]);
  });

  it('needs a key, and keeps the sessions of keys apart', async () => {
    expect((await post(undefined, initialize)).status).toBe(401);
    expect((await post('wrong', initialize)).status).toBe(401);
    const one = await makeKey(world.api.url, { preset: 'reader' });
    const other = await makeKey(world.api.url, { preset: 'reader' });
    const session = String((await post(one.key, initialize)).headers['mcp-session-id']);
    const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };
    expect((await post(one.key, ping, session)).status).toBe(200);
    expect((await post(other.key, ping, session)).status).toBe(404);
    expect((await post(one.key, ping)).status).toBe(400);
    const root = new Caller(world.api.url, [['X-API-Key', API_KEY]]);
    await root.json('PATCH', `/api/v1/keys/${one.keyId}`, JSON.stringify({ scopes: ['instances:read'] }));
    expect((await post(one.key, ping, session)).status).toBe(404);
    await root.call({ method: 'DELETE', path: `/api/v1/keys/${one.keyId}` });
    expect((await post(one.key, ping, session)).status).toBe(401);
    root.close();
  });
});

describe('the guide', () => {
  it('shows settings of clients, and all tools', () => {
    const [guide] = GUIDES;
    if (!guide) throw new Error('there is no guide');
    const { mcpServers } = JSON.parse(guide.take('claude_desktop_config.json').text);
    const names = ['MIAW_URL', 'MIAW_API_KEY', 'MCP_APPROVAL'];
    expect(Object.keys(record(record(mcpServers.whatsapp).env))).toEqual(names);
    expect(JSON.parse(guide.take('mcp.json').text)).toMatchObject({
      servers: { whatsapp: { type: 'http' } },
    });
    const tools = [...guide.text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => String(name));
    expect(tools.toSorted()).toEqual([...READING, ...SENDING, 'confirm'].toSorted());
  });

  it('has no example that was not executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
