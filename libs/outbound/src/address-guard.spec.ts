import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { get } from 'node:http';
import { AddressGuard } from './address-guard.js';
import { guardedAgents } from './agents.js';
import { isPublicAddress } from './public-address.js';
import { OutboundRefused } from './refusal.js';

function production(allowedHosts: string[] = [], names: Record<string, LookupAddress[]> = {}): AddressGuard {
  return new AddressGuard({ production: true, allowedHosts, resolve: async (name) => names[name] ?? [] });
}

function refusalOf(guard: AddressGuard, url: string): string | undefined {
  try {
    guard.checkUrl(url);
    return undefined;
  } catch (error) {
    return error instanceof OutboundRefused ? error.reason : 'another error';
  }
}

async function lookedUp(guard: AddressGuard, name: string, all = true): Promise<unknown> {
  return new Promise((resolve) => {
    guard.lookup(name, { all }, (error, address) => resolve(error ?? address));
  });
}

/** The result of a request through guarded agents: its status, or the code of its error. */
async function visit(guard: AddressGuard, url: string): Promise<unknown> {
  const agents = guardedAgents({ guard });
  try {
    return await new Promise((resolve) => {
      get(url, { agent: agents.http }, (answer) => resolve(answer.resume().statusCode)).on('error', (error) =>
        resolve('code' in error ? error.code : error.message),
      );
    });
  } finally {
    agents.destroy();
  }
}

describe('which addresses are public', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '192.167.1.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    '%s is',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'this network'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.100.100.200', 'a metadata service'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['168.63.129.16', 'a cloud host'],
    ['169.254.169.254', 'a metadata service'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.192', 'a metadata service'],
    ['192.0.2.1', 'documentation'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarking'],
    ['203.0.113.9', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::ffff:127.0.0.1', 'mapped loopback'],
    ['::ffff:10.1.2.3', 'mapped private'],
    ['::ffff:0:127.0.0.1', 'translated loopback'],
    ['64:ff9b::127.0.0.1', 'NAT64 loopback'],
    ['64:ff9b::a9fe:a9fe', 'NAT64 metadata'],
    ['64:ff9b:1::1', 'local NAT64'],
    ['2002:7f00:1::', '6to4 loopback'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['fc00::1', 'unique local'],
    ['fd00:ec2::254', 'a metadata service'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['100::1', 'discard'],
    ['4000::1', 'unassigned'],
    ['localhost', 'no address'],
    ['', 'no address'],
  ])('%s is not: %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it('judges IPv4 wrapped in IPv6 as the IPv4 address', () => {
    expect(isPublicAddress('::ffff:8.8.8.8')).toBe(true);
    expect(isPublicAddress('64:ff9b::8.8.8.8')).toBe(true);
  });
});

describe('which URLs are accepted in production', () => {
  it.each([
    ['not a url', 'invalid_url'],
    ['', 'invalid_url'],
    ['/relative', 'invalid_url'],
    ['http://', 'invalid_url'],
    ['http://1.2.3.4.5/', 'invalid_url'],
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['gopher://example.com/', 'scheme'],
    ['ws://example.com/', 'scheme'],
    ['data:text/plain,hello', 'scheme'],
    ['https://user@example.com/', 'credentials'],
    ['https://user:pass@example.com/', 'credentials'],
    ['https://:pass@example.com/', 'credentials'],
    ['http://127.0.0.1/', 'blocked_address'],
    ['http://127.1/', 'blocked_address'],
    ['http://0x7f.0.0.1/', 'blocked_address'],
    ['http://0177.0.0.1/', 'blocked_address'],
    ['http://2130706433/', 'blocked_address'],
    ['http://127.0.0.1./', 'blocked_address'],
    ['http://①②⑦.0.0.1/', 'blocked_address'],
    ['http://0/', 'blocked_address'],
    ['http://[::1]:8080/', 'blocked_address'],
    ['http://[::ffff:127.0.0.1]/', 'blocked_address'],
    ['http://[0:0:0:0:0:ffff:7f00:1]/', 'blocked_address'],
    ['http://[64:ff9b::7f00:1]/', 'blocked_address'],
    ['http://[2002:7f00:1::]/', 'blocked_address'],
    ['http://[fd00:ec2::254]/latest/', 'blocked_address'],
    ['http://169.254.169.254/latest/meta-data/', 'blocked_address'],
    ['http://localhost/', 'blocked_address'],
    ['http://LOCALHOST./', 'blocked_address'],
    ['http://api.localhost/', 'blocked_address'],
    ['https://example.com/hook?a=b', undefined],
    ['https://8.8.8.8:8443/hook', undefined],
    ['https://[2606:4700::1111]/hook', undefined],
  ])('%s: %s', (url, reason) => expect(refusalOf(production(), url)).toBe(reason));

  it('lets listed hosts and addresses pass', () => {
    const guard = production(['hooks.internal', '10.0.0.5', '[::1]', 'localhost']);
    expect(refusalOf(guard, 'http://10.0.0.5/')).toBeUndefined();
    expect(refusalOf(guard, 'http://[::ffff:10.0.0.5]/')).toBeUndefined();
    expect(refusalOf(guard, 'http://[::1]/')).toBeUndefined();
    expect(refusalOf(guard, 'http://localhost:3000/')).toBeUndefined();
    expect(refusalOf(guard, 'http://10.0.0.6/')).toBe('blocked_address');
  });

  it('warns of plain http, in production only', () => {
    expect(production().checkUrl('http://example.com/').warnings).toHaveLength(1);
    expect(production().checkUrl('https://example.com/').warnings).toEqual([]);
    const lax = new AddressGuard({ production: false, allowedHosts: [] });
    expect(lax.checkUrl('http://127.0.0.1:3000/').warnings).toEqual([]);
    expect(refusalOf(lax, 'ftp://127.0.0.1/')).toBe('scheme');
  });
});

describe('where a socket may go', () => {
  const mixed: LookupAddress[] = [
    { address: '10.0.0.1', family: 4 },
    { address: '8.8.8.8', family: 4 },
    { address: 'fd00::1', family: 6 },
  ];

  it('gets permitted addresses only from a lookup', async () => {
    const guard = production([], { 'mixed.test': mixed });
    expect(await lookedUp(guard, 'mixed.test')).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(await lookedUp(guard, 'mixed.test', false)).toBe('8.8.8.8');
  });

  it('is refused when a public name leads to private addresses', async () => {
    const guard = production([], { 'rebound.test': [{ address: '169.254.169.254', family: 4 }] });
    expect(await lookedUp(guard, 'rebound.test')).toBeInstanceOf(OutboundRefused);
  });

  it('may be private where the name, or the address, is listed', async () => {
    const names = { 'hooks.internal': mixed };
    expect(await lookedUp(production(['HOOKS.internal.'], names), 'hooks.internal')).toEqual(mixed);
    expect(await lookedUp(production(['10.0.0.1'], names), 'hooks.internal')).toEqual(mixed.slice(0, 2));
  });

  it('is looked up once for many who ask at the same time', async () => {
    let asked = 0;
    const guard = new AddressGuard({
      production: true,
      allowedHosts: [],
      resolve: async () => {
        asked += 1;
        return mixed;
      },
    });
    await Promise.all([lookedUp(guard, 'a.test'), lookedUp(guard, 'a.test'), lookedUp(guard, 'a.test')]);
    await lookedUp(guard, 'b.test');
    expect(asked).toBe(2);
  });

  it('waits behind names that hang only if it was not answered promptly before', async () => {
    const hanging = new Map<string, (found: LookupAddress[]) => void>();
    let most = 0;
    const guard = new AddressGuard({
      production: true,
      allowedHosts: [],
      resolve: async (name) => {
        if (!name.startsWith('hanging')) return mixed;
        return new Promise((resolve) => {
          hanging.set(name, resolve);
          most = Math.max(most, hanging.size);
        });
      },
    });
    expect(await lookedUp(guard, 'known.test', false)).toBe('8.8.8.8');
    const names = Array.from({ length: 20 }, (_, n) => `hanging${n}.test`);
    const hung = names.map((name) => lookedUp(guard, name, false));
    expect(await lookedUp(guard, 'known.test', false)).toBe('8.8.8.8');
    const next = lookedUp(guard, 'new.test', false);
    for (const name of names) {
      while (!hanging.has(name)) await new Promise(setImmediate);
      hanging.get(name)?.([{ address: '1.1.1.1', family: 4 }]);
      hanging.delete(name);
    }
    expect(new Set(await Promise.all(hung))).toEqual(new Set(['1.1.1.1']));
    expect(await next).toBe('8.8.8.8');
    expect(most).toBe(1);
  });

  it('is refused at connect time, for addresses in the URL as well as behind a name', async () => {
    let visits = 0;
    const server = createServer((_request, response) => {
      visits += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port }: AddressInfo = addressOf(server.address());
    const here: LookupAddress[] = [{ address: '127.0.0.1', family: 4 }];
    try {
      const guard = production(['listed.test'], { 'hidden.test': here, 'listed.test': here });
      expect(await visit(guard, `http://127.0.0.1:${port}/`)).toBe('ERR_OUTBOUND_REFUSED');
      expect(await visit(guard, `http://[::ffff:127.0.0.1]:${port}/`)).toBe('ERR_OUTBOUND_REFUSED');
      expect(await visit(guard, `http://hidden.test:${port}/`)).toBe('ERR_OUTBOUND_REFUSED');
      expect(visits).toBe(0);
      expect(await visit(guard, `http://listed.test:${port}/`)).toBe(200);
      expect(visits).toBe(1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address;
}
