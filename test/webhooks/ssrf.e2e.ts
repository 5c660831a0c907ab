import { createInstance, testWebhook, updateWebhook } from '../../packages/client/src/generated/index.js';
import { outcomeOf } from '../harness/outcome.js';
import { useReceiver } from '../harness/receiver.js';
import { ApiServer } from '../harness/server.js';

/** URLs that name a place inside, in every disguise that URL parsers and resolvers see through. */
const INSIDE = [
  'http://127.0.0.1/',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://017700000001/',
  'http://0177.0.0.1/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://127.0.0.1./',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://127.255.255.254:65535/',
  'http://0/',
  'http://0.0.0.0/',
  'http://localhost/',
  'http://LOCALHOST./',
  'http://a.b.localhost/',
  'http://[::1]/',
  'http://[::]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[64:ff9b:1::a00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data/iam/',
  'http://2852039166/latest/meta-data/',
  'http://[::ffff:169.254.169.254]/',
  'http://[fd00:ec2::254]/latest/',
  'http://100.100.100.200/latest/meta-data/',
  'http://168.63.129.16/metadata/',
  'http://192.0.0.192/opc/v1/instance/',
  'http://[fc00::1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://198.18.0.1/',
];

/** URLs that are no place at all, or carry what must not be sent along. */
const WRONG = [
  'http://user@example.com/',
  'http://user:password@example.com/',
  'http://example.com@127.0.0.1/',
  'https://127.0.0.1:443@example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_INFO',
  'data:text/plain,hello',
  'javascript:alert(1)',
  'http://',
  'http://exa mple.com/',
  'http://example.com/\r\nX-Injected: 1',
];

/** Names outside that lead inside: what DNS answers, one list per lookup. */
const LEADING: Readonly<Record<string, readonly string[][]>> = {
  'loopback.test': [['127.0.0.1']],
  'loopback6.test': [['::1']],
  'mapped.test': [['::ffff:127.0.0.1']],
  'nat64.test': [['64:ff9b::7f00:1']],
  'private.test': [['10.0.0.1']],
  'several.test': [['192.168.0.1', '10.0.0.1', 'fd00::1']],
  'metadata.test': [['169.254.169.254']],
  'metadata6.test': [['fd00:ec2::254']],
  'link-local.test': [['fe80::1']],
  'unspecified.test': [['0.0.0.0']],
  'carrier.test': [['100.64.1.1']],
  'sixtofour.test': [['2002:7f00:1::']],
  'nothing.test': [[]],
};

const receiver = useReceiver();
let api: ApiServer;

beforeAll(async () => {
  const names = {
    ...LEADING,
    'listed.test': [['127.0.0.1']],
    // Documentation addresses are public to nobody, and nobody routes them.
    'rebinding.test': [['203.0.113.7'], ['127.0.0.1'], ['127.0.0.1']],
  };
  const env = { NODE_ENV: 'production', WEBHOOK_ALLOWED_HOSTS: 'listed.test', NAMES: JSON.stringify(names) };
  api = await ApiServer.start({ ...env, WEBHOOK_TIMEOUT_MS: '5000' }, 'names.js');
  await createInstance({ client: api.client, throwOnError: true, body: { instanceId: 'shop' } });
});

afterAll(async () => {
  await api.stop();
});

const path = { instanceId: 'shop' };

async function configure(webhookUrl: string) {
  return outcomeOf(updateWebhook({ client: api.client, path, body: { webhookUrl } }));
}

async function tryOut() {
  return outcomeOf(testWebhook({ client: api.client, path }));
}

/** The receiver's address with another host. */
function here(host: string): string {
  return receiver.url.replace('127.0.0.1', host);
}

describe('in production a webhook URL', () => {
  it.each([...INSIDE, ...WRONG])('%s is refused at once', async (webhookUrl) => {
    expect(await configure(webhookUrl)).toMatchObject({
      code: 400,
      error: { code: 'INVALID_REQUEST', details: { fields: [{ field: 'webhookUrl' }] } },
    });
  });

  it.each(Object.keys(LEADING))('with the name %s is refused when it is to be connected to', async (name) => {
    expect((await configure(here(name))).code).toBe(200);
    expect(await tryOut()).toMatchObject({
      code: 500,
      error: { code: 'WEBHOOK_FAILED', details: { reason: 'blocked_address' } },
    });
  });

  it('whose name leads elsewhere at the second look is judged at each', async () => {
    await configure(here('rebinding.test'));
    for (const _look of [1, 2, 3])
      expect((await tryOut()).error?.details).toMatchObject({ reason: 'blocked_address' });
  });

  it('that is listed is reached, and where it redirects to is not', async () => {
    await configure(here('listed.test'));
    expect((await tryOut()).code).toBe(200);
    receiver.answer = () => ({ status: 302, headers: { location: receiver.url } });
    expect((await tryOut()).error?.details).toMatchObject({ status: 302, reason: 'redirect' });
    receiver.answer = () => ({ status: 307, headers: { location: 'http://169.254.169.254/' } });
    expect((await tryOut()).error?.details).toMatchObject({ status: 307, reason: 'redirect' });
  });

  it('has led nobody else to this machine', () => {
    const visitors = receiver.arrivals.all.map(({ headers }) => String(headers['host']).split(':', 1)[0]);
    expect(new Set(visitors)).toEqual(new Set(['listed.test']));
    expect(visitors).toHaveLength(3);
  });
});
