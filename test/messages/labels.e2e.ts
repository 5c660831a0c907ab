import {
  createLabel,
  deleteLabel,
  getLabel,
  labelChat,
  labelMessage,
  listLabelChats,
  listLabelMessages,
  listLabels,
  unlabelChat,
  unlabelMessage,
  updateLabel,
} from '../../packages/client/src/generated/index.js';
import { inDatabase } from '../harness/database.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const SHOP = '628222222222';
const ANNA = '15550001111';
const BEN = '15550002222';

interface PhoneLabel {
  id: string;
  name: string;
  color: number;
  orderIndex: number | null;
  deleted: boolean;
  chats: string[];
  messages: { chat: string; id: string }[];
}

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const shop = new Bot(world, 'shop', SHOP);
const anna = new Person(world, ANNA, bot);

const to = (labelId: string, instanceId = 'bot') => ({
  client: world.api.client,
  path: { instanceId, labelId },
});
const labels = async (instanceId = 'bot') => {
  const { data } = await listLabels({ client: world.api.client, throwOnError: true, path: { instanceId } });
  return data.data.labels;
};
const create = (name: string, color?: number) =>
  outcomeOf(createLabel({ client: world.api.client, path: { instanceId: 'bot' }, body: { name, color } }));
const chatsOf = async (labelId: string, instanceId = 'bot') => {
  const { data } = await listLabelChats({ ...to(labelId, instanceId), throwOnError: true });
  return data.data.chats.map(({ chatId }) => chatId);
};
const onPhone = async (id: string): Promise<PhoneLabel | undefined> => {
  const all: PhoneLabel[] = await world.emulator.get(`/phones/${BOT}/labels`);
  return all.find((label) => label.id === id);
};
const phone = (method: 'PUT' | 'DELETE', path: string, body?: object, owner = BOT) =>
  world.emulator.request(method, `/phones/${owner}/labels/${path}`, body);
const reported = (event: string, data: object) =>
  world.receiver.event(event, (arrival) =>
    Object.entries(data).every(([name, value]) => arrival.data[name] === value),
  );

/** Waits until the phone shows a label so. */
async function shows(id: string, fits: (label: PhoneLabel | undefined) => boolean): Promise<void> {
  await eventually(() => onPhone(id), fits, `the phone to show the label ${id} so`);
}

beforeAll(async () => {
  await bot.link();
});

describe('a label that the API makes', () => {
  it('is on the phone, changes there, and goes again', async () => {
    // The phone shares its keys soon after the link.
    const { code, data } = await eventually(
      () => create('New order', 3),
      (answer) => answer.code !== 409,
      'the keys of the phone',
    );
    expect({ code, data }).toEqual({ code: 201, data: { labelId: '1', name: 'New order', color: 3 } });
    await shows('1', (label) => label?.name === 'New order' && label.color === 3);
    const changed = await outcomeOf(updateLabel({ ...to('1'), body: { name: 'Order' } }));
    expect(changed.data).toEqual({ labelId: '1', name: 'Order', color: 3 });
    await shows('1', (label) => label?.name === 'Order' && label.color === 3);
    expect(await labels()).toEqual([changed.data]);
    expect((await outcomeOf(deleteLabel(to('1')))).data).toEqual({ labelId: '1', deleted: true });
    await shows('1', (label) => label?.deleted === true);
    expect(await labels()).toEqual([]);
    expect(await outcomeOf(getLabel(to('1')))).toEqual(refused(404, 'LABEL_NOT_FOUND'));
    expect(await outcomeOf(updateLabel({ ...to('1'), body: { color: 1 } }))).toEqual(
      refused(404, 'LABEL_NOT_FOUND'),
    );
    expect(await outcomeOf(updateLabel({ ...to('1'), body: {} }))).toEqual(refused(400, 'INVALID_REQUEST'));
  });

  it('is put on chats and messages, and taken off', async () => {
    const { data } = await create('Paid');
    const labelId = data?.labelId ?? '';
    expect(labelId).toBe('2');
    const message = await anna.writes('I have paid');
    const chat = { client: world.api.client, path: { instanceId: 'bot', labelId, jid: ANNA } };
    const one = { client: world.api.client, path: { instanceId: 'bot', labelId, messageId: message } };
    const put = await outcomeOf(labelChat(chat));
    expect(put.data).toEqual({ labelId, chatId: anna.chatId, assigned: true });
    expect((await outcomeOf(labelChat(chat))).code).toBe(200);
    const marked = await outcomeOf(labelMessage(one));
    expect(marked.data).toEqual({ labelId, chatId: anna.chatId, messageId: message, assigned: true });
    expect(await chatsOf(labelId)).toEqual([anna.chatId]);
    const listed = await outcomeOf(listLabelMessages(to(labelId)));
    expect(listed.data?.messages).toMatchObject([
      { messageId: message, chatId: anna.chatId, message: { text: 'I have paid' } },
    ]);
    await shows(labelId, (label) => label?.chats.length === 1 && label.messages[0]?.id === message);
    await outcomeOf(unlabelChat(chat));
    await outcomeOf(unlabelMessage(one));
    await shows(labelId, (label) => label?.chats.length === 0 && label.messages.length === 0);
    expect(await chatsOf(labelId)).toEqual([]);
    const unknown = { ...one, path: { ...one.path, messageId: 'NOBODY' } };
    expect(await outcomeOf(labelMessage(unknown))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
    const gone = { ...chat, path: { ...chat.path, labelId: '1' } };
    expect(await outcomeOf(labelChat(gone))).toEqual(refused(404, 'LABEL_NOT_FOUND'));
  });

  it('is listed in pages', async () => {
    for (const peer of [ANNA, BEN, '15550003333'])
      await labelChat({
        client: world.api.client,
        throwOnError: true,
        path: { instanceId: 'bot', labelId: '2', jid: peer },
      });
    const first = await outcomeOf(listLabelChats({ ...to('2'), query: { limit: 2 } }));
    expect(first.data?.chats.map(({ chatId }) => chatId)).toEqual([jidOf(ANNA), jidOf(BEN)]);
    const cursor = first.data?.nextCursor;
    const second = await outcomeOf(listLabelChats({ ...to('2'), query: { limit: 2, cursor } }));
    expect(second.data).toEqual({ chats: [{ chatId: jidOf('15550003333') }] });
  });
});

describe('a label that the phone makes', () => {
  it('is reported, with what it is put on', async () => {
    await phone('PUT', '7', { name: 'New customer', color: 5, predefinedId: 1 });
    const { data } = await reported('label', { labelId: '7', deleted: false });
    expect(data).toEqual({
      labelId: '7',
      name: 'New customer',
      color: 5,
      predefinedId: 1,
      deleted: false,
      at: expect.any(Number),
    });
    expect((await outcomeOf(getLabel(to('7')))).data).toMatchObject({ predefinedId: 1 });
    const message = await anna.writes('Hi');
    await phone('PUT', `7/messages/${message}?to=${ANNA}`);
    await reported('label_assignment', { labelId: '7', messageId: message, assigned: true });
    await phone('PUT', `7/chats/${ANNA}`);
    const put = await reported('label_assignment', { labelId: '7', messageId: undefined, assigned: true });
    expect(put.data).toMatchObject({ chatId: anna.chatId });
    expect(await chatsOf('7')).toEqual([anna.chatId]);
    await phone('DELETE', `7/chats/${ANNA}`);
    await reported('label_assignment', { labelId: '7', messageId: undefined, assigned: false });
    await phone('DELETE', '7');
    await reported('label', { labelId: '7', deleted: true });
    expect((await labels()).map(({ labelId }) => labelId)).toEqual(['2']);
  });

  it('keeps what the API does not know of it, when that changes it', async () => {
    await phone('PUT', '6', { name: 'Regulars', orderIndex: 4, type: 5 });
    await reported('label', { labelId: '6', name: 'Regulars' });
    await outcomeOf(updateLabel({ ...to('6'), body: { color: 2 } }));
    await shows('6', (label) => label?.color === 2 && label.orderIndex === 4);
    await outcomeOf(deleteLabel(to('6')));
    await shows('6', (label) => label?.deleted === true && label.orderIndex === 4);
  });

  it('is none if it is a list of WhatsApp, and stays if WhatsApp forbids changes', async () => {
    const before = await labels();
    await phone('PUT', '4', { name: 'Favorites', type: 3 });
    await phone('PUT', '5', { name: 'Fixed', type: 4, isImmutable: true });
    await reported('label', { labelId: '5', name: 'Fixed' });
    expect((await labels()).map(({ labelId }) => labelId)).toEqual([
      ...before.map(({ labelId }) => labelId),
      '5',
    ]);
    expect(await outcomeOf(deleteLabel(to('4')))).toEqual(refused(404, 'LABEL_NOT_FOUND'));
    expect(await outcomeOf(deleteLabel(to('5')))).toEqual(refused(409, 'CONFLICT'));
    expect(await outcomeOf(updateLabel({ ...to('5'), body: { color: 1 } }))).toEqual(
      refused(409, 'CONFLICT'),
    );
    await phone('DELETE', '5');
    await reported('label', { labelId: '5', deleted: true });
  });

  it('is on one chat, by whichever address the phone has put it there', async () => {
    await phone('PUT', '8', { name: 'By LID' });
    await phone('PUT', `8/chats/${await anna.lid()}`);
    const { data } = await reported('label_assignment', { labelId: '8' });
    expect(data).toMatchObject({ chatId: anna.chatId });
    await unlabelChat({
      client: world.api.client,
      throwOnError: true,
      path: { instanceId: 'bot', labelId: '8', jid: ANNA },
    });
    await shows('8', (label) => label?.chats.length === 0);
  });

  it('is never given a new id twice, and there are twenty at most', async () => {
    const { data } = await create('Next');
    expect(data?.labelId).toBe('9');
    for (let n = (await labels()).length; n < 20; n += 1) await phone('PUT', `2${n}`, { name: `Label ${n}` });
    const full = await create('One too many');
    expect(full).toEqual(refused(409, 'CONFLICT', /20 labels/));
    expect(await labels()).toHaveLength(20);
  });
});

describe('labels that the device did not hear of at once', () => {
  it('from before it was linked are there, and are no news', async () => {
    await world.emulator.phone(SHOP, { name: 'Shop' });
    await phone('PUT', '1', { name: 'Old' }, SHOP);
    await phone('PUT', '2', { name: 'Gone' }, SHOP);
    await phone('PUT', `1/chats/${BEN}`, undefined, SHOP);
    await phone('DELETE', '2', undefined, SHOP);
    await shop.link();
    await eventually(
      () => labels('shop'),
      (all) => all.length === 1,
      'the labels of the phone',
    );
    expect(await chatsOf('1', 'shop')).toEqual([jidOf(BEN)]);
    await phone('PUT', '3', { name: 'Later' }, SHOP);
    await reported('label', { labelId: '3', name: 'Later' });
    const news = world.receiver.arrivals.all.filter(
      ({ instanceId, event }) => instanceId === 'shop' && event.startsWith('label'),
    );
    expect(news).toHaveLength(1);
  });

  it('arrive when the server is back', async () => {
    await world.api.kill();
    await phone('PUT', '3', { name: 'Renamed' }, SHOP);
    await phone('PUT', `3/chats/${ANNA}`, undefined, SHOP);
    await world.api.start();
    await reported('label', { labelId: '3', name: 'Renamed' });
    await reported('label_assignment', { labelId: '3', chatId: jidOf(ANNA) });
    // What was known before is known still.
    expect(await chatsOf('1', 'shop')).toEqual([jidOf(BEN)]);
    expect(await chatsOf('3', 'shop')).toEqual([jidOf(ANNA)]);
  });

  it('and that an earlier version did not store are read again, and are no news', async () => {
    const before = await labels('shop');
    const from = world.receiver.mark;
    await world.api.halt();
    for (const table of ['app_state_reads', 'labels', 'label_assignments'])
      await inDatabase(world.api, `delete from ${table}`);
    await world.api.start();
    await eventually(
      () => labels('shop'),
      (all) => all.length === before.length,
      'the labels of before',
    );
    expect(await labels('shop')).toEqual(before);
    expect(await chatsOf('3', 'shop')).toEqual([jidOf(ANNA)]);
    const since = world.receiver.arrivals.all.slice(from);
    expect(since.filter(({ event }) => event.startsWith('label'))).toEqual([]);
  });
});
