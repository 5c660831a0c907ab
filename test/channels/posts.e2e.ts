import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createChannel,
  followChannel,
  getChannelPostMedia,
  listChannelPosts,
  reactToChannelPost,
  starMessage,
  updateWebhook,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

/** Where the server has its temporary files. */
const temporary = mkdtempSync(join(tmpdir(), 'miaw-posts-'));
// A change may take half of SEND_TIMEOUT_MS, less a second.
const world = useWorld({ SEND_ACK_TIMEOUT_MS: '1000', SEND_TIMEOUT_MS: '6000', TMPDIR: temporary });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
let ours: string;
let theirs: string;

beforeAll(async () => {
  await bot.link();
  const path = { instanceId: 'bot' };
  const webhookEvents: ('*' | 'channel_post' | 'channel_update')[] = ['*', 'channel_post', 'channel_update'];
  await updateWebhook({ client: world.api.client, path, body: { webhookEvents }, throwOnError: true });
  const made = await outcomeOf(createChannel({ client: world.api.client, path, body: { name: 'Ours' } }));
  ours = String(made.data?.jid);
  theirs = (await world.emulator.post(`/phones/${anna.phone}/channels`, { name: 'Theirs' })).jid;
  await outcomeOf(followChannel(on(theirs)));
  await world.emulator.request('PUT', `/phones/${anna.phone}/channels/${ours}/follow`);
});

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function on(channelJid: string) {
  return { client: world.api.client, path: { instanceId: 'bot', channelJid } };
}

function post(channelJid: string, serverId: number | undefined) {
  return { client: world.api.client, path: { instanceId: 'bot', channelJid, serverId: String(serverId) } };
}

async function onServer(serverId: number | undefined) {
  const { posts } = await world.emulator.get(`/channels/${ours}`);
  return posts.find((each: { serverId: number }) => each.serverId === serverId);
}

async function listed(channelJid: string, query: { limit?: number; cursor?: string } = {}) {
  const { data } = await outcomeOf(listChannelPosts({ ...on(channelJid), query }));
  if (!data) throw new Error(`no posts of ${channelJid}`);
  return data;
}

describe('in its channel, the account', () => {
  it('posts texts, images, videos and polls, in plain', async () => {
    const text = await bot.text(ours, 'We are open');
    expect(text).toMatchObject({ code: 200, data: { status: 'sent', serverId: 100 } });
    const { messageId = '' } = text.data ?? {};
    expect((await bot.status(messageId, 'sent')).data).toMatchObject({ serverId: 100 });
    expect(await bot.knows(messageId, ours)).toMatchObject({ serverId: 100 });
    expect((await bot.message(messageId, theirs)).code).toBe(404);
    expect(await onServer(100)).toMatchObject({
      id: text.data?.messageId,
      type: 'text',
      message: { extendedTextMessage: { text: 'We are open' } },
    });

    const image = await bot.media('image', { to: ours, media: EXAMPLE_FILES.image, caption: 'Our logo' });
    expect(image).toMatchObject({ code: 200, data: { serverId: 101 } });
    const shown = await onServer(101);
    expect(shown).toMatchObject({
      type: 'media',
      mediatype: 'image',
      mediaId: expect.stringMatching(/./),
      message: { imageMessage: { caption: 'Our logo', mimetype: 'image/png' } },
    });
    expect(shown.message.imageMessage.mediaKey).toBeUndefined();

    const video = await bot.media('video', { to: ours, media: EXAMPLE_FILES.video });
    expect(await onServer(video.data?.serverId)).toMatchObject({ type: 'media', mediatype: 'video' });

    const poll = await bot.poll({ to: ours, name: 'When?', options: ['Monday', 'Tuesday'] });
    expect(await onServer(poll.data?.serverId)).toMatchObject({ type: 'poll', polltype: 'creation' });
    const { posts } = await listed(ours, { limit: 1 });
    expect(posts[0]).toMatchObject({
      type: 'poll',
      votes: [
        { option: 'Monday', count: 0 },
        { option: 'Tuesday', count: 0 },
      ],
    });
    expect((await bot.chats()).data?.chats.map(({ chatId }) => chatId)).not.toContain(ours);
  });

  it('edits and deletes its posts, and reacts to them', async () => {
    const { data } = await bot.text(ours, 'Before');
    const id = String(data?.messageId);
    expect(await bot.edit(id, 'After', ours)).toMatchObject({
      code: 200,
      data: { messageId: id, status: 'sent' },
    });
    expect(await onServer(data?.serverId)).toMatchObject({
      edit: '3',
      message: { extendedTextMessage: { text: 'After' } },
    });
    expect((await bot.react(id, '👍', ours)).code).toBe(200);
    expect(await onServer(data?.serverId)).toMatchObject({ reactions: { '👍': 1 } });
    const call = { client: world.api.client, path: { instanceId: 'bot', messageId: id } };
    expect(await outcomeOf(starMessage(call))).toEqual(refused(409, 'CONFLICT', /channel/));
    expect((await bot.remove(id, { chatId: ours })).code).toBe(200);
    expect(await onServer(data?.serverId)).toMatchObject({ edit: '8', message: null });
    expect((await listed(ours, { limit: 1 })).posts[0]).toMatchObject({
      serverId: data?.serverId,
      deleted: true,
      type: 'unknown',
    });
    expect((await bot.edit(id, 'Again')).code).toBe(409);
  });

  it('makes one change of a post at a time, and applies it when WhatsApp answers, however late', async () => {
    const { data } = await bot.text(ours, 'Before');
    const id = String(data?.messageId);
    await world.emulator.fault({ kind: 'ack-missing', phone: BOT, times: 1 });
    const late = await bot.edit(id, 'Late');
    expect(late).toMatchObject({ error: { code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } } });
    expect(await bot.edit(id, 'Other')).toEqual(refused(409, 'CONFLICT'));
    expect(await bot.remove(id)).toEqual(refused(409, 'CONFLICT'));
    expect(await bot.knows(id)).toMatchObject({ text: 'Before' });
    await world.emulator.releaseFaults();
    await eventually(
      () => bot.knows(id),
      ({ text }) => text === 'Late',
      'the late edit',
    );
    const both = await Promise.all([bot.edit(id, 'One'), bot.edit(id, 'Two')]);
    expect(both.map(({ code }) => code)).toEqual([200, 200]);
    const { text } = await bot.knows(id);
    expect(await onServer(data?.serverId)).toMatchObject({ message: { extendedTextMessage: { text } } });

    await world.emulator.fault({ kind: 'ack-error', phone: BOT, code: 500, times: 1 });
    expect(await bot.edit(id, 'Refused')).toMatchObject({
      error: { code: 'WHATSAPP_ERROR', details: { code: '500', outcome: 'not_sent' } },
    });
    expect(await bot.knows(id)).toMatchObject({ text, status: 'sent' });
    expect(bot.statuses(id)).toEqual(['sent']);
  });

  it('sends a change that was not answered again when the connection is back', async () => {
    const { data } = await bot.text(ours, 'To be deleted');
    const id = String(data?.messageId);
    await world.emulator.fault({ kind: 'ack-missing', phone: BOT, times: 1 });
    expect((await bot.remove(id)).error?.code).toBe('UPSTREAM_TIMEOUT');
    await bot.reconnects();
    await eventually(
      () => bot.knows(id),
      ({ deletedAt }) => deletedAt !== undefined,
      'the deletion',
    );
    await world.emulator.releaseFaults();
    expect(await onServer(data?.serverId)).toMatchObject({ edit: '8' });
  });

  it('leaves no copy of a file that could not be uploaded', async () => {
    await world.emulator.fault({ kind: 'media-upload-failure', phone: BOT });
    const { error } = await bot.media('image', { to: ours, media: EXAMPLE_FILES.image });
    await world.emulator.releaseFaults();
    expect(error).toMatchObject({ code: 'WHATSAPP_ERROR', details: { reason: 'upload_failed' } });
    expect(readdirSync(temporary).filter((name) => name.startsWith('image'))).toEqual([]);
  });

  it('asks once more where to upload a file that was refused', async () => {
    await world.emulator.fault({ kind: 'media-upload-failure', phone: BOT, times: 1 });
    expect((await bot.media('image', { to: ours, media: EXAMPLE_FILES.image })).code).toBe(200);
  });

  it('sends a post that was not acknowledged again, and it stands there once', async () => {
    await world.emulator.fault({ kind: 'ack-missing', phone: BOT, times: 1 });
    const { data } = await bot.media('image', { to: ours, media: EXAMPLE_FILES.image });
    expect(data?.status).toBe('pending');
    expect(await bot.edit(String(data?.messageId), 'Early')).toEqual(
      refused(409, 'CONFLICT', /acknowledged/),
    );
    await bot.reconnects();
    await bot.status(data?.messageId, 'sent');
    await world.emulator.releaseFaults();
    const { posts } = await world.emulator.get(`/channels/${ours}`);
    const once = posts.filter((each: { id: string }) => each.id === data?.messageId);
    expect(once).toMatchObject([{ mediaId: expect.stringMatching(/./) }]);
  });

  it('posts later', async () => {
    const sendAt = new Date(Date.now() + 1_000).toISOString();
    const { data, code } = await bot.text(ours, 'Later', { sendAt });
    expect({ code, status: data?.status }).toEqual({ code: 202, status: 'scheduled' });
    expect((await bot.status(data?.messageId, 'sent')).data['serverId']).toBeGreaterThan(100);
  });

  it('cannot post what a channel does not take', async () => {
    const field = async (sending: ReturnType<Bot['text']>) => (await sending).error?.details;
    expect(await field(bot.text(ours, 'x', { quotedMessageId: 'X' }))).toMatchObject({
      fields: [{ field: 'quotedMessageId' }],
    });
    expect(await field(bot.text(ours, 'x', { mentions: [anna.phone] }))).toMatchObject({
      fields: [{ field: 'mentions' }],
    });
    expect(await field(bot.text(ours, 'x', { mentionsAll: true }))).toMatchObject({
      fields: [{ field: 'mentionsAll' }],
    });
    const media = EXAMPLE_FILES.image;
    expect(await field(bot.media('image', { to: ours, media, viewOnce: true }))).toMatchObject({
      fields: [{ field: 'viewOnce' }],
    });
    expect(await field(bot.media('audio', { to: ours, media: EXAMPLE_FILES.audio }))).toMatchObject({
      fields: [{ field: 'to', reason: expect.stringContaining('channel') }],
    });
  });
});

describe('in the channel of somebody else, the account', () => {
  it('reads the posts, page by page, with their counts', async () => {
    for (const text of ['one', 'two', 'three'])
      await world.emulator.post(`/phones/${anna.phone}/channels/${theirs}/posts`, { text });
    await world.emulator.patch(`/channels/${theirs}/posts/102`, { views: 7, forwards: 2 });
    const first = await listed(theirs, { limit: 2 });
    expect(first.posts).toMatchObject([
      { text: 'three', serverId: 102, views: 7, forwards: 2, reactions: [], deleted: false, fromMe: false },
      { text: 'two', serverId: 101 },
    ]);
    const second = await listed(theirs, { limit: 2, cursor: first.nextCursor });
    expect(second.posts).toMatchObject([{ text: 'one', serverId: 100, chatId: theirs }]);
    const end = await listed(theirs, { limit: 2, cursor: second.nextCursor });
    expect(end).toEqual({ posts: [] });
  });

  it('reacts, changes its mind, and takes the reaction back', async () => {
    for (const emoji of ['👍', '❤️']) {
      const answer = await outcomeOf(reactToChannelPost({ ...post(theirs, 100), body: { emoji } }));
      expect(answer).toMatchObject({ code: 200, data: { jid: theirs, serverId: 100, emoji } });
    }
    expect((await listed(theirs)).posts.at(-1)).toMatchObject({ reactions: [{ emoji: '❤️', count: 1 }] });
    await outcomeOf(reactToChannelPost({ ...post(theirs, 100), body: { emoji: '' } }));
    expect((await listed(theirs)).posts.at(-1)?.reactions).toEqual([]);
    const unknown = await outcomeOf(reactToChannelPost({ ...post(theirs, 999), body: { emoji: '👍' } }));
    expect(unknown.error?.code).toBe('CHANNEL_NOT_FOUND');
  });

  it('may not post', async () => {
    expect(await bot.text(theirs, 'Hello')).toMatchObject({
      code: 500,
      error: { details: { code: '405', reason: 'not_allowed', outcome: 'not_sent' } },
    });
  });
});

it('the file of a post is downloaded as it was uploaded', async () => {
  const { data } = await bot.media('image', { to: ours, media: EXAMPLE_FILES.image });
  const { data: file } = await getChannelPostMedia({ ...post(ours, data?.serverId), parseAs: 'arrayBuffer' });
  expect(file instanceof ArrayBuffer && Buffer.from(file).equals(bytesOf(EXAMPLE_FILES.image))).toBe(true);
  const id = String(data?.messageId);
  expect((await bot.file(id)).bytes).toEqual(bytesOf(EXAMPLE_FILES.image));
  expect((await bot.file(id, { index: 1 })).error).toMatchObject({ code: 'CONFLICT' });
  expect((await bot.forward(id, anna.phone)).code).toBe(409);
});

describe('webhooks', () => {
  const update = (channelJid: string, part: object) =>
    bot.event('channel_update', ({ data }) => {
      const { changes } = data;
      return data['channelJid'] === channelJid && Object.keys(part).every((key) => key in Object(changes));
    });

  it('report posts of others', async () => {
    const { id } = await world.emulator.post(`/phones/${anna.phone}/channels/${theirs}/posts`, {
      text: 'New',
    });
    const { data } = await bot.event('channel_post', (arrival) => arrival.data['id'] === id);
    expect(data).toMatchObject({ chatId: theirs, text: 'New', fromMe: false });
  });

  it('report what others change, and what the account does on its phone', async () => {
    await world.emulator.patch(`/phones/${anna.phone}/channels/${theirs}`, { name: 'Renamed' });
    expect((await update(theirs, { name: '' })).data['changes']).toEqual({
      name: 'Renamed',
      description: '',
      hasPicture: false,
    });
    const other = (await world.emulator.post(`/phones/${anna.phone}/channels`, { name: 'Other' })).jid;
    await world.emulator.request('PUT', `/phones/${BOT}/channels/${other}/follow`);
    expect((await update(other, { following: true })).data['changes']).toEqual({ following: true });
    await world.emulator.post(`/phones/${anna.phone}/channels/${other}/admins`, { phone: BOT });
    await world.emulator.post(`/phones/${BOT}/channels/${other}/admins/accept`);
    expect((await update(other, { role: '' })).data['changes']).toEqual({
      role: { person: `${BOT}@s.whatsapp.net`, isSelf: true, role: 'admin' },
    });
    await world.emulator.delete(`/phones/${anna.phone}/channels/${other}`);
    expect((await update(other, { state: '' })).data['changes']).toEqual({ state: 'deleted' });
  });
});
