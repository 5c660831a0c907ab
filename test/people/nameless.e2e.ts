import { setPresence } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => {
  await world.emulator.request('POST', '/phones', { phone: BOT, name: '' });
  await bot.link();
});

describe('an account whose phone has no name yet', () => {
  it('is connected, and can send and receive', async () => {
    const { data } = await bot.event('ready');
    expect(data).toMatchObject({ phone: BOT });
    expect(data).not.toHaveProperty('name');
    expect(await bot.state()).not.toHaveProperty('name');
    await anna.writes('hello');
    await anna.gets('hello to you');
  });

  it('is not shown online', async () => {
    const { response, error } = await setPresence({
      client: world.api.client,
      path: bot,
      body: { status: 'online' },
    });
    expect({ code: response?.status, error: error?.error.code }).toEqual({ code: 409, error: 'CONFLICT' });
    expect(await world.emulator.get(`/phones/${BOT}`)).toMatchObject({ available: false });
  });

  it('gets its name from the phone, and is shown online then', async () => {
    await world.emulator.patch(`/phones/${BOT}`, { name: 'Bread' });
    await eventually(
      () => bot.state(),
      ({ name }) => name === 'Bread',
      'the name to arrive',
    );
    await eventually(
      () => world.emulator.get(`/phones/${BOT}`),
      ({ available }) => available === true,
      'the account to be shown online',
    );
    const from = world.receiver.mark;
    await bot.reconnects();
    expect((await bot.event('ready', undefined, { from })).data).toMatchObject({ name: 'Bread' });
  });
});
