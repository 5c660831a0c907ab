import {
  addGroupParticipants,
  listGroups,
  removeGroupParticipants,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const [ANNA, BEN, CARA] = ['15550001111', '15550002222', '15550003333'];

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
let group = '';

beforeAll(async () => {
  await bot.link();
});

beforeEach(async () => {
  const body = { subject: 'known', participants: [BOT, BEN] };
  group = String((await world.emulator.post(`/phones/${ANNA}/groups`, body)).jid);
  await bot.event('group_participants', ({ data }) => data['groupJid'] === group);
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

/** Counts the queries about groups from now on. */
async function counted(): Promise<() => Promise<number>> {
  const fault = await world.emulator.fault({ kind: 'iq-delay', ms: 0, xmlns: 'w:g2', phone: BOT });
  return async () => {
    const faults: { id: string; happened: number }[] = await world.emulator.get('/faults');
    return faults.find(({ id }) => id === fault)?.happened ?? 0;
  };
}

/** Has WhatsApp refuse all queries about groups: there were too many. */
async function tooMany(): Promise<void> {
  await world.emulator.fault({ kind: 'iq-error', code: 429, xmlns: 'w:g2', phone: BOT });
}

async function sent(text: string): Promise<string> {
  return bot.sent(bot.text(group, text));
}

describe('a group that messages were sent to', () => {
  it('is asked about once', async () => {
    const queries = await counted();
    for (const text of ['one', 'two', 'three']) {
      const id = await sent(text);
      await world.emulator.arrives(BEN, id);
    }
    expect(await queries()).toBe(1);
  });

  it('is known with those who join and leave, though WhatsApp answers no queries', async () => {
    await sent('to two');
    await tooMany();
    await world.emulator.post(`/phones/${ANNA}/groups/${group}/participants`, { add: [CARA] });
    await bot.event(
      'group_participants',
      ({ data }) => data['groupJid'] === group && data['action'] === 'add',
    );
    await world.emulator.arrives(CARA, await sent('to three'));
    await world.emulator.post(`/phones/${ANNA}/groups/${group}/participants`, { remove: [CARA] });
    await bot.event(
      'group_participants',
      ({ data }) => data['groupJid'] === group && data['action'] === 'remove',
    );
    const last = await sent('to two again');
    await world.emulator.arrives(BEN, last);
    expect((await world.emulator.inbox(CARA)).map(({ id }) => id)).not.toContain(last);
  });

  it('has those whom the account itself has just added, and not those whom it has removed', async () => {
    await world.emulator.post(`/phones/${ANNA}/groups/${group}/admins`, { promote: [BOT] });
    await bot.event(
      'group_participants',
      ({ data }) => data['groupJid'] === group && data['action'] === 'promote',
    );
    await sent('to two');
    const call = {
      client: world.api.client,
      throwOnError: true as const,
      path: { instanceId: 'bot', groupJid: group },
    };
    await addGroupParticipants({ ...call, body: { participants: [CARA] } });
    await world.emulator.arrives(CARA, await sent('to three'));
    await removeGroupParticipants({ ...call, body: { participants: [CARA] } });
    const last = await sent('to two again');
    await world.emulator.arrives(BEN, last);
    expect((await world.emulator.inbox(CARA)).map(({ id }) => id)).not.toContain(last);
  });

  it('is asked about again when the answer to a message shows other devices', async () => {
    const id = await sent('seen by others');
    const queries = await counted();
    const attrs = { class: 'message', id, from: group, phash: '2:AAAAAA' };
    await world.emulator.post(`/phones/${BOT}/stanzas`, { tag: 'ack', attrs });
    // The same connection brings this message after the answer.
    const { messageId } = await world.emulator.post(`/phones/${ANNA}/messages`, { to: BOT, text: 'later' });
    await bot.hears(String(messageId));
    await sent('asks');
    await sent('asks no more');
    expect(await queries()).toBe(1);
  });

  it('is asked about again when something unknown happens in it', async () => {
    await sent('before');
    const queries = await counted();
    const attrs = {
      from: group,
      type: 'w:gp2',
      id: 'UNKNOWN-NEWS',
      t: '1796000000',
      participant: `${ANNA}@s.whatsapp.net`,
    };
    await world.emulator.post(`/phones/${BOT}/stanzas`, {
      tag: 'notification',
      attrs,
      content: [{ tag: 'brand_new', attrs: {} }],
    });
    const { messageId } = await world.emulator.post(`/phones/${ANNA}/messages`, { to: group, text: 'later' });
    await bot.hears(String(messageId));
    await sent('asks');
    expect(await queries()).toBe(1);
  });

  it('is asked about again if something happens while WhatsApp lists all groups', async () => {
    await sent('before');
    const slow = { kind: 'iq-delay', ms: 2000, xmlns: 'w:g2', child: 'participating', phone: BOT, times: 1 };
    const queries = await counted();
    await world.emulator.fault(slow);
    const listing = listGroups({ client: world.api.client, path: { instanceId: 'bot' } });
    await eventually(queries, (count) => count === 1, 'the groups to be asked for');
    await world.emulator.post(`/phones/${BOT}/stanzas`, {
      tag: 'ib',
      attrs: { from: 's.whatsapp.net' },
      content: [{ tag: 'dirty', attrs: { type: 'groups', timestamp: '1796000000' } }],
    });
    const { messageId } = await world.emulator.post(`/phones/${ANNA}/messages`, { to: BOT, text: 'later' });
    await bot.hears(String(messageId));
    expect((await listing).response?.status).toBe(200);
    const before = await queries();
    await sent('asks');
    expect(await queries()).toBe(before + 1);
  });

  it('is sent to as it was known when WhatsApp refuses to describe it', async () => {
    await sent('before');
    await tooMany();
    await world.emulator.post(`/phones/${BOT}/stanzas`, {
      tag: 'ib',
      attrs: { from: 's.whatsapp.net' },
      content: [{ tag: 'dirty', attrs: { type: 'groups', timestamp: '1796000000' } }],
    });
    const { messageId } = await world.emulator.post(`/phones/${ANNA}/messages`, { to: BOT, text: 'later' });
    await bot.hears(String(messageId));
    await world.emulator.arrives(BEN, await sent('all the same'));
  });
});

describe('a message that was refused because the group is addressed otherwise now', () => {
  it('is sent once more, and succeeds', async () => {
    await sent('before');
    const queries = await counted();
    await world.emulator.fault({ kind: 'ack-error', code: 421, phone: BOT, times: 1 });
    const { code, data } = await bot.text(group, 'again');
    expect({ code, status: data?.status }).toEqual({ code: 200, status: 'sent' });
    await world.emulator.arrives(BEN, data?.messageId);
    expect(await queries()).toBe(1);
    await bot.status(data?.messageId, 'sent');
    expect(bot.statuses(data?.messageId)).toEqual(['sent']);
  });

  it('is not sent for ever', async () => {
    await sent('before');
    await world.emulator.fault({ kind: 'ack-error', code: 421, phone: BOT, times: 2 });
    const { code, error } = await bot.text(group, 'never');
    expect({ code, error }).toMatchObject({
      code: 500,
      error: { code: 'WHATSAPP_ERROR', details: { code: '421', outcome: 'not_sent' } },
    });
    await world.emulator.arrives(BEN, await sent('the next one'));
  });
});
