import {
  createChannel,
  followChannel,
  listChannelPosts,
  sendPoll,
  voteInChannelPoll,
  voteInPoll,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const OPTIONS = ['Soto', 'Rawon', 'Gado-gado 🥜'];

const world = useWorld({ SEND_ACK_TIMEOUT_MS: '2000' });
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

function about(messageId: string) {
  return { client: world.api.client, path: { instanceId: 'bot', messageId } };
}

async function votes(messageId: string, options: string[], chatId?: string) {
  return outcomeOf(voteInPoll({ ...about(messageId), body: { options, chatId } }));
}

/** Waits until somebody's phone shows what the account chose in a poll. */
async function shows(person: Person, pollId: string, options: string[]): Promise<void> {
  const chosen = (of: { from: string; options: string[] }[]) =>
    of.find(({ from }) => from === jidOf(BOT))?.options ?? [];
  const { poll } = await person.sees(
    pollId,
    (message) => JSON.stringify(chosen(message.poll?.votes ?? [])) === JSON.stringify(options),
  );
  expect(chosen(poll?.votes ?? [])).toEqual(options);
}

describe('a vote with an idempotency key', () => {
  it('is sent once, and has the same answer after a crash of the server', async () => {
    const id = await anna.sends({ poll: { name: 'Once?', options: OPTIONS, selectableCount: 1 } });
    const cast = async () => {
      const headers = { 'Idempotency-Key': 'vote-once' };
      const told = await voteInPoll({ ...about(id), headers, body: { options: ['Soto'] } });
      return { data: told.data?.data, replayed: told.response?.headers.get('Idempotency-Replayed') };
    };
    const first = await cast();
    expect(first).toMatchObject({ data: { messageId: id, operationId: expect.any(String) }, replayed: null });
    expect(await cast()).toEqual({ ...first, replayed: 'true' });
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');
    expect(await cast()).toEqual({ ...first, replayed: 'true' });
    await shows(anna, id, ['Soto']);
    await votes(id, ['Rawon']);
    await shows(anna, id, ['Rawon']);
    // It takes effect only once: the later choice stays.
    expect(await cast()).toEqual({ ...first, replayed: 'true' });
    await anna.gets('nothing after this');
    await shows(anna, id, ['Rawon']);
  });
});

describe.each([
  { addressing: 'phone', person: anna },
  { addressing: 'LID', person: ben },
])('in a chat addressed by $addressing', ({ person }) => {
  it('the account votes in their poll, changes its vote and withdraws it', async () => {
    const id = await person.sends({ poll: { name: 'Lunch?', options: OPTIONS, selectableCount: 1 } });
    const { code, data } = await votes(id, ['Rawon']);
    expect({ code, data }).toEqual({
      code: 200,
      data: {
        messageId: id,
        operationId: expect.any(String),
        timestamp: expect.any(Number),
        status: 'sent',
      },
    });
    await shows(person, id, ['Rawon']);
    await bot.status(data?.operationId, 'sent');
    await bot.sent(votes(id, ['Gado-gado 🥜']));
    await shows(person, id, ['Gado-gado 🥜']);
    await bot.sent(votes(id, []));
    await shows(person, id, []);
  });

  it('the account votes in its own poll, for as many options as it allows', async () => {
    const id = await bot.sent(
      bot.poll({ to: person.phone, name: 'Which?', options: OPTIONS, selectableCount: 2 }),
    );
    await person.sees(id);
    await bot.sent(votes(id, ['Soto', 'Rawon']));
    await shows(person, id, ['Soto', 'Rawon']);
    expect(await votes(id, OPTIONS)).toEqual(refused(400, 'INVALID_REQUEST', /options must have at most 2/));
    await shows(person, id, ['Soto', 'Rawon']);
  });

  it('any number of options can be chosen where the poll does not limit it', async () => {
    const id = await person.sends({ poll: { name: 'All?', options: OPTIONS, selectableCount: 0 } });
    await bot.sent(votes(id, OPTIONS));
    await shows(person, id, OPTIONS);
  });
});

it.each(['lid', 'pn'] as const)(
  'the account votes in a group that is addressed by %s',
  async (addressing) => {
    const group = await world.emulator.request('POST', `/phones/${ANNA}/groups`, {
      subject: 'Lunch',
      participants: [BOT, BEN],
      addressing,
    });
    const id = await anna.sends({
      to: group.jid,
      poll: { name: 'Where?', options: OPTIONS, selectableCount: 1 },
    });
    await bot.sent(votes(id, ['Soto']));
    for (const person of [anna, ben]) await shows(person, id, ['Soto']);
    const own = await bot.sent(bot.poll({ to: group.jid, name: 'When?', options: ['Now', 'Later'] }));
    await ben.sees(own);
    await bot.sent(votes(own, ['Later']));
    for (const person of [anna, ben]) await shows(person, own, ['Later']);
  },
);

it('a vote in an old poll counts after a restart', async () => {
  const id = await anna.sends({ poll: { name: 'Still?', options: ['yes', 'no'], selectableCount: 1 } });
  await world.api.kill();
  await world.api.start();
  await bot.reaches('connected');
  await bot.sent(votes(id, ['yes']));
  await shows(anna, id, ['yes']);
});

it('a vote that WhatsApp does not acknowledge is pending, and leaves again after a new login', async () => {
  const id = await anna.sends({ poll: { name: 'Heard?', options: ['yes', 'no'], selectableCount: 1 } });
  await world.emulator.fault({ kind: 'ack-missing', to: ANNA, times: 1 });
  const { code, data } = await votes(id, ['no']);
  expect({ code, data }).toMatchObject({ code: 202, data: { messageId: id, status: 'pending' } });
  await bot.reconnects();
  await bot.status(data?.operationId, 'sent');
  await shows(anna, id, ['no']);
});

it('a vote that WhatsApp refuses is an error with its code', async () => {
  const id = await anna.sends({ poll: { name: 'Allowed?', options: ['yes', 'no'], selectableCount: 1 } });
  await world.emulator.fault({ kind: 'ack-error', to: ANNA, code: 479, times: 1 });
  const { code, error } = await votes(id, ['no']);
  expect({ code, error }).toMatchObject({
    code: 500,
    error: { code: 'WHATSAPP_ERROR', details: { code: '479', messageId: id, outcome: 'not_sent' } },
  });
});

it('votes are refused that no poll allows', async () => {
  const poll = await anna.sends({ poll: { name: 'Which?', options: ['a', 'b'], selectableCount: 1 } });
  expect(await votes(poll, ['c'])).toEqual(refused(400, 'INVALID_REQUEST', /options\.0 is not an option/));
  expect(await votes(poll, ['a', 'a'])).toEqual(refused(400, 'INVALID_REQUEST'));
  expect(await votes(poll, ['a', 'b'])).toEqual(refused(400, 'INVALID_REQUEST', /at most 1 entry/));
  const text = await anna.writes('no poll');
  expect(await votes(text, ['a'])).toEqual(refused(409, 'CONFLICT', /not a poll/));
  expect(await votes('3EB0000000000000', ['a'])).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
  const deleted = await bot.sent(bot.poll({ to: ANNA, name: 'Gone?', options: ['a', 'b'] }));
  await bot.sent(bot.remove(deleted));
  expect(await votes(deleted, ['a'])).toEqual(refused(409, 'CONFLICT', /deleted/));
});

it('a vote is no message of its chat', async () => {
  const id = await ben.sends({ poll: { name: 'Seen?', options: ['yes', 'no'], selectableCount: 1 } });
  const { data } = await votes(id, ['yes']);
  expect(await bot.message(String(data?.operationId))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
  const { data: page } = await bot.messages(BEN, { limit: 1 });
  expect(page?.messages).toMatchObject([{ id }]);
});

describe('in a channel', () => {
  let ours: string;
  let theirs: string;

  const channel = (channelJid: string) => ({
    client: world.api.client,
    path: { instanceId: 'bot', channelJid },
  });
  const chooses = async (channelJid: string, serverId: number, options: string[]) => {
    const { client, path } = channel(channelJid);
    return outcomeOf(
      voteInChannelPoll({ client, path: { ...path, serverId: String(serverId) }, body: { options } }),
    );
  };
  const counted = async (channelJid: string) => {
    const { data } = await outcomeOf(listChannelPosts(channel(channelJid)));
    return data?.posts[0]?.votes;
  };

  beforeAll(async () => {
    const made = await outcomeOf(
      createChannel({ client: world.api.client, path: { instanceId: 'bot' }, body: { name: 'Ours' } }),
    );
    ours = String(made.data?.jid);
    theirs = (await world.emulator.post(`/phones/${ANNA}/channels`, { name: 'Theirs' })).jid;
    await outcomeOf(followChannel(channel(theirs)));
  });

  it('the account votes in the poll of somebody else, changes its vote and withdraws it', async () => {
    const poll = { name: 'Which?', options: ['a', 'b', 'c'], selectableCount: 2 };
    const { serverId } = await world.emulator.post(`/phones/${ANNA}/channels/${theirs}/posts`, { poll });
    await world.emulator.post(`/phones/${ANNA}/channels/${theirs}/posts/${serverId}/vote`, {
      options: ['a'],
    });
    expect(await chooses(theirs, serverId, ['a', 'b'])).toMatchObject({
      code: 200,
      data: { jid: theirs, serverId, options: ['a', 'b'] },
    });
    const [post] = (await world.emulator.get(`/channels/${theirs}`)).posts;
    expect(post.votes).toEqual({ a: 2, b: 1, c: 0 });
    expect(await counted(theirs)).toEqual([
      { option: 'a', count: 2 },
      { option: 'b', count: 1 },
      { option: 'c', count: 0 },
    ]);
    expect((await chooses(theirs, serverId, [])).code).toBe(200);
    expect((await counted(theirs))?.map(({ count }) => count)).toEqual([1, 0, 0]);
    expect(await chooses(theirs, serverId, ['d'])).toEqual(refused(400, 'INVALID_REQUEST'));
    expect(await chooses(theirs, serverId, ['a', 'b', 'c'])).toEqual(refused(400, 'INVALID_REQUEST'));
  });

  it('the account votes in its own poll by the id of the post', async () => {
    const body = { to: ours, name: 'Where?', options: ['here', 'there'] };
    const sent = await outcomeOf(sendPoll({ client: world.api.client, path: { instanceId: 'bot' }, body }));
    expect(await votes(String(sent.data?.messageId), ['there'])).toMatchObject({
      code: 200,
      data: { messageId: sent.data?.messageId, status: 'sent' },
    });
    expect(await counted(ours)).toEqual([
      { option: 'here', count: 0 },
      { option: 'there', count: 1 },
    ]);
  });

  it('there is no vote in what is no poll, or not there', async () => {
    const { serverId } = await world.emulator.post(`/phones/${ANNA}/channels/${theirs}/posts`, {
      text: 'no poll',
    });
    expect(await chooses(theirs, serverId, ['a'])).toEqual(refused(409, 'CONFLICT', /not a poll/));
    expect(await chooses(theirs, 999, ['a'])).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
    expect(await chooses('120363000000000000@newsletter', 100, ['a'])).toEqual(
      refused(404, 'CHANNEL_NOT_FOUND'),
    );
  });
});
