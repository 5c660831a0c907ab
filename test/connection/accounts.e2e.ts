import { connectInstance, createInstance, getInstance } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const FIRST = '628111111111';
const SECOND = '628222222222';

const world = useWorld();

/** Shows a QR code and lets a phone scan it. */
async function scanned(bot: Bot, phone: string): Promise<void> {
  const from = world.receiver.mark;
  await bot.connect();
  const { data } = await bot.event('qr', undefined, { from });
  await world.emulator.scan(phone, String(data['qr']));
}

async function companions(phone: string): Promise<number> {
  return (await world.emulator.get(`/phones/${phone}`)).companions.length;
}

describe('an instance', () => {
  const bot = new Bot(world, 'any', FIRST);

  it('tells which account is ready', async () => {
    const business = { category: 'Bakery' };
    await world.emulator.request('POST', '/phones', { phone: FIRST, name: 'Bread', business });
    await bot.link();
    const { lid, name } = await world.emulator.get(`/phones/${FIRST}`);
    const { data } = await bot.event('ready');
    expect(data).toMatchObject({ instanceId: 'any', phone: FIRST, lid, name });
  });

  it('tells that another account is linked than before, but not that the same one is linked again', async () => {
    for (const phone of [FIRST, SECOND]) {
      const from = world.receiver.mark;
      const linked = (await bot.state()).phone;
      const { companions: all } = await world.emulator.get(`/phones/${linked}`);
      await world.emulator.request('DELETE', `/phones/${linked}/companions/${all[0].n}`);
      await bot.event('logged_out', undefined, { from });
      await scanned(bot, phone);
      await bot.event('ready', undefined, { from });
    }
    const changes = world.receiver.named('account_changed').map(({ data }) => data);
    expect(changes).toEqual([{ phone: SECOND, previousPhone: FIRST }]);
  });
});

describe('an instance that was created for a phone number', () => {
  const bot = new Bot(world, 'own', FIRST);

  it('shows it', async () => {
    const body = { instanceId: 'own', phone: `+${FIRST}`, webhookUrl: world.receiver.url };
    await createInstance({ client: world.api.client, throwOnError: true, body });
    const { data } = await getInstance({ client: world.api.client, path: { instanceId: 'own' } });
    expect(data?.data).toMatchObject({ phone: FIRST });
  });

  it('unlinks every other account at once', async () => {
    const before = await companions(SECOND);
    await scanned(bot, SECOND);
    const { data } = await bot.event('disconnected', ({ data: { reason } }) => reason === 'wrong_account');
    expect(data).toEqual({ reason: 'wrong_account' });
    await eventually(
      () => companions(SECOND),
      (count) => count === before,
      'the device to be unlinked',
    );
    expect(await bot.state()).toMatchObject({ status: 'disconnected', reason: 'wrong_account' });
    expect(world.receiver.named('ready').filter(({ instanceId }) => instanceId === 'own')).toEqual([]);
  });

  it('refuses a pairing code for another number', async () => {
    const { error } = await connectInstance({
      client: world.api.client,
      path: { instanceId: 'own' },
      body: { pairingPhone: SECOND },
    });
    expect(error?.error).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { fields: [{ field: 'pairingPhone' }] },
    });
  });

  it('takes the account that it is for', async () => {
    await scanned(bot, FIRST);
    expect((await bot.event('ready')).data).toMatchObject({ phone: FIRST });
  });
});
