import { checkContact, checkContacts } from './client/generated/index.js';
import { World } from './harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const NOBODY = '15550009999';
/** Brazil has added a nine to its mobile numbers; accounts that are older keep their JID. */
const RIO = '555580001111';
const RIO_WITH_NINE = '5555980001111';
const path = { instanceId: 'bot' };

let world: World;

beforeAll(async () => {
  world = await World.start({ SEND_TIMEOUT_MS: '8000' });
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  await world.link('bot', BOT);
  for (const phone of [ANNA, BEN]) await world.emulator.phone(phone);
  await world.emulator.request('POST', '/phones', { phone: RIO, aliases: [RIO_WITH_NINE] });
  await world.emulator.request('POST', '/phones', { phone: '15550003333', registered: false });
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

afterAll(async () => {
  await world.stop();
});

function jid(phone: string): string {
  return `${phone}@s.whatsapp.net`;
}

describe('a check of numbers', () => {
  const check = (phone: string) => checkContact({ client: world.api.client, path, body: { phone } });
  const checkAll = (phones: string[]) => checkContacts({ client: world.api.client, path, body: { phones } });

  it('tells who is on WhatsApp and under which JID', async () => {
    expect((await check(ANNA)).data?.data).toEqual({ phone: ANNA, exists: true, jid: jid(ANNA) });
    expect((await check(NOBODY)).data?.data).toEqual({ phone: NOBODY, exists: false });
    expect((await check('15550003333')).data?.data).toEqual({ phone: '15550003333', exists: false });
    expect((await check(RIO_WITH_NINE)).data?.data).toEqual({
      phone: RIO_WITH_NINE,
      exists: true,
      jid: jid(RIO),
    });
    expect((await check(BOT)).data?.data).toEqual({ phone: BOT, exists: true, jid: jid(BOT) });
  });

  it('answers in the order of the question, one for one', async () => {
    const asked = [NOBODY, '+1 (555) 000-2222', RIO_WITH_NINE, BEN, RIO, ANNA, NOBODY, BEN];
    const { data } = await checkAll(asked);
    expect(data?.data.results).toEqual([
      { phone: NOBODY, exists: false },
      { phone: '+1 (555) 000-2222', exists: true, jid: jid(BEN) },
      { phone: RIO_WITH_NINE, exists: true, jid: jid(RIO) },
      { phone: BEN, exists: true, jid: jid(BEN) },
      { phone: RIO, exists: true, jid: jid(RIO) },
      { phone: ANNA, exists: true, jid: jid(ANNA) },
      { phone: NOBODY, exists: false },
      { phone: BEN, exists: true, jid: jid(BEN) },
    ]);
  });

  it('takes a hundred at once, and makes nobody exist by asking', async () => {
    const asked = Array.from({ length: 100 }, (_, index) => String(447_000_000_000 + index));
    const before = (await world.emulator.get('/phones')).length;
    for (let round = 0; round < 2; round += 1) {
      const { data } = await checkAll(asked);
      expect(data?.data.results).toEqual(asked.map((phone) => ({ phone, exists: false })));
    }
    expect(await world.emulator.get('/phones')).toHaveLength(before);
  });

  it('is a 504 when WhatsApp says nothing, and never a no', async () => {
    await world.emulator.fault({ kind: 'silence', xmlns: 'usync', phone: BOT });
    for (const { response, error } of [await check(ANNA), await checkAll([ANNA, BEN])]) {
      expect(response?.status).toBe(504);
      expect(error?.error).toMatchObject({ code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } });
    }
  });

  it("is WhatsApp's own refusal when there is one", async () => {
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'usync', phone: BOT, code: 429 });
    const { response, error } = await check(ANNA);
    expect(response?.status).toBe(500);
    expect(error?.error).toMatchObject({ code: 'WHATSAPP_ERROR', details: { code: '429' } });
  });
});
