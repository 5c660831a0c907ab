import { Bot } from '../harness/bot.js';
import { MALFORMED } from '../harness/malformed.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => bot.link());

describe('stanzas that make no sense', () => {
  it('hold nothing up', async () => {
    const { logins } = (await world.emulator.get('/stats')).phones[BOT];
    for (const [n, { attrs, ...stanza }] of MALFORMED.entries()) {
      const node = { ...stanza, attrs: { id: `JUNK${n}`, ...attrs } };
      await world.emulator.request('POST', `/phones/${BOT}/stanzas`, node);
    }
    await anna.writes('still there?');
    expect(await anna.gets('yes')).toBeTruthy();
    expect(await bot.state()).toMatchObject({ status: 'connected' });
    expect((await world.emulator.get('/stats')).phones[BOT].logins).toBe(logins);
  });

  it('hold nothing up at the next login either', async () => {
    await bot.restart();
    await anna.writes('and now?');
  });
});
