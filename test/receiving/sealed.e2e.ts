import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const META_AI = '867051314767696@bot';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => {
  await world.emulator.phone(anna.phone);
  await bot.link();
});

/** Somebody does something with a message. Resolves with the payload of the webhook that reports it. */
async function reported(phone: string, id: string, deed: string, body: object, event = 'message') {
  const path = `/phones/${phone}/messages/${id}/${deed}`;
  const { messageId } = await world.emulator.request('POST', path, body);
  return (await bot.event(event, ({ data }) => data['id'] === messageId)).data;
}

async function createsEvent(): Promise<string> {
  return anna.sends({ event: { name: 'Lunch', startsAt: 1_796_000_000, guestsAllowed: true } });
}

/** The account itself writes on its phone. */
async function phoneWrites(body: object): Promise<string> {
  const { messageId } = await world.emulator.request('POST', `/phones/${BOT}/messages`, {
    to: anna.phone,
    ...body,
  });
  await bot.event('message_sent', ({ data }) => data['id'] === messageId);
  return String(messageId);
}

describe('the answer to an event', () => {
  it('is reported with the event and the guests, and again when it changes', async () => {
    const id = await createsEvent();
    const going = await reported(anna.phone, id, 'answer', { answer: 'going', guests: 2 });
    expect(going).toMatchObject({
      type: 'choice',
      choice: { kind: 'event', id: 'going', guests: 2 },
      parent: { id, kind: 'event' },
      senderPhone: anna.phone,
      chatId: anna.chatId,
    });
    expect(going).not.toHaveProperty('unavailable');
    const answer = await reported(anna.phone, id, 'answer', { answer: 'not_going' });
    expect(answer['choice']).toEqual({ kind: 'event', id: 'not_going' });
    expect(await bot.knows(String(answer['id']))).toMatchObject({
      type: 'choice',
      choice: { kind: 'event', id: 'not_going' },
      parent: { id, kind: 'event' },
    });
  });

  it('is decrypted if the account created the event on its phone, or answers on it', async () => {
    const own = await phoneWrites({ event: { name: 'Dinner', startsAt: 1_796_000_000 } });
    await world.emulator.arrives(anna.phone, own);
    const theirs = await reported(anna.phone, own, 'answer', { answer: 'maybe' });
    expect(theirs).toMatchObject({ choice: { id: 'maybe' }, parent: { id: own } });
    const id = await createsEvent();
    const ours = await reported(BOT, id, 'answer', { answer: 'going' }, 'message_sent');
    expect(ours).toMatchObject({ choice: { id: 'going' }, parent: { id }, fromMe: true });
  });
});

describe('an event', () => {
  it('that is cancelled is reported as an edit, with the event as it is now', async () => {
    const id = await createsEvent();
    const event = { name: 'Lunch', startsAt: 1_796_003_600, cancelled: true };
    await world.emulator.act(anna.phone, id, 'event', { event });
    const { data } = await bot.event('message_edit', (arrival) => arrival.data['messageId'] === id);
    expect(data).toMatchObject({
      text: 'Lunch',
      calendarEvent: { name: 'Lunch', cancelled: true, startsAt: 1_796_003_600_000 },
    });
    expect(await bot.knows(id)).toMatchObject({ calendarEvent: { cancelled: true } });
    await reported(anna.phone, id, 'answer', { answer: 'not_going' });
  });
});

describe('a comment', () => {
  it('is a message with its text, which names the message it is about', async () => {
    const id = await anna.writes('to be commented on');
    const comment = await reported(anna.phone, id, 'comment', { text: 'first!' });
    const expected = { type: 'text', text: 'first!', parent: { id, kind: 'comment' } };
    expect(comment).toMatchObject(expected);
    expect(comment).not.toHaveProperty('unavailable');
    expect(await bot.knows(String(comment['id']))).toMatchObject(expected);
  });
});

describe('Meta AI', () => {
  it('answers a question of the account in its chat', async () => {
    const id = await phoneWrites({ text: '@Meta AI what is for lunch?' });
    const answer = await reported(BOT, id, 'bot-answer', { text: 'Soto.' });
    expect(answer).toMatchObject({
      type: 'text',
      text: 'Soto.',
      senderName: 'Meta AI',
      chatId: anna.chatId,
      participant: META_AI,
      fromMe: false,
    });
    expect(await bot.knows(String(answer['id']))).toMatchObject({ text: 'Soto.', participant: META_AI });
  });

  it('answers a question of somebody else in parts: a message, and its edit', async () => {
    const id = await anna.writes('@Meta AI and for dinner?');
    const first = String((await reported(BOT, id, 'bot-answer', { text: 'Na', part: 'first' }))['id']);
    for (const part of ['inner', 'last'])
      await world.emulator.act(BOT, id, 'bot-answer', { text: `Nasi ${part}`, part, first });
    const { data } = await bot.event('message_edit', (arrival) => arrival.data['messageId'] === first);
    const bots = { chatId: anna.chatId, participant: META_AI, fromMe: false };
    expect(data).toMatchObject({ text: 'Nasi last', ...bots });
    expect(await bot.knows(first)).toMatchObject({ text: 'Nasi last' });
    expect((await bot.state()).ignored).toMatchObject({ 'message/bot': 1 });
  });

  it('answers a question in a group', async () => {
    const body = { subject: 'Lunch', participants: [BOT] };
    const { jid: group } = await world.emulator.request('POST', `/phones/${anna.phone}/groups`, body);
    const { messageId } = await world.emulator.request('POST', `/phones/${anna.phone}/messages`, {
      to: group,
      text: '@Meta AI?',
    });
    await bot.hears(String(messageId));
    const answer = await reported(BOT, String(messageId), 'bot-answer', { text: 'Yes?' });
    expect(answer).toMatchObject({ text: 'Yes?', chatId: group, participant: META_AI, isGroup: true });
  });
});
