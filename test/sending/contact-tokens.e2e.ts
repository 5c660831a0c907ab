import { checkContact } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);

beforeAll(async () => {
  await bot.link();
});

/** How often the server is asked to give a contact a token while `work` is done. None is given meanwhile. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  const where = { phone: BOT, xmlns: 'privacy', child: 'tokens' };
  const fault = await world.emulator.fault({ kind: 'iq-error', code: 500, ...where });
  await work();
  // This query leaves after those that the messages have caused.
  await checks(stranger());
  const faults: { id: string; happened: number }[] = await world.emulator.get('/faults');
  await world.emulator.clearFaults();
  return faults.find(({ id }) => id === fault)?.happened ?? 0;
}

async function checks(phone: string): Promise<void> {
  const path = { instanceId: bot.instanceId };
  await checkContact({ client: world.api.client, throwOnError: true, path, body: { phone } });
}

let strangers = 0;
function stranger(): string {
  strangers += 1;
  return String(15550009000 + strangers);
}

it('a contact is given a token with the first message and not with those that follow, also after a restart', async () => {
  // A token that could not be given is tried again.
  expect(await asked(() => anna.gets('one'))).toBe(1);
  await anna.gets('two');
  await checks(stranger());
  expect(await asked(() => anna.gets('three'))).toBe(0);
  await world.api.kill();
  await world.api.start();
  await bot.reaches('connected');
  expect(await asked(() => anna.gets('four'))).toBe(0);
  expect(await asked(() => ben.gets('hello'))).toBe(1);
});
