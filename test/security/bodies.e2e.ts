import { errorOf } from '../harness/envelope.js';
import { JSON_TYPE } from '../harness/http.js';
import { Prober } from '../harness/prober.js';
import { API_KEY, ApiServer } from '../harness/server.js';

const MEDIA_PATH = '/api/v1/instances/nobody/messages/image';
const TEXT_PATH = '/api/v1/instances/nobody/messages/text';
const CONTACT_PATH = '/api/v1/instances/nobody/messages/contact';
const WEBHOOK_PATH = '/api/v1/instances/nobody/webhook';
const MIB = 1024 * 1024;
/** How many invalid fields an answer names. */
const NAMED = 20;

let api: ApiServer;
let caller: Prober;

beforeAll(async () => {
  api = await ApiServer.start();
  caller = new Prober(api.url, [['X-API-Key', API_KEY]]);
});

// Its end fails the suite if anything here has held the event loop.
afterAll(async () => {
  caller.close();
  await api.stop();
});

/** So many fields. */
function fieldsOf(count: number, value = '1'): string {
  return Array.from({ length: count }, (_, n) => `"f${n}":${value}`).join(',');
}

function listOf(count: number, value: string): string {
  return `[${Array.from({ length: count }, () => value).join(',')}]`;
}

/** A form without a file, of these parts. */
function form(...parts: { name: string; value: string; type?: string }[]) {
  const written = parts.map(({ name, value, type }) =>
    [
      '--b',
      `Content-Disposition: form-data; name="${name}"`,
      ...(type ? [`Content-Type: ${type}`] : []),
      '',
      value,
      '',
    ].join('\r\n'),
  );
  const headers = [['Content-Type', 'multipart/form-data; boundary=b']] as const;
  return { method: 'POST', path: MEDIA_PATH, headers, body: `${written.join('')}--b--\r\n` };
}

/** What costs to validate is refused before that: the answer names the body, not each value. */
const TOO_MANY: readonly [what: string, path: string, body: string][] = [
  ['a megabyte of unknown fields', TEXT_PATH, `{${fieldsOf(80_000)}}`],
  ['a contact of 80,000 fields', CONTACT_PATH, `{"to":"1","contacts":[{${fieldsOf(80_000)}}]}`],
  ['70,000 headers', WEBHOOK_PATH, `{"url":"https://a.example","headers":{${fieldsOf(70_000, '"x"')}}}`],
  ['a megabyte of empty contacts', CONTACT_PATH, `{"to":"1","contacts":${listOf(340_000, '{}')}}`],
  ['a megabyte of empty mentions', TEXT_PATH, `{"to":"1","text":"x","mentions":${listOf(340_000, '{}')}}`],
  ['a file of numbers', MEDIA_PATH, `{"to":"1","media":${listOf(11 * MIB, '1')}}`],
  ['a file of nothing', MEDIA_PATH, `{"to":"1","media":${listOf(7 * MIB, '{}')}}`],
  ['17 MB of unknown fields', MEDIA_PATH, `{${fieldsOf(1_500_000)}}`],
  ['22 MB of empty mentions', MEDIA_PATH, `{"to":"1","media":"AAAA","mentions":${listOf(7 * MIB, '{}')}}`],
];

it.each(TOO_MANY)('%s: refused before they are validated', async (_, path, body) => {
  const method = path === WEBHOOK_PATH ? 'PUT' : 'POST';
  const answer = await caller.call({ method, path, headers: [JSON_TYPE], body });
  const { code, details } = errorOf(answer);
  expect([code, details['fields']]).toEqual([
    'INVALID_REQUEST',
    [{ field: 'body', reason: 'must not contain more than 5000 values' }],
  ]);
  expect(answer.bytes.length).toBeLessThan(1000);
});

it('names only the first of many invalid fields', async () => {
  for (const [path, body] of [
    [TEXT_PATH, `{${fieldsOf(4_900)}}`],
    [CONTACT_PATH, `{"to":"1","contacts":[{${fieldsOf(4_900)}}]}`],
    ['/api/v1/instances/nobody/connect', `{${fieldsOf(4_900)}}`],
  ] as const) {
    const { fields } = await caller.refused(
      { method: 'POST', path, headers: [JSON_TYPE], body },
      'INVALID_REQUEST',
    );
    expect(fields.length).toBeLessThanOrEqual(NAMED);
    expect(fields.length).toBeGreaterThan(0);
  }
});

it('counts no commas and brackets within texts', async () => {
  const text = ',[{'.repeat(20_000);
  const body = JSON.stringify({ to: '6281234567890', text });
  const { code } = errorOf(
    await caller.call({ method: 'POST', path: TEXT_PATH, headers: [JSON_TYPE], body }),
  );
  expect(code).toBe('INSTANCE_NOT_FOUND');
});

/** A form may have lists, in several ways. */
const DEEP = '['.repeat(300_000);
const FORMS: readonly [what: string, ...Parameters<typeof form>][] = [
  ['brackets without end', { name: 'mentions', value: DEEP }],
  ['lists in lists, as JSON', { name: 'mentions', value: `${DEEP}${']'.repeat(300_000)}` }],
  [
    'lists in lists, said to be JSON',
    { name: 'mentions', value: `${DEEP}${']'.repeat(300_000)}`, type: 'application/json' },
  ],
  ['a list without end', { name: 'mentions', value: listOf(340_000, '{}') }],
  [
    'a list without end, said to be JSON',
    { name: 'mentions', value: listOf(340_000, '{}'), type: 'application/json' },
  ],
  ['half a million entries', { name: 'mentions', value: '1,'.repeat(500_000) }],
  [
    'thousands of lists',
    ...Array.from({ length: 2_000 }, () => ({ name: 'mentions', value: listOf(200, '1') })),
  ],
];

it.each(FORMS)('a form with %s is refused for it', async (_, ...parts) => {
  const { fields } = await caller.refused(form({ name: 'to', value: '1' }, ...parts), 'INVALID_REQUEST');
  expect(fields).toContain('mentions');
});
