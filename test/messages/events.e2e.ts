import {
  answerEvent,
  changeEvent,
  type ChangeEventData,
  sendEvent,
  type SendEventData,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';

const LUNCH = {
  name: 'Team lunch',
  description: 'We talk about the year',
  startsAt: '2030-06-01T12:00:00.000Z',
  endsAt: '2030-06-01T13:30:00.000Z',
  location: { name: 'Monas', address: 'Gambir, Jakarta', latitude: -6.1754, longitude: 106.8272 },
  guestsAllowed: true,
};
const STARTS_AT = Date.parse(LUNCH.startsAt);
const ENDS_AT = Date.parse(LUNCH.endsAt);

const world = useWorld({ SEND_ACK_TIMEOUT_MS: '2000', SEND_TIMEOUT_MS: '6000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);
const ben = new Person(world, BEN, bot);

beforeAll(async () => {
  await world.emulator.phone(ANNA, { name: 'Anna' });
  await world.emulator.phone(BEN, { name: 'Ben', addressing: 'lid' });
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

const instance = () => ({ client: world.api.client, path: { instanceId: 'bot' } });
const about = (messageId: string) => ({
  client: world.api.client,
  path: { instanceId: 'bot', messageId },
});

async function sends(body: SendEventData['body']) {
  return outcomeOf(sendEvent({ ...instance(), body }));
}

async function changes(messageId: string, body: ChangeEventData['body']) {
  return outcomeOf(changeEvent({ ...about(messageId), body }));
}

async function answers(messageId: string, answer: 'going' | 'not_going' | 'maybe', guests?: number) {
  return outcomeOf(answerEvent({ ...about(messageId), body: { answer, guests } }));
}

function bad(field: string) {
  return { code: 400, error: { code: 'INVALID_REQUEST', details: { fields: [{ field }] } } };
}

describe.each([
  { addressing: 'phone', person: anna },
  { addressing: 'LID', person: ben },
])('in a chat addressed by $addressing', ({ person }) => {
  it('an event is sent, changed and cancelled', async () => {
    const id = await bot.sent(sends({ to: person.phone, ...LUNCH }));
    expect(await person.sees(id)).toMatchObject({
      type: 'event',
      event: {
        name: LUNCH.name,
        description: LUNCH.description,
        startsAt: STARTS_AT / 1000,
        endsAt: ENDS_AT / 1000,
        location: LUNCH.location,
        guestsAllowed: true,
        cancelled: false,
      },
    });
    const kept = {
      name: LUNCH.name,
      description: LUNCH.description,
      startsAt: STARTS_AT,
      endsAt: ENDS_AT,
      location: LUNCH.location,
      guestsAllowed: true,
      cancelled: false,
    };
    expect(await bot.knows(id)).toMatchObject({ type: 'event', calendarEvent: kept, fromMe: true });

    const change = { name: 'Long lunch', description: null, endsAt: null, location: { name: 'The garden' } };
    const { data } = await changes(id, change);
    await bot.status(data?.operationId, 'sent');
    const { event } = await person.sees(id, ({ edited }) => edited);
    expect(event).toEqual({
      name: 'Long lunch',
      startsAt: STARTS_AT / 1000,
      location: { name: 'The garden' },
      guestsAllowed: true,
      cancelled: false,
      answers: [],
    });
    const known = await bot.knows(id);
    expect(known.text).toBe('Long lunch');
    expect(known.editedAt).toEqual(expect.any(String));
    expect(known.calendarEvent).toEqual({
      name: 'Long lunch',
      startsAt: STARTS_AT,
      location: { name: 'The garden' },
      guestsAllowed: true,
      cancelled: false,
    });

    await bot.sent(changes(id, { cancelled: true }));
    await person.sees(id, (message) => message.event?.cancelled === true);
    expect((await bot.knows(id)).calendarEvent).toMatchObject({ name: 'Long lunch', cancelled: true });
    expect(await changes(id, { name: 'Again' })).toEqual(refused(409, 'CONFLICT', /cancelled/));
    expect(await answers(id, 'going')).toEqual(refused(409, 'CONFLICT', /cancelled/));
  });

  it('the answers of others are heard', async () => {
    const id = await bot.sent(sends({ to: person.phone, ...LUNCH }));
    await person.sees(id);
    for (const [answer, guests] of [
      ['going', 2],
      ['maybe', undefined],
    ] as const) {
      const from = world.receiver.mark;
      await person.does(id, 'answer', { answer, guests });
      const { data } = await bot.event('message', ({ data: said }) => said['type'] === 'choice', { from });
      expect(data).toMatchObject({
        choice: { kind: 'event', id: answer, ...(guests && { guests }) },
        parent: { id, kind: 'event' },
        senderPhone: person.phone,
      });
    }
  });

  it('the account answers, and changes its answer', async () => {
    const event = { name: 'Party', startsAt: STARTS_AT / 1000, guestsAllowed: true };
    const id = await person.sends({ event });
    const { code, data } = await answers(id, 'going', 2);
    expect({ code, data }).toEqual({
      code: 200,
      data: {
        messageId: id,
        operationId: expect.any(String),
        timestamp: expect.any(Number),
        status: 'sent',
      },
    });
    const replied = (answer: string) =>
      person.sees(id, ({ event: seen }) => seen?.answers[0]?.answer === answer);
    expect((await replied('going')).event?.answers).toEqual([
      { from: jidOf(BOT), answer: 'going', guests: 2 },
    ]);
    await bot.sent(answers(id, 'not_going'));
    expect((await replied('not_going')).event?.answers).toEqual([
      { from: jidOf(BOT), answer: 'not_going', guests: 0 },
    ]);
    // An answer is no message of the chat.
    expect(await bot.message(String(data?.operationId))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
    const { data: page } = await bot.messages(person.phone, { limit: 1 });
    expect(page?.messages).toMatchObject([{ id }]);
  });
});

it.each(['lid', 'pn'] as const)('events work in a group that is addressed by %s', async (addressing) => {
  const group = await world.emulator.request('POST', `/phones/${ANNA}/groups`, {
    subject: 'Team',
    participants: [BOT, BEN],
    addressing,
  });
  const theirs = await anna.sends({ to: group.jid, event: { name: 'Party', startsAt: 1_900_000_000 } });
  await bot.sent(answers(theirs, 'maybe'));
  for (const person of [anna, ben])
    await person.sees(theirs, ({ event }) => event?.answers[0]?.answer === 'maybe');
  const ours = await bot.sent(sends({ to: group.jid, ...LUNCH }));
  await ben.sees(ours);
  await bot.sent(changes(ours, { name: 'Dinner' }));
  for (const person of [anna, ben]) await person.sees(ours, ({ event }) => event?.name === 'Dinner');
  await anna.does(ours, 'answer', { answer: 'going' });
  const { data } = await bot.event('message', (arrival) => Object(arrival.data['parent']).id === ours);
  expect(data).toMatchObject({ choice: { kind: 'event', id: 'going' }, chatId: group.jid });
});

it('a link to a call is made for an event, or given with it', async () => {
  const { location: _, ...call } = LUNCH;
  for (const [kind, path] of [
    ['audio', 'voice'],
    ['video', 'video'],
  ] as const) {
    const id = await bot.sent(sends({ to: ANNA, ...call, call: kind }));
    const { event } = await anna.sees(id);
    expect(event?.joinLink).toMatch(new RegExp(`^https://call\\.whatsapp\\.com/${path}/[\\w-]+$`));
    expect((await bot.knows(id)).calendarEvent?.joinLink).toBe(event?.joinLink);
  }
  const joinLink = 'https://example.com/meeting';
  const id = await bot.sent(sends({ to: ANNA, ...call, joinLink }));
  expect((await anna.sees(id)).event?.joinLink).toBe(joinLink);
  expect(await sends({ to: ANNA, ...call, call: 'audio', joinLink })).toMatchObject(bad('joinLink'));
});

it('nothing is sent if WhatsApp makes no link', async () => {
  await world.emulator.fault({ kind: 'iq-error', xmlns: 'call', child: 'link_create', times: 1, code: 429 });
  expect(await sends({ to: ANNA, ...LUNCH, call: 'video' })).toMatchObject({
    code: 500,
    error: { code: 'WHATSAPP_ERROR', details: { code: '429', outcome: 'not_sent' } },
  });
  await world.emulator.fault({ kind: 'silence', xmlns: 'call', child: 'link_create', times: 1 });
  expect(await sends({ to: ANNA, ...LUNCH, call: 'video' })).toMatchObject({
    code: 504,
    error: { code: 'UPSTREAM_TIMEOUT', details: { outcome: 'not_sent' } },
  });
});

it('an event is sent later, with its key only once', async () => {
  const sendAt = new Date(Date.now() + 2_500).toISOString();
  const request = {
    ...instance(),
    body: { to: ANNA, ...LUNCH, sendAt },
    headers: { 'Idempotency-Key': 'lunch' },
  };
  const first = await outcomeOf(sendEvent(request));
  expect(first).toMatchObject({ code: 202, data: { status: 'scheduled' } });
  expect((await outcomeOf(sendEvent(request))).data).toEqual(first.data);
  await bot.status(first.data?.messageId, 'sent');
  expect((await anna.sees(String(first.data?.messageId))).event).toMatchObject({ name: LUNCH.name });
});

it('an event can be changed after a restart', async () => {
  const id = await bot.sent(sends({ to: ANNA, ...LUNCH }));
  await world.api.kill();
  await world.api.start();
  await bot.reaches('connected');
  await bot.sent(changes(id, { startsAt: '2030-06-01T11:00:00Z' }));
  await anna.sees(id, ({ event }) => event?.startsAt === Date.parse('2030-06-01T11:00:00Z') / 1000);
});

it('what makes no sense is refused', async () => {
  expect(await sends({ to: ANNA, ...LUNCH, endsAt: LUNCH.startsAt })).toMatchObject(bad('endsAt'));
  const half = { name: 'Monas', latitude: 1 };
  expect(await sends({ to: ANNA, ...LUNCH, location: half })).toMatchObject(bad('location.latitude'));
  expect(await sends({ to: '120363144038483540@newsletter', ...LUNCH })).toMatchObject(bad('to'));

  const ours = await bot.sent(sends({ to: ANNA, ...LUNCH, guestsAllowed: false }));
  expect(await changes(ours, {})).toMatchObject(bad('body'));
  expect(await changes(ours, { endsAt: '2030-01-01T00:00:00Z' })).toMatchObject(bad('endsAt'));
  expect(await answers(ours, 'going', 1)).toMatchObject(bad('guests'));

  const theirs = await anna.sends({ event: { name: 'Party', startsAt: 1_900_000_000 } });
  expect(await changes(theirs, { name: 'Mine' })).toEqual(refused(409, 'CONFLICT', /own/));
  const text = await anna.writes('no event');
  expect(await answers(text, 'going')).toEqual(refused(409, 'CONFLICT', /not an event/));
  expect(await changes('3EB0000000000000', { name: 'x' })).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
});
