import {
  answerEvent,
  askChatHistory,
  changeEvent,
  createCallLink,
  createCommunity,
  createGroup,
  getMessageMedia,
  listCommunities,
  listContactStatusPosts,
  listGroups,
  listReceipts,
  listStatusPosts,
  muteStatusPosts,
  pinMessage,
  postTextStatus,
  searchMessages,
  sendAlbum,
  sendEvent,
  sendGroupInvite,
  setGroupLabel,
  unkeepMessage,
  unpinMessage,
  updateChat,
  voteInPoll,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { LinkedInstance } from '../harness/linked-instance.js';
import { type Outcome, outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550001111';
/** Less than the default of SEND_TIMEOUT_MS, 30 s, and than a query may take, which is half of it. */
const AT_ONCE_MS = 10_000;

/** What there is to be spoken of: a text of each side, a poll, an event, a picture, and one that WhatsApp does not have any more. */
interface Known {
  ours: string;
  theirs: string;
  poll: string;
  event: string;
  picture: string;
  expired: string;
}

type Operation = (bot: Bot, known: Known) => Promise<Outcome<unknown>>;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const person = new Person(world, PERSON, bot);
let known: Known;

beforeAll(async () => {
  await bot.link();
  known = {
    ours: await bot.sent(bot.text(PERSON, 'ours')),
    theirs: await person.writes('theirs'),
    poll: await person.sends({ poll: { name: 'Which?', options: ['a', 'b'] } }),
    event: await bot.sent(outcomeOf(sendEvent({ ...call('bot'), body: { to: PERSON, ...LUNCH } }))),
    picture: await bot.sent(bot.media('image', { to: PERSON, media: EXAMPLE_FILES.image })),
    expired: await bot.sent(bot.media('image', { to: PERSON, media: EXAMPLE_FILES.image })),
  };
  await person.sees(known.expired);
  await world.emulator.request('POST', `/phones/${PERSON}/messages/${known.expired}/expire`);
});

function call(instanceId: string) {
  return { client: world.api.client, path: { instanceId } };
}

function about(instanceId: string, messageId: string) {
  return { client: world.api.client, path: { instanceId, messageId } };
}

const PICTURE = { type: 'image' as const, media: EXAMPLE_FILES.image };
const ALBUM = [PICTURE, PICTURE];
const LUNCH = { name: 'Lunch', startsAt: '2030-06-01T12:00:00Z' };

const INVITATION = {
  groupJid: '120363043211234567@g.us',
  groupName: 'Lunch',
  inviteCode: 'AbCdEfGhIjKlMnOp',
  expiresAt: '2099-12-31T09:00:00Z',
};

/** Everything for which WhatsApp is needed. */
const DOING: Record<string, Operation> = {
  sendText: (of) => of.text(PERSON, 'hello'),
  'sendText, quoting': (of, { theirs }) => of.text(PERSON, 'hello', { quotedMessageId: theirs }),
  sendImage: (of) => of.media('image', { to: PERSON, media: EXAMPLE_FILES.image }),
  sendVideo: (of) => of.media('video', { to: PERSON, media: EXAMPLE_FILES.video }),
  sendAudio: (of) => of.media('audio', { to: PERSON, media: EXAMPLE_FILES.audio }),
  sendDocument: (of) => of.media('document', { to: PERSON, media: EXAMPLE_FILES.document }),
  sendSticker: (of) => of.media('sticker', { to: PERSON, media: EXAMPLE_FILES.sticker }),
  sendLocation: (of) => of.location({ to: PERSON, latitude: 1, longitude: 2 }),
  sendContact: (of) => of.contacts({ to: PERSON, contacts: [{ name: 'Jo', phone: PERSON }] }),
  sendPoll: (of) => of.poll({ to: PERSON, name: 'Lunch?', options: ['Soto', 'Rawon'] }),
  sendAlbum: ({ instanceId }) =>
    outcomeOf(sendAlbum({ ...call(instanceId), body: { to: PERSON, items: ALBUM } })),
  sendEvent: ({ instanceId }) =>
    outcomeOf(sendEvent({ ...call(instanceId), body: { to: PERSON, ...LUNCH } })),
  sendGroupInvite: ({ instanceId }) =>
    outcomeOf(sendGroupInvite({ ...call(instanceId), body: { to: PERSON, ...INVITATION } })),
  editMessage: (of, { ours }) => of.edit(ours, 'changed'),
  deleteMessage: (of, { ours }) => of.remove(ours),
  'deleteMessage, scope=me': (of, { theirs }) => of.remove(theirs, { scope: 'me' }),
  reactToMessage: (of, { theirs }) => of.react(theirs, '👍'),
  voteInPoll: ({ instanceId }, { poll }) =>
    outcomeOf(voteInPoll({ ...about(instanceId, poll), body: { options: ['a'] } })),
  changeEvent: ({ instanceId }, { event }) =>
    outcomeOf(changeEvent({ ...about(instanceId, event), body: { name: 'Dinner' } })),
  answerEvent: ({ instanceId }, { event }) =>
    outcomeOf(answerEvent({ ...about(instanceId, event), body: { answer: 'maybe' } })),
  forwardMessage: (of, { theirs }) => of.forward(theirs, PERSON),
  'forwardMessage, to many': (of, { theirs }) => of.forward(theirs, [PERSON, '15550002222']),
  readMessage: (of, { theirs }) => of.read(theirs),
  pinMessage: ({ instanceId }, { ours }) => outcomeOf(pinMessage(about(instanceId, ours))),
  unpinMessage: ({ instanceId }, { ours }) => outcomeOf(unpinMessage(about(instanceId, ours))),
  unkeepMessage: ({ instanceId }, { ours }) => outcomeOf(unkeepMessage(about(instanceId, ours))),
  'updateChat, expiresIn': ({ instanceId }) =>
    outcomeOf(
      updateChat({
        client: world.api.client,
        path: { instanceId, jid: PERSON },
        body: { expiresIn: 86_400 },
      }),
    ),
  createGroup: ({ instanceId }) =>
    outcomeOf(createGroup({ ...call(instanceId), body: { name: 'Lunch', participants: [PERSON] } })),
  listGroups: ({ instanceId }) => outcomeOf(listGroups(call(instanceId))),
  postTextStatus: ({ instanceId }) =>
    outcomeOf(postTextStatus({ ...call(instanceId), body: { text: 'hello', recipients: [PERSON] } })),
  muteStatusPosts: ({ instanceId }) =>
    outcomeOf(
      muteStatusPosts({ client: world.api.client, path: { instanceId, jid: `${PERSON}@s.whatsapp.net` } }),
    ),
  setGroupLabel: ({ instanceId }) =>
    outcomeOf(
      setGroupLabel({
        client: world.api.client,
        path: { instanceId, groupJid: INVITATION.groupJid },
        body: { label: 'Accounting' },
      }),
    ),
  askChatHistory: ({ instanceId }) =>
    outcomeOf(askChatHistory({ client: world.api.client, path: { instanceId, jid: PERSON } })),
  createCommunity: ({ instanceId }) =>
    outcomeOf(createCommunity({ ...call(instanceId), body: { name: 'Acme' } })),
  listCommunities: ({ instanceId }) => outcomeOf(listCommunities(call(instanceId))),
  createCallLink: ({ instanceId }) =>
    outcomeOf(createCallLink({ ...call(instanceId), body: { type: 'audio' } })),
};

/** What the server knows by itself. */
const READING: Record<string, Operation> = {
  getMessage: (of, { ours }) => of.message(ours),
  listChats: (of) => of.chats(),
  listMessages: (of) => of.messages(PERSON),
  searchMessages: ({ instanceId }) => outcomeOf(searchMessages(call(instanceId))),
  listReceipts: ({ instanceId }, { ours }) => outcomeOf(listReceipts(about(instanceId, ours))),
  getMessageMedia: (of, { picture }) => file(of, picture),
  listStatusPosts: ({ instanceId }) => outcomeOf(listStatusPosts(call(instanceId))),
  listContactStatusPosts: ({ instanceId }) => outcomeOf(listContactStatusPosts(call(instanceId))),
};

async function file({ instanceId }: Bot, messageId: string): Promise<Outcome<unknown>> {
  const path = { instanceId, messageId };
  const { data, error, response } = await getMessageMedia({ client: world.api.client, path });
  return { code: response?.status, data, error: error?.error };
}

async function timed(operation: Operation, of: Bot) {
  const startedAt = Date.now();
  const { code, error } = await operation(of, known);
  const atOnce = Date.now() - startedAt < AT_ONCE_MS;
  return {
    code,
    error: error?.code,
    outcome: error?.details?.outcome,
    status: error?.details?.['status'],
    atOnce,
  };
}

const doing = Object.entries(DOING).map(([name, operation]) => ({ name, operation }));
const reading = Object.entries(READING).map(([name, operation]) => ({ name, operation }));

function unavailable(status: string) {
  return { code: 503, error: 'INSTANCE_NOT_CONNECTED', outcome: 'not_sent', status, atOnce: true };
}

/** What may be asked of an instance in some status, and is answered at once. */
function answersOf(status: string): void {
  it.each(doing)('$name is 503', async ({ operation }) => {
    expect(await timed(operation, bot)).toEqual(unavailable(status));
  });

  it.each(reading)('$name is answered', async ({ operation }) => {
    expect(await timed(operation, bot)).toMatchObject({ code: 200, atOnce: true });
  });

  it('getMessageMedia is 503 for a file that WhatsApp does not have any more', async () => {
    expect(await timed((of, { expired }) => file(of, expired), bot)).toEqual(unavailable(status));
  });

  it('a message that is not known is 404 all the same', async () => {
    const unknown = {
      ours: 'NONE',
      theirs: 'NONE',
      poll: 'NONE',
      event: 'NONE',
      picture: 'NONE',
      expired: 'NONE',
    };
    for (const operation of [DOING['editMessage'], DOING['readMessage'], DOING['sendText, quoting']]) {
      expect(await operation?.(bot, unknown)).toMatchObject({
        code: 404,
        error: { code: 'MESSAGE_NOT_FOUND' },
      });
    }
  });
}

describe('of an instance that does not exist', () => {
  it.each([...doing, ...reading])('$name is 404', async ({ operation }) => {
    const answer = await timed(operation, new Bot(world, 'nobody', BOT));
    expect(answer).toMatchObject({ code: 404, error: 'INSTANCE_NOT_FOUND', atOnce: true });
  });
});

describe('while it is disconnected', () => {
  beforeAll(async () => {
    await bot.disconnect();
  });

  answersOf('disconnected');
});

describe('in the midst of its login', () => {
  let begun: Promise<unknown>;

  beforeAll(async () => {
    const instance = new LinkedInstance(world, 'bot', BOT);
    ({ begun } = await instance.inLogin(() => instance.connect()));
  });

  answersOf('connecting');

  afterAll(async () => {
    await world.emulator.clearFaults();
    await begun;
    await bot.disconnect();
  });
});

describe('while it shows a QR code', () => {
  beforeAll(async () => {
    const from = world.receiver.mark;
    await bot.connect();
    await bot.reaches('connected');
    await world.emulator.request('DELETE', `/phones/${BOT}/companions/1`);
    await bot.event('logged_out', () => true, { from });
    await bot.connect();
    await bot.reaches('qr_required');
  });

  answersOf('qr_required');
});

it('what was known before it was linked anew is at hand again', async () => {
  const qr = world.receiver.named('qr').at(-1);
  await world.emulator.scan(BOT, String(qr?.data['qr']));
  await bot.reaches('connected');
  await bot.sent(bot.edit(known.ours, 'still ours'));
  await person.sees(known.ours, ({ text }) => text === 'still ours');
  await bot.sent(bot.read(known.theirs));
});
