import { getMessage, listChats, listMessages, sendPoll } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { jidOf } from '../harness/jid.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

const document = Document.read();

/** A person's statement as the emulator takes it, and what the receiver is told of it besides who said it. */
const STATEMENTS: readonly { what: string; said: object; told: object }[] = [
  { what: 'a text', said: { text: 'Hello' }, told: { type: 'text', text: 'Hello' } },
  {
    what: 'a text that disappears',
    said: { text: 'Hello', ephemeral: 86_400 },
    told: { type: 'text', text: 'Hello' },
  },
  {
    what: 'a place',
    said: { location: { latitude: -6.1754, longitude: 106.8272, name: 'Monas', address: 'Jakarta' } },
    told: {
      type: 'location',
      location: { latitude: -6.1754, longitude: 106.8272, name: 'Monas', address: 'Jakarta' },
    },
  },
  {
    what: 'where somebody is at present',
    said: { location: { latitude: 1.5, longitude: -2.5, live: true } },
    told: { type: 'location', location: { latitude: 1.5, longitude: -2.5, live: true } },
  },
  {
    what: 'a contact card',
    said: { contacts: [{ name: 'Jo, junior', phone: '491512345678' }] },
    told: {
      type: 'contact',
      contacts: [{ name: 'Jo, junior', phones: ['491512345678'], vcard: expect.stringContaining('VCARD') }],
    },
  },
  {
    what: 'several contact cards',
    said: {
      contacts: [
        { name: 'Jo', phone: '491512345678' },
        { name: 'Al', phone: '491512345679' },
      ],
    },
    told: { type: 'contact', contacts: [{ name: 'Jo' }, { name: 'Al' }] },
  },
  {
    what: 'a poll with one choice',
    said: { poll: { name: 'Lunch?', options: ['Soto', 'Rawon'], selectableCount: 1 } },
    told: {
      type: 'poll',
      text: 'Lunch?',
      poll: { name: 'Lunch?', options: ['Soto', 'Rawon'], selectableCount: 1 },
    },
  },
  {
    what: 'a poll with any number of choices',
    said: { poll: { name: 'Days?', options: ['Mo', 'Tu', 'We'] }, ephemeral: 604_800 },
    told: { type: 'poll', poll: { name: 'Days?', options: ['Mo', 'Tu', 'We'], selectableCount: 0 } },
  },
];

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

afterAll(async () => {
  const faults = world.receiver.arrivals.all.flatMap((arrival) => document.webhookFaults(arrival));
  expect(faults).toEqual([]);
});

async function says(person: string, said: object): Promise<string> {
  const { messageId } = await world.emulator.request('POST', `/phones/${person}/messages`, {
    to: BOT,
    ...said,
  });
  return String(messageId);
}

/** The event about a message, and that there is only one. */
async function told(event: string, key: 'id' | 'messageId', id: string): Promise<Arrival> {
  const about = ({ data }: Arrival) => data[key] === id;
  const arrival = await world.receiver.event(event, about);
  expect(world.receiver.named(event).filter(about)).toHaveLength(1);
  return arrival;
}

async function message(id: string) {
  const { data } = await getMessage({
    client: world.api.client,
    throwOnError: true,
    path: { instanceId: 'bot', messageId: id },
  });
  return data.data;
}

/** Waits until something is so. */
async function holds(look: () => Promise<boolean>): Promise<void> {
  await eventually(look, (so) => so, 'it to be so');
}

/** A statement that comes after everything else of the person: by then, the rest has come too. */
async function settled(person: string): Promise<void> {
  await told('message', 'id', await says(person, { text: 'that is all' }));
}

describe.each([
  { addressing: 'pn' as const, person: '15550001111' },
  { addressing: 'lid' as const, person: '15550002222' },
])('a person who is addressed by $addressing', ({ addressing, person }) => {
  const chat = jidOf(person);

  beforeAll(async () => {
    await world.emulator.phone(person, { name: 'Casey', addressing });
  });

  it.each(STATEMENTS)('says $what', async ({ said, told: expected }) => {
    const id = await says(person, said);
    const { data } = await told('message', 'id', id);
    const common = { id, chatId: chat, from: chat, senderPhone: person, senderName: 'Casey', fromMe: false };
    expect(data).toMatchObject({ ...common, ...expected });
    expect(await message(id)).toMatchObject({ ...common, ...expected });
  });

  it.each(['plain', 'wrapped', 'secret'])('edits in the form "%s", twice', async (form) => {
    const id = await says(person, { text: 'Helo' });
    await told('message', 'id', id);
    for (const text of ['Hello', 'Hello!']) {
      await world.emulator.act(person, id, 'edit', { text, form });
      const edit = await world.receiver.event(
        'message_edit',
        ({ data }) => data['text'] === text && data['messageId'] === id,
      );
      expect(edit.data).toMatchObject({ chatId: chat, senderPhone: person, fromMe: false });
    }
    expect(await message(id)).toMatchObject({ text: 'Hello!', editedAt: expect.any(String) });
    await settled(person);
    expect(world.receiver.named('message').filter(({ data }) => data['type'] === 'unknown')).toEqual([]);
  });

  it('edits a caption, and the file stays', async () => {
    const media = Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64');
    const id = await says(person, { kind: 'document', media, fileName: 'a.pdf', caption: 'Draft' });
    await told('message', 'id', id);
    await world.emulator.act(person, id, 'edit', { text: 'Final', form: 'secret' });
    expect((await told('message_edit', 'messageId', id)).data).toMatchObject({ text: 'Final', chatId: chat });
    const kept = await message(id);
    expect(kept).toMatchObject({ type: 'document', caption: 'Final', media: { fileName: 'a.pdf' } });
    const file = await world.api.raw(`/api/v1/instances/bot/messages/${id}/media`);
    expect(Buffer.from(await file.arrayBuffer()).toString('base64')).toBe(media);
  });

  it('deletes what it said', async () => {
    const id = await says(person, { text: 'Oops' });
    await told('message', 'id', id);
    await world.emulator.act(person, id, 'delete');
    expect((await told('message_delete', 'messageId', id)).data).toMatchObject({
      chatId: chat,
      senderPhone: person,
      fromMe: false,
    });
    const gone = await message(id);
    expect(gone).toMatchObject({ deletedAt: expect.any(String) });
    expect(gone).not.toHaveProperty('text');
  });

  it('reacts, to either side, and takes that back', async () => {
    const own = await says(person, { text: 'Me' });
    await told('message', 'id', own);
    const { data } = await bot.text(person, 'You');
    for (const id of [own, String(data?.messageId)]) {
      for (const emoji of ['👍', '']) {
        await world.emulator.act(person, id, 'reaction', { emoji });
        const event = await world.receiver.event(
          'message_reaction',
          (arrival) => arrival.data['messageId'] === id && arrival.data['emoji'] === emoji,
        );
        expect(event.data).toMatchObject({ chatId: chat, senderPhone: person, fromMe: false });
      }
    }
  });

  it('votes in a poll of ours, changes the vote and takes it back', async () => {
    const options = ['Monday', 'Tuesday', 'Wednesday'];
    const { data } = await sendPoll({
      client: world.api.client,
      throwOnError: true,
      path: { instanceId: 'bot' },
      body: { to: person, name: 'When?', options, selectableCount: 0 },
    });
    const id = data.data.messageId;
    for (const choice of [['Monday'], ['Tuesday', 'Wednesday'], []]) {
      const from = world.receiver.mark;
      await world.emulator.act(person, id, 'vote', { options: choice });
      const vote = await world.receiver.event('poll_vote', (arrival) => arrival.data['messageId'] === id, {
        from,
      });
      expect(vote.data).toMatchObject({ chatId: chat, senderPhone: person, options: choice, fromMe: false });
    }
  });

  it('votes in a poll of its own', async () => {
    const id = await says(person, { poll: { name: 'Lunch?', options: ['Soto', 'Rawon'] } });
    await told('message', 'id', id);
    await world.emulator.act(person, id, 'vote', { options: ['Rawon'] });
    expect((await told('poll_vote', 'messageId', id)).data).toMatchObject({
      chatId: chat,
      options: ['Rawon'],
    });
  });

  it('says what only the phone can read', async () => {
    const id = await says(person, { text: 'From an ad', onlyPhone: true });
    const { data } = await told('message', 'id', id);
    expect(data).toMatchObject({ type: 'text', text: 'From an ad', chatId: chat, senderPhone: person });
  });

  it('says something that can be read at the second try only, and is heard once', async () => {
    await world.emulator.fault({ kind: 'undecryptable', phone: BOT, times: 1 });
    const id = await says(person, { poll: { name: 'Again?', options: ['Yes', 'No'], selectableCount: 1 } });
    expect((await told('message', 'id', id)).data).toMatchObject({ type: 'poll', text: 'Again?' });
    await settled(person);
    expect(world.receiver.named('message').filter(({ data }) => data['id'] === id)).toHaveLength(1);
  });

  it('calls', async () => {
    const { callId } = await world.emulator.request('POST', `/phones/${person}/call`, {
      to: BOT,
      video: true,
    });
    const call = (status: string) =>
      world.receiver.event('call', ({ data }) => data['callId'] === callId && data['status'] === status);
    const ringing = await call('ringing');
    expect(ringing.data).toMatchObject({ from: chat, isVideo: true, isGroup: false });
    await world.emulator.request('POST', `/phones/${person}/calls/${callId}`, { action: 'timeout' });
    expect((await call('timeout')).data).toMatchObject({ from: chat, isVideo: true, isGroup: false });
  });
});

describe('what the account does elsewhere', () => {
  const person = '15550003333';

  it('is kept, told where it changes something, and never a message', async () => {
    const { messageId: id } = await world.emulator.request('POST', `/phones/${BOT}/messages`, {
      to: person,
      text: 'From the phone',
    });
    await world.emulator.act(BOT, id, 'edit', { text: 'From my phone', form: 'secret' });
    const edit = await told('message_edit', 'messageId', String(id));
    expect(edit.data).toMatchObject({
      text: 'From my phone',
      fromMe: true,
      chatId: jidOf(person),
    });
    await world.emulator.act(BOT, id, 'reaction', { emoji: '👍' });
    expect((await told('message_reaction', 'messageId', String(id))).data).toMatchObject({ fromMe: true });
    await settled(person);
    expect(world.receiver.named('message').filter(({ data }) => data['id'] === id)).toEqual([]);
    // The person's phone may have confirmed it by now.
    const status = expect.stringMatching(/^(sent|delivered)$/);
    expect(await message(String(id))).toMatchObject({ text: 'From my phone', fromMe: true, status });
  });
});

describe('while the server is down', () => {
  it('messages, edits, votes and calls wait, and are told in order', async () => {
    const person = '15550004444';
    const poll = await says(person, { poll: { name: 'Wait?', options: ['Yes', 'No'] } });
    await told('message', 'id', poll);
    const from = world.receiver.mark;
    await world.api.kill();
    const place = await says(person, { location: { latitude: 1, longitude: 2 } });
    const text = await says(person, { text: 'Are you ther?' });
    await world.emulator.act(person, text, 'edit', { text: 'Are you there?', form: 'secret' });
    await world.emulator.act(person, poll, 'vote', { options: ['No'] });
    const { callId } = await world.emulator.request('POST', `/phones/${person}/call`, { to: BOT });
    await world.api.start();
    await world.receiver.event('call', ({ data }) => data['callId'] === callId, { from });
    await told('poll_vote', 'messageId', poll);
    const heard = world.receiver.arrivals.all
      .slice(from)
      .filter(
        ({ event, data }) =>
          event.startsWith('message') && [place, text].includes(String(data['id'] ?? data['messageId'])),
      );
    expect(heard.map(({ event, data }) => [event, data['type'] ?? data['text']])).toEqual([
      ['message', 'location'],
      ['message', 'text'],
      ['message_edit', 'Are you there?'],
    ]);
  });
});

describe('the history of a phone', () => {
  const phone = '628222222222';
  const history = new Bot(world, 'history', phone);
  const now = Math.floor(Date.now() / 1000);

  it('is there to read after linking, and nobody is told of it', async () => {
    const messages = Array.from({ length: 120 }, (_, index) => ({
      id: `OLD-${index}`,
      text: `old ${index}`,
      fromMe: index % 3 === 0,
      timestamp: now - 3_600 + index,
    }));
    const ancient = { id: 'ANCIENT', text: 'long ago', fromMe: false, timestamp: now - 90 * 86_400 };
    await world.emulator.phone('15550005555', { name: 'Anna' });
    await world.emulator.phone('15550006666', { name: 'Ben' });
    await world.emulator.request('POST', `/phones/${phone}/history`, {
      chats: [
        { peer: '15550005555', name: 'Anna', messages: [ancient, ...messages] },
        { peer: '15550006666', name: 'Ben', messages: [{ text: 'hi', fromMe: false, timestamp: now - 60 }] },
      ],
    });
    await history.link();
    const { client } = world.api;
    const path = { instanceId: 'history', jid: '15550005555' };
    const all: string[] = [];
    let cursor: string | undefined;
    await holds(async () => (await listChats({ client, path })).data?.data.chats.length === 2);
    await holds(
      async () =>
        (await listMessages({ client, path, query: { limit: 100 } })).data?.data.messages[0]?.id ===
        'OLD-119',
    );
    do {
      const page = await listMessages({ client, throwOnError: true, path, query: { limit: 50, cursor } });
      all.push(...page.data.data.messages.map(({ id }) => id));
      cursor = page.data.data.nextCursor;
    } while (cursor !== undefined);
    expect(all).toEqual(messages.map(({ id }) => id).toReversed());
    const chats = (await listChats({ client, throwOnError: true, path })).data.data.chats;
    expect(chats.map(({ name }) => name)).toEqual(['Ben', 'Anna']);
    expect(world.receiver.named('message').filter(({ instanceId }) => instanceId === 'history')).toEqual([]);
  });

  it('can be answered and reacted to', async () => {
    const { code } = await history.text('15550005555', 'Yes', {
      quotedMessageId: 'OLD-118',
    });
    expect(code).toBe(200);
    const reaction = await world.api.raw('/api/v1/instances/history/messages/OLD-118/reaction', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ emoji: '👍' }),
    });
    expect(reaction.status).toBe(200);
    await holds(async () => {
      const inbox = await world.emulator.inbox('15550005555');
      return inbox.some(({ quoted }) => quoted?.id === 'OLD-118');
    });
  });
});
