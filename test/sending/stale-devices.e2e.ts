import { Bot } from '../harness/bot.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PEOPLE = Array.from({ length: 6 }, (_, n) => `1555000111${n}`);
const [ANNA = '', BEN = '', ...OTHERS] = PEOPLE;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

/** Someone with devices that were removed, but are still on the list. */
async function person(phone: string, staleDevices: number[]): Promise<void> {
  await world.emulator.request('POST', '/phones', { phone, staleDevices });
}

async function arrives(phone: string, text: string): Promise<void> {
  await eventually(
    () => world.emulator.inbox(phone),
    (inbox) => inbox.some((message) => message.text === text),
    `"${text}" to arrive at ${phone}`,
  );
}

beforeAll(async () => {
  await person(BOT, [40]);
  await bot.link();
});

describe('a device for which WhatsApp has no keys', () => {
  it('is left out when its person is written to, be it one of ours', async () => {
    await person(ANNA, [7, 8]);
    expect(await bot.text(ANNA, 'one')).toMatchObject({ code: 200, data: { status: 'sent' } });
    expect(await bot.text(ANNA, 'two')).toMatchObject({ code: 200, data: { status: 'sent' } });
    await arrives(ANNA, 'one');
    await arrives(ANNA, 'two');
  });

  it('is left out when the whole request is refused because of it', async () => {
    await person(BEN, [9]);
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'encrypt', child: 'key', code: 406, times: 1 });
    expect(await bot.text(BEN, 'three')).toMatchObject({ code: 200, data: { status: 'sent' } });
    await arrives(BEN, 'three');
  });

  it('does not keep a message from the others in a group', async () => {
    for (const [n, phone] of OTHERS.entries()) await person(phone, n < 3 ? [5, 6] : []);
    const { jid } = await world.emulator.request('POST', `/phones/${ANNA}/groups`, {
      subject: 'stale',
      participants: [BOT, ...OTHERS],
    });
    expect(await bot.text(String(jid), 'to all')).toMatchObject({ code: 200 });
    for (const phone of OTHERS) await arrives(phone, 'to all');
  });
});
