import {
  leaveGroup,
  sendText,
  setGroupPicture,
  updateGroup,
  updateWebhook,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { jidOf } from '../harness/jid.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually, steadily } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARA = '15550003333';
const instance = { instanceId: 'bot' };

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  for (const phone of [ANNA, BEN, CARA]) await world.emulator.phone(phone);
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

/** Somebody makes a group. Resolves with its JID. */
async function makes(maker: string, participants: string[], addressing?: 'lid' | 'pn'): Promise<string> {
  const body = { subject: 'Lunch', participants, addressing };
  return String((await world.emulator.request('POST', `/phones/${maker}/groups`, body)).jid);
}

/** Somebody changes a group on their phone. */
async function changes(phone: string, group: string, method: string, path = '', body?: object) {
  return world.emulator.request(method, `/phones/${phone}/groups/${group}${path}`, body);
}

/** The next event about a group. */
async function told(event: string, group: string, from: number): Promise<Arrival> {
  return world.receiver.event(event, ({ data }) => data['groupJid'] === group, { from });
}

/** What the receiver has been told about a group, in order. */
function historyOf(group: string): unknown[] {
  return world.receiver.arrivals.all.flatMap(({ event, data }) => {
    if (data['groupJid'] !== group) return [];
    return event === 'group_update' ? [data['changes']] : [data['action']];
  });
}

/** Has something done, and waits for what is told of it. */
async function after(event: string, group: string, doing: () => Promise<unknown>): Promise<unknown> {
  const from = world.receiver.mark;
  await doing();
  return (await told(event, group, from)).data;
}

describe.each(['lid', 'pn'] as const)('a group that names its members by %s', (addressing) => {
  let group: string;

  const people = (doing: () => Promise<unknown>) => after('group_participants', group, doing);
  const update = (doing: () => Promise<unknown>) => after('group_update', group, doing);

  beforeAll(async () => {
    group = await makes(ANNA, [BOT, BEN], addressing);
  });

  it('is told of when it is made', async () => {
    expect((await told('group_participants', group, 0)).data).toEqual({
      groupJid: group,
      by: jidOf(ANNA),
      action: 'create',
      participants: [ANNA, BOT, BEN].map(jidOf),
    });
  });

  it('is told of when people come, may do more or less, are removed, or leave', async () => {
    const by = { groupJid: group, by: jidOf(ANNA) };
    const cara = { participants: [jidOf(CARA)] };
    const list = (path: string, body: object) => people(() => changes(ANNA, group, 'POST', path, body));
    expect(await list('/participants', { add: [CARA] })).toEqual({ ...by, action: 'add', ...cara });
    expect(await list('/admins', { promote: [CARA] })).toEqual({ ...by, action: 'promote', ...cara });
    expect(await list('/admins', { demote: [CARA] })).toEqual({ ...by, action: 'demote', ...cara });
    expect(await list('/participants', { remove: [CARA] })).toEqual({ ...by, action: 'remove', ...cara });
    const ben = { groupJid: group, by: jidOf(BEN), participants: [jidOf(BEN)] };
    expect(await people(() => changes(BEN, group, 'DELETE'))).toEqual({ ...ben, action: 'leave' });
    const { code } = await changes(ANNA, group, 'GET', '/invite');
    const join = () => world.emulator.request('POST', `/phones/${BEN}/groups/join`, { code });
    expect(await people(join)).toEqual({ ...ben, action: 'join' });
  });

  it('is told of when somebody asks to be let in, to those who decide', async () => {
    await people(() => changes(ANNA, group, 'POST', '/admins', { promote: [BOT] }));
    const approval = () => changes(ANNA, group, 'PATCH', '', { joinApproval: true });
    expect(await update(approval)).toEqual({
      groupJid: group,
      by: jidOf(ANNA),
      changes: { joinApproval: true },
    });
    const { code } = await changes(ANNA, group, 'GET', '/invite');
    const asks = () => world.emulator.request('POST', `/phones/${CARA}/groups/join`, { code });
    const cara = { groupJid: group, by: jidOf(CARA), participants: [jidOf(CARA)] };
    const requests = (doing: () => Promise<unknown>) => after('group_join_request', group, doing);
    expect(await requests(asks)).toEqual({ ...cara, action: 'requested', method: 'invite_link' });
    const takesBack = () => changes(CARA, group, 'DELETE', '/requests');
    expect(await requests(takesBack)).toEqual({ ...cara, action: 'cancelled' });
    await requests(asks);
    const decides = (body: object) => changes(ANNA, group, 'POST', '/requests', body);
    const anna = { ...cara, by: jidOf(ANNA) };
    expect(await requests(() => decides({ reject: [CARA] }))).toEqual({ ...anna, action: 'rejected' });
    await requests(asks);
    expect(await people(() => decides({ approve: [CARA] }))).toEqual({ ...anna, action: 'join' });
  });

  it.each([
    [{ subject: 'Dinner' }, { name: 'Dinner' }],
    [{ description: 'At eight' }, { description: 'At eight' }],
    [{ description: '' }, { description: '' }],
    [{ announce: true }, { announce: true }],
    [{ announce: false }, { announce: false }],
    [{ locked: true }, { restrict: true }],
    [{ locked: false }, { restrict: false }],
    [{ memberAddMode: 'admin_add' }, { membersCanAdd: false }],
    [{ memberAddMode: 'all_member_add' }, { membersCanAdd: true }],
    [{ joinApproval: false }, { joinApproval: false }],
    [{ ephemeral: 86_400 }, { disappearingSeconds: 86_400 }],
    [{ ephemeral: 0 }, { disappearingSeconds: 0 }],
  ])('is told of when it changes: %j', async (body, changed) => {
    const data = await update(() => changes(ANNA, group, 'PATCH', '', body));
    expect(data).toEqual({ groupJid: group, by: jidOf(ANNA), changes: changed });
  });

  it('is told of when its picture or its link changes', async () => {
    const picture = EXAMPLE_FILES.image.split(',', 2)[1];
    const by = { groupJid: group, by: jidOf(ANNA) };
    expect(await update(() => changes(ANNA, group, 'POST', '/picture', { picture }))).toEqual({
      ...by,
      changes: { picture: 'changed' },
    });
    expect(await update(() => changes(ANNA, group, 'DELETE', '/picture'))).toEqual({
      ...by,
      changes: { picture: 'removed' },
    });
    const renewed = await update(() => changes(ANNA, group, 'DELETE', '/invite'));
    const { inviteCode } = await world.emulator.get(`/groups/${group}`);
    expect(renewed).toEqual({ ...by, changes: { inviteCode } });
  });

  it('is told of when the account itself is removed, added again, and leaves', async () => {
    const by = { groupJid: group, by: jidOf(ANNA), participants: [jidOf(BOT)] };
    const list = (body: object) => people(() => changes(ANNA, group, 'POST', '/participants', body));
    expect(await list({ remove: [BOT] })).toEqual({ ...by, action: 'remove' });
    expect(await list({ add: [BOT] })).toEqual({ ...by, action: 'add' });
    const leaves = () =>
      leaveGroup({ client: world.api.client, throwOnError: true, path: { ...instance, groupJid: group } });
    expect(await people(leaves)).toEqual({ ...by, by: jidOf(BOT), action: 'leave' });
  });

  it('is told of by who did it where that is the account itself', async () => {
    await people(() => changes(ANNA, group, 'POST', '/participants', { add: [BOT] }));
    const path = { ...instance, groupJid: group };
    const call = { client: world.api.client, throwOnError: true, path } as const;
    const renames = () => updateGroup({ ...call, body: { name: 'Ours' } });
    expect(await update(renames)).toEqual({ groupJid: group, by: jidOf(BOT), changes: { name: 'Ours' } });
    const shows = () => setGroupPicture({ ...call, body: { media: EXAMPLE_FILES.image } });
    expect(await update(shows)).toMatchObject({ by: jidOf(BOT), changes: { picture: 'changed' } });
  });

  it('tells each thing once, though the emulator brings it twice', async () => {
    await world.emulator.fault({ kind: 'duplicate-stanza', phone: BOT, tag: 'notification', times: 2 });
    await update(() => changes(ANNA, group, 'PATCH', '', { subject: 'Once' }));
    await update(() => changes(ANNA, group, 'PATCH', '', { subject: 'Twice' }));
    await steadily(
      async () => historyOf(group).slice(-2),
      (last) => JSON.stringify(last) === '[{"name":"Once"},{"name":"Twice"}]',
      'each thing to be told once',
      500,
    );
  });
});

describe('what happens in a group', () => {
  it('is told in its place among the messages, after a time without connection as well', async () => {
    const group = await makes(ANNA, [BOT, BEN]);
    await told('group_participants', group, 0);
    const from = world.receiver.mark;
    const all = async (): Promise<void> => {
      await world.emulator.send(BEN, { to: group, text: 'one' });
      await changes(ANNA, group, 'PATCH', '', { subject: 'two' });
      await world.emulator.send(ANNA, { to: group, text: 'three' });
      await changes(ANNA, group, 'POST', '/admins', { promote: [BEN] });
      await world.emulator.send(BEN, { to: group, text: 'four' });
      await changes(BEN, group, 'PATCH', '', { subject: 'five' });
    };
    const order = ['one', 'two', 'three', 'promote', 'four', 'five'];
    const seen = (mark: number): unknown[] =>
      world.receiver.firstSince(mark).flatMap(({ event, data }) => {
        if (event === 'message') return [data['text']];
        if (event === 'group_update') return [Object(data['changes']).name];
        return event === 'group_participants' ? [data['action']] : [];
      });
    const complete = async (mark: number): Promise<void> => {
      await eventually(
        async () => seen(mark),
        (list) => list.length >= order.length,
        'everything to be told',
      );
      expect(seen(mark)).toEqual(order);
    };
    await all();
    await complete(from);

    await world.api.kill();
    await changes(ANNA, group, 'POST', '/admins', { demote: [BEN] });
    await changes(ANNA, group, 'POST', '/admins', { promote: [BEN] });
    const mark = world.receiver.mark;
    await all();
    await world.api.start();
    await eventually(
      async () => seen(mark),
      (list) => list.filter((each) => each === 'five').length > 0,
      'the end of what was missed',
    );
    const missed = seen(mark);
    expect(missed.slice(0, 2)).toEqual(['demote', 'promote']);
    expect(missed.slice(2).filter((each) => each !== 'promote')).toEqual(
      order.filter((each) => each !== 'promote'),
    );
  });
});

describe('a message of ours in a group', () => {
  let group: string;

  beforeAll(async () => {
    group = await makes(ANNA, [BOT, BEN, CARA]);
    await told('group_participants', group, 0);
  });

  async function sent(text: string, to = group): Promise<string> {
    const { data } = await sendText({
      client: world.api.client,
      throwOnError: true,
      path: instance,
      body: { to, text },
    });
    return data.data.messageId;
  }

  function receipts(messageId: string): string[] {
    return world.receiver
      .named('message_receipt')
      .filter(({ data }) => data['messageId'] === messageId)
      .map(({ data }) => `${String(data['participant']).split('@', 1)[0]} ${String(data['type'])}`);
  }

  async function complete(messageId: string, expected: string[]): Promise<void> {
    await eventually(
      async () => receipts(messageId),
      (list) => list.length >= expected.length,
      'all receipts',
    );
    expect(receipts(messageId).sort()).toEqual([...expected].sort());
  }

  it('is told of when members have it, and when they have read it, by person', async () => {
    const id = await sent('Who comes?');
    const delivered = [ANNA, BEN, CARA].map((phone) => `${phone} delivered`);
    await complete(id, delivered);
    const first = world.receiver.named('message_receipt').find(({ data }) => data['messageId'] === id);
    expect(first?.data).toEqual({
      messageId: id,
      chatId: group,
      participant: expect.stringMatching(/^\d+@s\.whatsapp\.net$/),
      type: 'delivered',
      at: expect.any(Number),
    });
    expect(Math.abs(Number(first?.data['at']) - Date.now())).toBeLessThan(60_000);
    for (const phone of [BEN, ANNA]) await world.emulator.act(phone, id, 'read');
    await complete(id, [...delivered, `${BEN} read`, `${ANNA} read`]);
  });

  it('is told of once, whatever the number of devices or repetitions', async () => {
    const second = new Bot(world, 'second', CARA);
    await second.create();
    await second.pair();
    await updateWebhook({
      client: world.api.client,
      throwOnError: true,
      path: { instanceId: 'second' },
      body: { webhookEnabled: false },
    });
    await world.emulator.fault({ kind: 'duplicate-stanza', phone: BOT, tag: 'receipt', times: 2 });
    const id = await sent('Twice?');
    const delivered = [ANNA, BEN, CARA].map((phone) => `${phone} delivered`);
    await complete(id, delivered);
    await world.emulator.act(CARA, id, 'read');
    await complete(id, [...delivered, `${CARA} read`]);
    await steadily(
      async () => receipts(id).length,
      (count) => count === 4,
      'no more receipts',
      500,
    );
  });

  it('has a status of its own in chats with one person, and no receipts there', async () => {
    const id = await sent('Hello', ANNA);
    await bot.status(id, 'delivered');
    expect(receipts(id)).toEqual([]);
  });
});
