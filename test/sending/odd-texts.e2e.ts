import { Bot } from '../harness/bot.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const LONGEST = 65_536;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

describe('a text', () => {
  it.each([
    ['as long as it may be', 'x'.repeat(LONGEST)],
    ['without anything visible', '\u200b\u200e'],
    ['from right to left, with a family', '\u202e\u05e9\u05dc\u05d5\u05dd 👨‍👩'],
    ['with a control character', 'a\u0000b'],
  ])('arrives as it was written: %s', async (_what, text) => {
    const id = await bot.sent(bot.text(ANNA, text));
    expect((await world.emulator.arrives(ANNA, id)).text).toBe(text);
    expect((await bot.knows(id)).text).toBe(text);
  });

  it.each([
    ['too long', 'x'.repeat(LONGEST + 1)],
    ['blank', '  \n'],
    ['half a character', 'a\ud800b'],
  ])('is refused: %s', async (_what, text) => {
    const { code, error } = await bot.text(ANNA, text);
    expect({ code, fields: error?.details?.['fields'] }).toMatchObject({
      code: 400,
      fields: [{ field: 'text', reason: expect.any(String) }],
    });
  });
});
