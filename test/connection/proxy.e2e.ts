import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Proxy, proxiedAgents, ProxyFailure } from '../../libs/outbound/src/index.js';
import { createInstance, getInstance, updateInstance } from '../../packages/client/src/generated/index.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { LinkedInstance } from '../harness/linked-instance.js';
import { outcomeOf } from '../harness/outcome.js';
import { ConnectProxy, PASSWORD, SocksProxy } from '../harness/proxies.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const ANNA = '15551000071';
const PICTURE = bytesOf(EXAMPLE_FILES.image);

const directory = mkdtempSync(join(tmpdir(), 'miaw-outgoing-'));
const OUTGOING = join(directory, 'outgoing');
writeFileSync(OUTGOING, '');

const world = useWorld(
  { RECONNECT_DELAY_MS: '50', RECONNECT_MAX_DELAY_MS: '200', OUTGOING_FILE: OUTGOING },
  'outgoing.js',
);

/** Connections that the server has begun, and names that it has looked up: all so far. */
function outgoing(): string[] {
  return readFileSync(OUTGOING, 'utf8').split('\n').slice(0, -1);
}

afterAll(() => rmSync(directory, { recursive: true }));

describe.each([
  ['http', new ConnectProxy(), '628121000071'],
  ['socks5', new SocksProxy(), '628121000072'],
] as const)('through a proxy by %s', (scheme, proxy, phone) => {
  const bot = new LinkedInstance(world, `by-${scheme}`, phone);
  let before = 0;

  /** What went out past the proxy, apart from webhooks. */
  function direct(): string[] {
    const allowed = new Set([proxy.address, new URL(world.receiver.url).host]);
    return outgoing()
      .slice(before)
      .filter((place) => !allowed.has(place));
  }

  async function setProxy(url: string | null) {
    const { client } = world.api;
    return outcomeOf(updateInstance({ client, path: { instanceId: bot.instanceId }, body: { proxy: url } }));
  }

  async function endsWith(reason: string): Promise<void> {
    await eventually(
      () => bot.state(),
      ({ lastDisconnect }) => lastDisconnect?.reason === reason,
      `the end ${reason}`,
    );
  }

  beforeAll(async () => {
    await proxy.listen();
  });

  afterAll(async () => {
    await proxy.stop();
  });

  it('the instance is linked, talks, and exchanges files, and nothing goes past the proxy', async () => {
    before = outgoing().length;
    const { client } = world.api;
    const body = { instanceId: bot.instanceId, webhookUrl: world.receiver.url, proxy: proxy.url() };
    const created = await outcomeOf(createInstance({ client, body }));
    expect(created).toMatchObject({ code: 201, data: { proxy: proxy.masked } });
    await bot.pair();
    await bot.talks(ANNA);
    const { webSocketUrl } = await world.emulator.get('/trust');
    const { port } = new URL(String(webSocketUrl));
    expect(proxy.connected.map((place) => place.split(':').at(-1))).toContain(port);

    const { bytes, connected } = proxy;
    const tunnels = connected.length;
    const sent = await bot.sent(bot.media('image', { to: ANNA, media: EXAMPLE_FILES.image }));
    await world.emulator.arrives(ANNA, sent);
    const received = await world.emulator.sendMedia(ANNA, phone, PICTURE, {
      kind: 'image',
      mimetype: 'image/png',
    });
    await bot.hears(received);
    expect(await bot.file(received)).toMatchObject({ code: 200, bytes: PICTURE });
    // One for the upload and one for the download.
    expect(connected.length - tunnels).toBeGreaterThanOrEqual(2);
    expect(proxy.bytes - bytes).toBeGreaterThan(2 * PICTURE.length);
    expect(direct()).toEqual([]);
  });

  it('that is set again, the connection stays', async () => {
    const tunnels = proxy.connected.length;
    const { connectedAt } = await bot.state();
    expect(await setProxy(proxy.url())).toMatchObject({ code: 200, data: { proxy: proxy.masked } });
    await bot.talks(ANNA);
    expect(await bot.state()).toMatchObject({ status: 'connected', connectedAt });
    expect(proxy.connected.length).toBe(tunnels);
  });

  it('that is down, the instance says so, waits for it, and does not go without', async () => {
    await proxy.stop();
    await endsWith('proxy_unreachable');
    expect(await bot.text(ANNA, 'nowhere')).toMatchObject({ code: 503 });
    const from = world.receiver.mark;
    await proxy.listen();
    await bot.event('ready', undefined, { from });
    await bot.talks(ANNA);
    expect(direct()).toEqual([]);
  });

  it('that refuses the login, the instance says so', async () => {
    const { refused } = proxy;
    expect(await setProxy(proxy.url('wrong'))).toMatchObject({ code: 200, data: { proxy: proxy.masked } });
    await endsWith('proxy_refused');
    expect(proxy.refused).toBeGreaterThan(refused);
    const from = world.receiver.mark;
    await setProxy(proxy.url());
    await bot.event('ready', undefined, { from });
    expect(direct()).toEqual([]);
  });

  it('the instance goes again after a restart, and nobody is told the password', async () => {
    const lines = world.api.hear();
    const from = world.receiver.mark;
    await world.api.halt();
    await world.api.start();
    await bot.event('ready', undefined, { from });
    const shown = await outcomeOf(
      getInstance({ client: world.api.client, path: { instanceId: bot.instanceId } }),
    );
    expect(shown.data?.proxy).toBe(proxy.masked);
    const told = [...lines, JSON.stringify(shown), JSON.stringify(await bot.state())].join('\n');
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(told).not.toContain(secret);
  });

  it('the instance goes no longer once the proxy is removed, which is noticed', async () => {
    before = outgoing().length;
    const from = world.receiver.mark;
    expect(await setProxy(null)).toMatchObject({ code: 200, data: { proxy: null } });
    await bot.event('ready', undefined, { from });
    expect(direct()).not.toEqual([]);
    await bot.delete();
  });
});

describe('names', () => {
  it('are resolved by the proxy, for connections and for fetch', async () => {
    const server = createServer((request, response) => response.end(`to ${request.headers.host}`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const socks = new SocksProxy('socks5h');
    await socks.listen();
    try {
      const proxy = new Proxy(socks.url());
      (await proxy.connect('media.invalid', port)).destroy();
      const { dispatcher } = proxiedAgents(proxy);
      const options: RequestInit = {};
      Object.assign(options, { dispatcher });
      const answer = await fetch(`http://files.invalid:${port}/`, options);
      expect(await answer.text()).toBe(`to files.invalid:${port}`);
      await dispatcher.close();
      expect(socks.names).toEqual(['media.invalid', 'files.invalid']);
      await expect(new Proxy(socks.url('wrong')).connect('media.invalid', port)).rejects.toThrow(
        ProxyFailure,
      );
    } finally {
      server.closeAllConnections();
      server.close();
      await socks.stop();
    }
  });
});
