import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const SERVER = 's.whatsapp.net';
const BEN = '15550002222';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
let group = '';

beforeAll(async () => {
  await world.emulator.phone(BEN);
  await bot.link();
  await anna.writes('hello');
  const body = { subject: 'Team', participants: [BOT, BEN] };
  group = String((await world.emulator.request('POST', `/phones/${anna.phone}/groups`, body)).jid);
  await bot.event('group_participants', ({ data }) => data['groupJid'] === group);
});

type Node = { tag: string; attrs?: Record<string, string>; content?: Node[] | string };

/** Hands the account's companions a stanza. */
async function comes(node: Node): Promise<void> {
  await world.emulator.request('POST', `/phones/${BOT}/stanzas`, node);
}

async function isAcknowledged(): Promise<void> {
  await eventually(
    async () => (await world.emulator.get('/stats')).phones[BOT].queued,
    (queued) => queued === 0,
    'an empty queue',
  );
}

async function ignored(kind: string): Promise<number> {
  return (await bot.state()).ignored[kind] ?? 0;
}

let stanzas = 0;

/** A notification with a new id. */
function notification(type: string, from: string, content: Node[], attrs: Record<string, string> = {}): Node {
  const id = `N${++stanzas}`;
  return { tag: 'notification', attrs: { type, from, id, t: '1795888000', ...attrs }, content };
}

describe('a stanza that nothing here knows', () => {
  it.each(['appdata', 'status', 'some_day'])('<%s> is acknowledged and counted', async (tag) => {
    await comes({ tag, attrs: { from: SERVER, id: `U-${tag}`, type: 'x', t: '1795888000' } });
    await isAcknowledged();
    expect(await ignored(tag)).toBe(1);
    await anna.writes(`after ${tag}`);
  });

  it.each([
    ['a notification', 'notification/some_day', notification('some_day', SERVER, [{ tag: 'x' }])],
    ['an announcement', 'notification/psa', notification('psa', SERVER, [])],
    ['a step of a call', 'call/transport', call('transport')],
    ['a new step of a call', 'call/some_day', call('some_day')],
    [
      'a receipt of a new type',
      'receipt/some_day',
      { tag: 'receipt', attrs: { from: anna.chatId, id: 'R1', type: 'some_day' } },
    ],
  ])('%s is acknowledged and counted', async (_what, kind, node) => {
    await comes(node);
    await isAcknowledged();
    expect(await ignored(kind)).toBe(1);
  });

  it('is counted under a bounded number of names', async () => {
    for (let n = 0; n < 120; n++) await comes(notification(`kind_${n}`, SERVER, []));
    await isAcknowledged();
    const counts = (await bot.state()).ignored;
    expect(Object.keys(counts).length).toBeLessThanOrEqual(101);
    expect(counts['others']).toBeGreaterThan(10);
  });

  it('is not counted if the server itself needs it', async () => {
    await comes(notification('account_sync', `${BOT}@${SERVER}`, [{ tag: 'privacy' }]));
    await isAcknowledged();
    expect(await ignored('notification/account_sync')).toBe(0);
  });
});

function call(step: string): Node {
  const attrs = { from: anna.chatId, id: `C-${step}`, t: '1795888000' };
  const part = { tag: step, attrs: { 'call-id': `CALL-${step}`, 'call-creator': anna.chatId } };
  return { tag: 'call', attrs, content: [part] };
}

describe('news about a group', () => {
  const by = async () => ({ participant: await anna.lid(), participant_pn: anna.chatId });

  it.each<[string, Node, object]>([
    ['delete', { tag: 'delete', attrs: { reason: 'admin' } }, { deleted: true }],
    ['suspended', { tag: 'suspended' }, { suspended: true }],
    ['unsuspended', { tag: 'unsuspended' }, { suspended: false }],
    ['growth_locked', { tag: 'growth_locked', attrs: { expiration: '1' } }, { growthLocked: true }],
    [
      'link',
      {
        tag: 'link',
        attrs: { link_type: 'parent_group' },
        content: [{ tag: 'group', attrs: { jid: '120363000000000099@g.us', subject: 'All of us' } }],
      },
      { linked: [{ groupJid: '120363000000000099@g.us', name: 'All of us', relation: 'parent_group' }] },
    ],
    [
      'unlink',
      {
        tag: 'unlink',
        attrs: { unlink_type: 'parent_group', unlink_reason: 'unlink_group' },
        content: [{ tag: 'group', attrs: { id: '120363000000000099' } }],
      },
      { unlinked: [{ groupJid: '120363000000000099@g.us', relation: 'parent_group' }] },
    ],
    ['allow_admin_reports', { tag: 'allow_admin_reports' }, { other: ['allow_admin_reports'] }],
    ['a change of another day', { tag: 'some_day' }, { other: ['some_day'] }],
  ])('%s is reported', async (_what, part, changes) => {
    const from = world.receiver.mark;
    await comes(notification('w:gp2', group, [part], await by()));
    const { data } = await bot.event('group_update', undefined, { from });
    expect(data).toMatchObject({ groupJid: group, by: anna.chatId, changes });
  });

  it('of a member with another number is reported', async () => {
    const from = world.receiver.mark;
    const part = {
      tag: 'modify',
      content: [{ tag: 'participant', attrs: { jid: `15550009999@${SERVER}` } }],
    };
    await comes(notification('w:gp2', group, [part], { participant: `${BEN}@${SERVER}` }));
    expect((await bot.event('group_participants', undefined, { from })).data).toMatchObject({
      groupJid: group,
      action: 'number_changed',
      participants: [`15550009999@${SERVER}`],
      previousParticipants: [`${BEN}@${SERVER}`],
    });
  });
});

describe('news about a person', () => {
  it('of a new number is reported', async () => {
    const modify = { tag: 'modify', attrs: { old: `${BEN}@${SERVER}`, new: `15550008888@${SERVER}` } };
    await comes(notification('contacts', SERVER, [modify]));
    const fits = ({ data }: { data: Record<string, unknown> }) => data['jid'] === `15550008888@${SERVER}`;
    const { data } = await bot.event('contact_update', fits);
    expect(data).toMatchObject({ previousJid: `${BEN}@${SERVER}`, at: 1_795_888_000_000 });
  });

  it('of a profile picture or an about text is reported', async () => {
    await comes(notification('picture', anna.chatId, [{ tag: 'set', attrs: { id: '1' } }]));
    await bot.event('contact_update', ({ data }) => data['picture'] === 'changed');
    await comes(notification('picture', await anna.lid(), [{ tag: 'delete' }]));
    const removed = await bot.event('contact_update', ({ data }) => data['picture'] === 'removed');
    expect(removed.data['jid']).toBe(anna.chatId);
    await comes(notification('status', anna.chatId, [{ tag: 'set', content: 'at the sea' }]));
    const about = await bot.event('contact_update', ({ data }) => data['about'] === 'at the sea');
    expect(about.data).toMatchObject({ jid: anna.chatId });
  });

  it('without a change is counted', async () => {
    const before = await ignored('notification/contacts');
    await comes(notification('contacts', SERVER, [{ tag: 'update', attrs: { hash: 'x' } }]));
    await isAcknowledged();
    expect((await ignored('notification/contacts')) + (await ignored('others'))).toBeGreaterThan(before);
  });
});

it('typing in a group is reported with the group, and who it is', async () => {
  const attrs = { from: group, participant: await anna.lid() };
  await comes({ tag: 'chatstate', attrs, content: [{ tag: 'composing' }] });
  const { data } = await bot.event('presence', ({ data: each }) => each['jid'] === group);
  expect(data).toEqual({ jid: group, participant: anna.chatId, status: 'typing' });
});

describe('receipts of several people in one stanza', () => {
  /** What is reported about a message, by person. */
  async function reported(messageId: string, count: number) {
    const all = await world.receiver.arrivals.count(
      ({ event, data }) => event === 'message_receipt' && data['messageId'] === messageId,
      count,
      'receipts',
    );
    return Object.fromEntries(
      all.map(({ data }) => [`${String(data['participant'])} ${String(data['type'])}`, data['at']]),
    );
  }

  const quiet = { autoReceipt: false };

  async function sent(text: string): Promise<string> {
    await world.emulator.request('POST', '/phones', { phone: anna.phone, ...quiet });
    await world.emulator.request('POST', '/phones', { phone: BEN, ...quiet });
    return bot.sent(bot.text(group, text));
  }

  it.each(['key', 'message_id'])('are read by %s', async (attribute) => {
    const id = await sent(`to all by ${attribute}`);
    const type: Record<string, string> = attribute === 'key' ? {} : { type: 'read' };
    const users = [anna.chatId, `${BEN}@${SERVER}`].map((jid) => ({
      tag: 'user',
      attrs: { jid, t: '1795888001', ...type },
    }));
    const content = [{ tag: 'participants', attrs: { [attribute]: id }, content: users }];
    const attrs = { from: group, id: `A-${attribute}`, t: '1795888000' };
    await comes({
      tag: 'receipt',
      attrs: { ...attrs, ...(attribute === 'key' && { type: 'read' }) },
      content,
    });
    const [annaRead, benRead] = [`${anna.chatId} read`, `${BEN}@${SERVER} read`];
    await bot.event('message_receipt', ({ data }) => data['messageId'] === id && data['type'] === 'read');
    const all = await reported(id, 2);
    expect(all).toMatchObject({ [annaRead]: 1_795_888_001_000, [benRead]: 1_795_888_001_000 });
  });

  it('are read from lists', async () => {
    const [first, second] = [await sent('one'), await sent('two')];
    const content = [{ tag: 'list', content: [{ tag: 'item', attrs: { id: second } }] }];
    const attrs = { from: group, id: first, type: 'read', participant: anna.chatId, t: '1795888000' };
    await comes({ tag: 'receipt', attrs, content });
    for (const id of [first, second])
      await bot.event('message_receipt', ({ data }) => data['messageId'] === id && data['type'] === 'read');
  });

  it('do not count if the device could not take the message', async () => {
    const id = await sent('for new devices only');
    const content = [{ tag: 'error', attrs: { type: 'feature-incapable', reason: 'lid' } }];
    const attrs = { from: group, id, participant: anna.chatId, t: '1795888000' };
    const before = await ignored('others');
    await comes({ tag: 'receipt', attrs, content });
    await isAcknowledged();
    expect((await ignored('receipt/error')) + (await ignored('others'))).toBeGreaterThan(before);
    await anna.writes('no receipt');
    const told = world.receiver.named('message_receipt').filter(({ data }) => data['messageId'] === id);
    expect(told).toEqual([]);
  });
});

describe('a call', () => {
  it.each([
    ['that nobody answers is missed', ['offer'], 'timeout', true],
    ['that the caller gives up is missed', ['offer'], '', true],
    ['that is answered is not missed', ['offer', 'accept'], '', undefined],
    ['that is rejected is not missed', ['offer', 'reject'], '', undefined],
  ])('%s', async (what, steps, reason, missed) => {
    const id = `CALL ${what}`;
    const creator = anna.chatId;
    for (const [n, step] of [...steps, 'terminate'].entries()) {
      const more: Record<string, string> = step === 'terminate' && reason ? { reason } : {};
      const content = [{ tag: step, attrs: { 'call-id': id, 'call-creator': creator, ...more } }];
      await comes({ tag: 'call', attrs: { from: creator, id: `${id}${n}`, t: '1795888000' }, content });
    }
    const isOver = ({ data }: { data: Record<string, unknown> }) =>
      data['callId'] === id && ['ended', 'timeout'].includes(String(data['status']));
    expect((await bot.event('call', isOver)).data['missed']).toBe(missed);
  });
});
