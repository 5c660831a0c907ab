import {
  getContactStatusMedia,
  getPrivacy,
  listContactStatusPosts,
  muteStatusPosts,
  postTextStatus,
  reactToStatusPost,
  unmuteStatusPosts,
  updatePrivacy,
  type UpdateStatusAudience,
  updateWebhook,
  viewStatusPost,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const path = { instanceId: 'bot' };

const world = useWorld({ SEND_ACK_TIMEOUT_MS: '1000', SEND_TIMEOUT_MS: '8000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);

beforeAll(async () => {
  for (const { phone } of [anna, ben]) await world.emulator.phone(phone);
  await bot.link();
  await updateWebhook({
    client: world.api.client,
    path,
    body: { webhookEvents: ['*', 'status_post', 'status_delete'] },
    throwOnError: true,
  });
});

afterEach(async () => world.emulator.clearFaults());

const call = () => ({ client: world.api.client, path });
const on = (messageId: string) => ({ client: world.api.client, path: { ...path, messageId } });

async function posted({ phone }: Person, body: object): Promise<string> {
  const { messageId } = await world.emulator.request('POST', `/phones/${phone}/status-posts`, {
    to: [BOT],
    ...body,
  });
  await bot.event(
    'status_post',
    ({ data }) => data['id'] === messageId && data['participant'] === `${phone}@s.whatsapp.net`,
  );
  return String(messageId);
}

async function listed(query: { author?: string; limit?: number; cursor?: string } = {}) {
  const { data, error } = await outcomeOf(listContactStatusPosts({ ...call(), query }));
  if (!data) throw new Error(`no list: ${JSON.stringify(error)}`);
  return data;
}

async function ofPhone({ phone }: { phone: string }, id: string) {
  const posts: { id: string; views: object[]; reactions: object[] }[] = await world.emulator.get(
    `/phones/${phone}/status-posts`,
  );
  const post = posts.find((each) => each.id === id);
  if (!post) throw new Error(`${phone} has no post ${id}`);
  return post;
}

describe('status posts of others', () => {
  it('are listed with what they show, newest first, for one author or all', async () => {
    const text = await posted(anna, { text: 'My day', backgroundColor: '#123456', font: 6 });
    const image = await posted(ben, { kind: 'image', media: base64(EXAMPLE_FILES.image), caption: 'My cat' });
    const voice = await posted(anna, { kind: 'audio', media: base64(EXAMPLE_FILES.audio), ptt: true });
    const { posts } = await listed();
    expect(posts.map(({ id }) => id)).toEqual([voice, image, text]);
    expect(posts[2]).toMatchObject({
      chatId: 'status@broadcast',
      participant: anna.chatId,
      senderPhone: anna.phone,
      fromMe: false,
      type: 'text',
      text: 'My day',
      backgroundColor: '#123456',
      font: 'system_bold',
      muted: false,
    });
    expect(posts[1]).toMatchObject({ type: 'image', caption: 'My cat', participant: ben.chatId });
    expect(posts[0]).toMatchObject({ type: 'audio', media: { ptt: true } });
    const { timestamp = 0, expiresAt = '' } = posts[2] ?? {};
    expect(Date.parse(expiresAt)).toBe((timestamp + 24 * 60 * 60) * 1000);
    expect(posts[2]?.viewedAt).toBeUndefined();

    expect((await listed({ author: anna.phone })).posts.map(({ id }) => id)).toEqual([voice, text]);
    const first = await listed({ author: await anna.lid(), limit: 1 });
    expect(first.posts.map(({ id }) => id)).toEqual([voice]);
    const second = await listed({ author: anna.phone, limit: 1, cursor: first.nextCursor });
    expect(second.posts.map(({ id }) => id)).toEqual([text]);
    expect(second.nextCursor).toBeUndefined();
    expect((await bot.chats()).data?.chats).toEqual([]);
  });

  it('have their file, which is not shown to their author as viewed', async () => {
    const id = await posted(anna, { kind: 'image', media: base64(EXAMPLE_FILES.image) });
    const { data, response } = await getContactStatusMedia({ ...on(id), parseAs: 'arrayBuffer' });
    expect(response?.headers.get('content-type')).toBe('image/jpeg');
    expect(data instanceof ArrayBuffer && Buffer.from(data)).toEqual(bytesOf(EXAMPLE_FILES.image));
    expect((await bot.file(id)).bytes).toEqual(bytesOf(EXAMPLE_FILES.image));
    await bot.text(anna.phone, 'after the download');
    expect((await ofPhone(anna, id)).views).toEqual([]);
    const text = await posted(anna, { text: 'No file' });
    const none = await getContactStatusMedia(on(text));
    expect(none.response?.status).toBe(409);
    expect(none.error?.error.code).toBe('CONFLICT');
  });

  it('are marked as viewed, which their author sees', async () => {
    const id = await posted(anna, { text: 'Seen?' });
    const { code, data } = await outcomeOf(viewStatusPost(on(id)));
    expect({ code, data }).toEqual({
      code: 200,
      data: { messageId: id, participant: anna.chatId, authorTold: true },
    });
    await eventually(
      () => ofPhone(anna, id),
      ({ views }) => views.length === 1,
      'the view',
    );
    expect((await ofPhone(anna, id)).views).toEqual([{ phone: BOT, type: 'read' }]);
    const { posts } = await listed({ author: anna.phone });
    expect(posts.find((post) => post.id === id)?.viewedAt).toMatch(/Z$/);
  });

  it('are viewed silently if the account sends no read receipts', async () => {
    const id = await posted(anna, { text: 'Seen in secret?' });
    await outcomeOf(updatePrivacy({ ...call(), body: { readReceipts: 'none' } }));
    expect((await outcomeOf(viewStatusPost(on(id)))).data).toMatchObject({ authorTold: false });
    await outcomeOf(updatePrivacy({ ...call(), body: { readReceipts: 'all' } }));
    await anna.gets('after the view');
    expect((await ofPhone(anna, id)).views).toEqual([]);
  });

  it('get a reaction of the account, which only their author gets', async () => {
    const id = await posted(anna, { text: 'Like it?' });
    const react = (emoji: string) => outcomeOf(reactToStatusPost({ ...on(id), body: { emoji } }));
    expect(await react('💚')).toMatchObject({ code: 200, data: { messageId: id, status: 'sent' } });
    await eventually(
      () => ofPhone(anna, id),
      ({ reactions }) => reactions.length === 1,
      'the reaction',
    );
    expect((await ofPhone(anna, id)).reactions).toEqual([{ phone: BOT, emoji: '💚' }]);
    await anna.gets('after the reaction');
    expect((await world.emulator.inbox(anna.phone)).map(({ type }) => type)).not.toContain('reaction');
    expect(await react('')).toMatchObject({ code: 200 });
    await eventually(
      () => ofPhone(anna, id),
      ({ reactions }) => reactions.length === 0,
      'no reaction',
    );
  });

  it('are answered in the chat with their author, as a reply to the status', async () => {
    const id = await posted(anna, { text: 'Any questions?' });
    const reply = await bot.sent(bot.text(anna.phone, 'One', { quotedMessageId: id }));
    const seen = await world.emulator.arrives(anna.phone, reply);
    expect(seen.quoted).toMatchObject({ id, text: 'Any questions?', status: true, author: await anna.lid() });
    // Nobody else learns what somebody has posted.
    expect(await bot.text(ben.phone, 'Look', { quotedMessageId: id })).toEqual(
      refused(404, 'MESSAGE_NOT_FOUND'),
    );
  });

  it('disappear when their author deletes them, with an event', async () => {
    const id = await posted(anna, { text: 'A mistake' });
    await world.emulator.request('DELETE', `/phones/${anna.phone}/status-posts/${id}`);
    const event = await bot.event('status_delete', ({ data }) => data['messageId'] === id);
    expect(event.data).toEqual({
      messageId: id,
      participant: anna.chatId,
      fromMe: false,
      at: expect.any(Number),
    });
    expect((await listed()).posts.map((post) => post.id)).not.toContain(id);
    for (const answer of [
      outcomeOf(viewStatusPost(on(id))),
      outcomeOf(reactToStatusPost({ ...on(id), body: { emoji: '💚' } })),
    ])
      expect(await answer).toEqual(refused(409, 'CONFLICT', /deleted/));
  });

  it('are told apart if several people chose one id, and hide no message', async () => {
    const id = 'ONEIDFORMANY';
    await anna.writes('a message', { id });
    await posted(anna, { text: "Anna's", id: `${id}2` });
    await posted(ben, { text: "Ben's", id: `${id}2` });
    await posted(ben, { text: "Ben's other", id });
    expect(await bot.knows(id)).toMatchObject({ text: 'a message', chatId: anna.chatId });
    expect(await outcomeOf(viewStatusPost(on(`${id}2`)))).toEqual(refused(409, 'CONFLICT', /author/));
    const { data } = await outcomeOf(viewStatusPost({ ...on(`${id}2`), query: { author: ben.phone } }));
    expect(data).toMatchObject({ participant: ben.chatId });
  });

  it('are no messages that could be edited, forwarded or starred', async () => {
    const id = await posted(anna, { text: 'A post' });
    for (const answer of [
      bot.edit(id, 'x'),
      bot.react(id, '👍'),
      bot.remove(id),
      bot.forward(id, ben.phone),
      bot.read(id),
    ])
      expect(await answer).toEqual(refused(409, 'CONFLICT', /status post/));
    expect(await bot.knows(id)).toMatchObject({ text: 'A post', chatId: 'status@broadcast' });
  });

  it('stay after a restart of the server', async () => {
    const id = await posted(anna, { text: 'Still there' });
    await world.api.halt();
    await world.api.start();
    await bot.reaches('connected');
    expect((await listed()).posts.map((post) => post.id)).toContain(id);
  });

  it('are unknown to the operations on own posts, and the other way round', async () => {
    for (const id of ['UNKNOWN', await posted(anna, { text: 'Not mine' })]) {
      const { client } = call();
      const response = await world.api.raw(`/api/v1/instances/bot/status/posts/${id}`, { method: 'DELETE' });
      expect(response.status).toBe(404);
      expect(client).toBeDefined();
    }
    expect(await outcomeOf(viewStatusPost(on('UNKNOWN')))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
  });
});

describe('muted authors', () => {
  const about = (jid: string) => ({ client: world.api.client, path: { ...path, jid } });
  const isMuted = async (id: string) => (await listed()).posts.find((post) => post.id === id)?.muted;

  it('are muted here and on the phone, and their posts still arrive', async () => {
    const id = await posted(ben, { text: 'Too much' });
    expect(await outcomeOf(muteStatusPosts(about(ben.phone)))).toMatchObject({
      code: 200,
      data: { jid: ben.chatId, muted: true },
    });
    expect(await isMuted(id)).toBe(true);
    const settings = () => world.emulator.get(`/phones/${BOT}/status-settings`);
    await eventually(settings, ({ muted }: { muted: string[] }) => muted.includes(ben.phone), 'the mute');
    await posted(ben, { text: 'More' });
    expect((await outcomeOf(unmuteStatusPosts(about(ben.phone)))).data).toEqual({
      jid: ben.chatId,
      muted: false,
    });
    expect(await isMuted(id)).toBe(false);
    await eventually(settings, ({ muted }: { muted: string[] }) => muted.length === 0, 'no mute');
  });

  it('are muted by the phone, too', async () => {
    const id = await posted(anna, { text: 'Muted on the phone' });
    const onPhone = (change: object) =>
      world.emulator.request('PATCH', `/phones/${BOT}/status-settings`, change);
    await onPhone({ mute: [anna.phone] });
    await eventually(() => isMuted(id), Boolean, 'the mute of the phone');
    await onPhone({ unmute: [anna.phone] });
    await eventually(
      () => isMuted(id),
      (muted) => muted === false,
      'the end of the mute',
    );
  });
});

describe('the audience of the account', () => {
  const change = async (statusAudience: UpdateStatusAudience) =>
    outcomeOf(updatePrivacy({ ...call(), body: { statusAudience } }));
  const now = async () => (await outcomeOf(getPrivacy(call()))).data?.statusAudience;

  it("is WhatsApp's list, until a device of the account changes it", async () => {
    expect(await now()).toEqual({ audience: 'contacts', people: [] });
    await world.emulator.request('PATCH', `/phones/${BOT}/status-settings`, {
      list: 'blacklist',
      people: [ben.phone],
    });
    expect(await now()).toEqual({ audience: 'contacts_except', people: [ben.chatId] });
    const changed = await change({ audience: 'only', people: [anna.phone] });
    expect(changed.data?.results).toEqual([
      { setting: 'statusAudience', value: { audience: 'only', people: [anna.phone] }, status: 'changed' },
    ]);
    expect(await now()).toEqual({ audience: 'only', people: [anna.chatId] });
    const settings = () => world.emulator.get(`/phones/${BOT}/status-settings`);
    await eventually(
      settings,
      ({ audience }: { audience: string }) => audience === 'only',
      'the phone to know',
    );
    expect(await settings()).toMatchObject({ people: [anna.phone] });
    const own = await outcomeOf(postTextStatus({ ...call(), body: { text: 'For Anna' } }));
    expect(own.data).toMatchObject({ recipients: 1 });
  });

  it('is changed on the phone', async () => {
    await world.emulator.request('PATCH', `/phones/${BOT}/status-settings`, {
      audience: 'contacts_except',
      people: [anna.phone],
    });
    await eventually(now, (audience) => audience?.audience === 'contacts_except', 'the change of the phone');
    expect(await now()).toEqual({ audience: 'contacts_except', people: [anna.chatId] });
  });

  it('must name people where it needs them, and none where not', async () => {
    for (const statusAudience of [
      { audience: 'only' as const },
      { audience: 'only' as const, people: [] },
      { audience: 'contacts' as const, people: [anna.phone] },
      { audience: 'contacts_except' as const, people: ['x'] },
    ])
      expect((await change(statusAudience)).error).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

function base64(uri: string): string {
  return bytesOf(uri).toString('base64');
}
