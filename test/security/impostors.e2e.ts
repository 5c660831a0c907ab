import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Emulator } from '../harness/emulator.js';
import { isReady, LinkedInstance } from '../harness/linked-instance.js';
import { useWorld } from '../harness/world.js';

const BOT = '628110000071';
const ANNA = '15550107101';
const BEN = '15550107102';
const QUICK = { RECONNECT_DELAY_MS: '50', RECONNECT_MAX_DELAY_MS: '200' };

describe('somebody between the server and WhatsApp', () => {
  const world = useWorld(QUICK);
  const bot = new LinkedInstance(world, 'bot', BOT);

  beforeAll(async () => {
    await bot.link();
  });

  afterEach(async () => world.emulator.clearFaults());

  it('who shows WhatsApp’s certificates without its key gets no login', async () => {
    const { logins } = await bot.seen();
    const since = bot.mark;
    await world.emulator.fault({ kind: 'forged-server' });
    await bot.strike('drop');
    await bot.story(since, ({ event, data }) => event === 'reconnecting' && data['attempt'] === 4);
    expect(await bot.state()).toMatchObject({ lastDisconnect: { reason: 'forged_server', code: 495 } });
    expect(await bot.seen()).toEqual({ logins, connected: 0 });
    await world.emulator.clearFaults();
    await bot.story(since, isReady);
  });

  it('who exchanges the keys of people cannot read what is written to them', async () => {
    await world.emulator.fault({ kind: 'forged-keys', phone: ANNA });
    const { code, error } = await bot.text(ANNA, 'for Anna alone');
    expect([code, error?.code]).toEqual([500, 'WHATSAPP_ERROR']);
    expect(error?.details).toMatchObject({ outcome: 'not_sent' });
    await world.emulator.clearFaults();
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'again')));
    expect((await world.emulator.inbox(ANNA)).map(({ text }) => text)).toEqual(['again']);
  });

  it('keeps nobody else in a group from getting a message', async () => {
    const { jid } = await world.emulator.request('POST', `/phones/${BEN}/groups`, {
      subject: 'guests',
      participants: [BOT, '15550107103', '15550107104'],
    });
    await world.emulator.fault({ kind: 'forged-keys', phone: '15550107103' });
    const id = await bot.sent(bot.text(String(jid), 'to all'));
    await world.emulator.arrives('15550107104', id);
    await world.emulator.arrives(BEN, id);
  });

  it('cannot link a device to an account whose phone did not sign it', async () => {
    const other = new LinkedInstance(world, 'unsigned', '628110000072');
    await world.emulator.fault({ kind: 'forged-link', phone: other.phone, times: 1 });
    await other.create();
    await other.connect();
    const qr = await other.event('qr');
    await expect(world.emulator.scan(other.phone, String(qr.data['qr']))).rejects.toThrow();
    expect(await other.seen().catch(() => ({ logins: 0 }))).toMatchObject({ logins: 0 });
    expect((await other.state()).status).not.toBe('connected');
  });
});

describe('a server with certificates of another root', () => {
  let emulators: Emulator[] = [];
  let trust: Server;
  // What to trust comes from one emulator, and the address leads to another one.
  const world = useWorld(async () => {
    emulators = await Promise.all([Emulator.start(), Emulator.start()]);
    const [real, other] = await Promise.all(emulators.map(async (each) => each.get('/trust')));
    trust = createServer((_request, response) => {
      response.end(JSON.stringify({ ...real, webSocketUrl: other['webSocketUrl'] }));
    }).listen(0, '127.0.0.1');
    await once(trust, 'listening');
    const address = trust.address();
    if (typeof address !== 'object' || address === null) throw new Error('no port');
    return { ...QUICK, WHATSAPP_EMULATOR_URL: `http://127.0.0.1:${address.port}` };
  });
  const bot = new LinkedInstance(world, 'bot', BOT);

  afterAll(async () => {
    trust.close();
    await Promise.all(emulators.map(async (each) => each.stop()));
  });

  it('is never told who we are, and shows no QR code', async () => {
    await bot.create();
    await bot.connect();
    const since = bot.mark;
    let met = 0;
    const story = await bot.story(
      since,
      ({ data }) => data['reason'] === 'forged_server' && (met += 1) === 3,
    );
    expect(story.filter(({ event }) => event === 'qr')).toEqual([]);
    expect(await bot.state()).toMatchObject({ lastDisconnect: { reason: 'forged_server', code: 495 } });
  });
});
