import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
/** Epoch seconds, in the future. */
const UNTIL = Math.floor(Date.now() / 1000) + 86_400;
const UNTIL_ISO = new Date(UNTIL * 1000).toISOString();

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
let strangers = 0;

beforeAll(async () => {
  await bot.link();
  await anna.writes('hello');
});

afterEach(async () => {
  await world.emulator.delete(`/phones/${BOT}/restriction`);
  await eventually(
    () => bot.state(),
    ({ restriction }) => restriction === undefined,
    'the restriction to be lifted',
  );
});

function stranger(): string {
  strangers += 1;
  return String(15550005000 + strangers);
}

async function restricts(body: object): Promise<void> {
  await world.emulator.post(`/phones/${BOT}/restriction`, body);
}

function isActive({ data }: { data: Record<string, unknown> }): boolean {
  return data['active'] === true;
}

async function refusal(to: string) {
  const { code, error } = await bot.text(to, 'hi');
  return { code, error: error?.code, details: error?.details };
}

const REFUSED = {
  code: 500,
  error: 'WHATSAPP_ERROR',
  details: { code: '463', reason: 'account_restricted', until: UNTIL_ISO, outcome: 'not_sent' },
};

describe('an account that must not begin chats', () => {
  it('is told so, and in the status', async () => {
    const from = world.receiver.mark;
    await restricts({ kind: 'reachout_timelock', until: UNTIL, enforcementType: 'BIZ_QUALITY' });
    const { data } = await bot.event('account_restricted', isActive, { from });
    expect(data).toEqual({
      kind: 'reachout_timelock',
      active: true,
      until: UNTIL * 1000,
      details: { enforcementType: 'BIZ_QUALITY' },
    });
    expect((await bot.state()).restriction).toEqual({
      kind: 'reachout_timelock',
      until: UNTIL_ISO,
      details: { enforcementType: 'BIZ_QUALITY' },
    });
    await world.emulator.delete(`/phones/${BOT}/restriction`);
    const lifted = await bot.event('account_restricted', ({ data: { active } }) => active === false, {
      from,
    });
    expect(lifted.data).toMatchObject({ kind: 'reachout_timelock', active: false });
  });

  it('is refused before a first contact is sent, and may go on in its chats', async () => {
    const from = world.receiver.mark;
    const person = stranger();
    await restricts({ kind: 'reachout_timelock', until: UNTIL });
    await bot.event('account_restricted', isActive, { from });
    const refused = await refusal(person);
    expect(refused).toEqual(REFUSED);
    expect(await world.emulator.inbox(person)).toEqual([]);
    expect((await bot.messages(person)).data?.messages ?? []).toEqual([]);
    await anna.gets('goes on');
  });

  it('is told once, though WhatsApp is asked at each login', async () => {
    const until = UNTIL + 5;
    await restricts({ kind: 'reachout_timelock', until });
    const told = ({ data }: { data: Record<string, unknown> }) => data['until'] === until * 1000;
    await bot.event('account_restricted', told);
    await bot.reconnects();
    await eventually(
      () => bot.state(),
      ({ restriction }) => restriction !== undefined,
      'the restriction to be known',
    );
    await anna.writes('after the login');
    expect(world.receiver.named('account_restricted').filter(told)).toHaveLength(1);
  });

  it('hears it with the refusal, if WhatsApp has not said so before', async () => {
    await world.emulator.fault({ kind: 'drop-stanza', phone: BOT, tag: 'notification', times: 1 });
    await restricts({ kind: 'reachout_timelock', until: UNTIL });
    const refused = await refusal(stranger());
    expect(refused).toMatchObject(REFUSED);
    expect(refused.details).toHaveProperty('messageId');
    expect((await bot.state()).restriction).toMatchObject({ until: UNTIL_ISO });
    await bot.status(refused.details?.['messageId'], 'failed');
  });
});

describe('an account that has used up its messages to new chats', () => {
  it('is told so, and in the status', async () => {
    const from = world.receiver.mark;
    await restricts({ kind: 'new_chat_message_cap', totalQuota: 10, usedQuota: 10, until: UNTIL });
    const { data } = await bot.event(
      'account_restricted',
      ({ data: { kind } }) => kind === 'new_chat_message_cap',
      { from },
    );
    const restriction = {
      kind: 'new_chat_message_cap',
      details: { status: 'CAPPED', totalQuota: 10, usedQuota: 10 },
    };
    expect(data).toEqual({ ...restriction, active: true, until: UNTIL * 1000 });
    expect((await bot.state()).restriction).toEqual({ ...restriction, until: UNTIL_ISO });
  });

  it('hears it with the refusal, if WhatsApp has not said so before', async () => {
    const person = stranger();
    await world.emulator.fault({ kind: 'drop-stanza', phone: BOT, tag: 'notification', times: 1 });
    await restricts({ kind: 'new_chat_message_cap', totalQuota: 10, usedQuota: 10, until: UNTIL });
    await world.emulator.fault({ kind: 'ack-error', code: 475, phone: BOT, times: 1 });
    const refused = await refusal(person);
    expect(refused).toMatchObject({ ...REFUSED, details: { ...REFUSED.details, code: '475' } });
    expect((await bot.state()).restriction).toMatchObject({ kind: 'new_chat_message_cap', until: UNTIL_ISO });
  });
});
