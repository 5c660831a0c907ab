import { resolveAddresses } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const STRANGER = '15550002222';
const NOBODY = '15550009999';

const world = useWorld({ SEND_TIMEOUT_MS: '6000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => {
  await world.emulator.phone(anna.phone);
  await world.emulator.phone(STRANGER);
  await world.emulator.post('/phones', { phone: NOBODY, registered: false });
  await bot.link();
  await anna.writes('Hello');
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

const resolve = (...addresses: string[]) =>
  outcomeOf(resolveAddresses({ client: world.api.client, path: { instanceId: 'bot' }, body: { addresses } }));

async function lidOf(phone: string): Promise<string> {
  return (await world.emulator.get(`/phones/${phone}`)).lid;
}

describe('the addresses of people', () => {
  it('have a result each, in order, from what is known and from WhatsApp', async () => {
    const annas = await anna.lid();
    const theirs = await lidOf(STRANGER);
    const { data } = await resolve(annas, STRANGER, NOBODY, anna.phone, '999999999999999@lid', STRANGER);
    expect(data?.results).toEqual([
      { address: annas, status: 'found', source: 'known', phone: anna.phone, lid: annas },
      { address: STRANGER, status: 'found', source: 'whatsapp', phone: STRANGER, lid: theirs },
      { address: NOBODY, status: 'not_found', reason: 'not_on_whatsapp' },
      { address: anna.phone, status: 'found', source: 'known', phone: anna.phone, lid: annas },
      { address: '999999999999999@lid', status: 'not_found', reason: 'not_known' },
      { address: STRANGER, status: 'found', source: 'whatsapp', phone: STRANGER, lid: theirs },
    ]);
    expect((await resolve(theirs)).data?.results).toMatchObject([{ source: 'known', phone: STRANGER }]);
  });

  it('that are known need no connection; others are never missing because of one', async () => {
    await world.emulator.phone('15550003333');
    await world.emulator.fault({ kind: 'silence', xmlns: 'usync', times: 1 });
    expect((await resolve(anna.phone, '15550003333')).error).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    await bot.disconnect();
    expect((await resolve(anna.phone)).data?.results).toMatchObject([{ status: 'found' }]);
    expect((await resolve('15550003333')).error).toMatchObject({ code: 'INSTANCE_NOT_CONNECTED' });
  });

  it('are known after a restart, too', async () => {
    const theirs = await lidOf(STRANGER);
    await resolve(STRANGER);
    await world.api.kill();
    await world.api.start();
    expect((await resolve(theirs, STRANGER)).data?.results).toMatchObject([
      { source: 'known', phone: STRANGER, lid: theirs },
      { source: 'known', phone: STRANGER, lid: theirs },
    ]);
  });
});
