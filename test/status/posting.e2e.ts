import {
  deleteStatusPost,
  listStatusPosts,
  listStatusViewers,
  postImageStatus,
  postTextStatus,
  type PostTextStatus,
  postVideoStatus,
  postVoiceStatus,
  updateWebhook,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const path = { instanceId: 'bot' };

/** A status post on a person's phone; see docs/emulator.md. */
interface Shown {
  id: string;
  author: string;
  type: string;
  text?: string;
  deleted: boolean;
  [trait: string]: unknown;
}

const world = useWorld({ SEND_ACK_TIMEOUT_MS: '1000', SEND_TIMEOUT_MS: '8000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);
const carl = new Person(world, '15550003333', bot);

beforeAll(async () => {
  for (const { phone } of [anna, ben, carl]) await world.emulator.phone(phone);
  await bot.link();
  await updateWebhook({
    client: world.api.client,
    path,
    body: { webhookEvents: ['*', 'status_post', 'status_view', 'status_delete'] },
    throwOnError: true,
  });
});

afterEach(async () => world.emulator.clearFaults());

const call = () => ({ client: world.api.client, path });
const on = (messageId: string) => ({ client: world.api.client, path: { ...path, messageId } });
const post = (body: PostTextStatus) => outcomeOf(postTextStatus({ ...call(), body }));
const shownTo = async ({ phone }: { phone: string }): Promise<Shown[]> =>
  world.emulator.get(`/phones/${phone}/status-posts`);

async function sees(person: { phone: string }, id: unknown, fits: (post: Shown) => boolean = () => true) {
  const posts = await eventually(
    () => shownTo(person),
    (all) => all.some((each) => each.id === id && fits(each)),
    `${person.phone} to see the post ${String(id)}`,
  );
  return posts.find((each) => each.id === id);
}

/** Waits until everything that the instance sent before has arrived at these people, then tells what they see of a post. */
async function whatIsSeen(id: unknown, ...people: Person[]): Promise<string[]> {
  const seen: string[] = [];
  for (const person of people) {
    await person.gets(`after ${String(id)}`);
    if ((await shownTo(person)).some((each) => each.id === id)) seen.push(person.phone);
  }
  return seen;
}

async function own() {
  const { data } = await outcomeOf(listStatusPosts(call()));
  return data?.posts ?? [];
}

describe('a status post', () => {
  it('goes to the people it names and to the phone of the account, and to nobody else', async () => {
    const { code, data } = await post({
      text: 'Only for Anna and Ben',
      backgroundColor: '#12ab7E',
      font: 'calistoga_regular',
      recipients: [anna.phone, ben.chatId],
      clientReference: 'today-1',
    });
    expect({ code, data }).toMatchObject({ code: 200, data: { status: 'sent', recipients: 2 } });
    const id = data?.messageId;
    const looks = {
      author: BOT,
      type: 'text',
      text: 'Only for Anna and Ben',
      backgroundColor: '#12AB7E',
      font: 8,
      setting: 'allowlist',
      deleted: false,
    };
    for (const person of [anna, ben, { phone: BOT }]) expect(await sees(person, id)).toMatchObject(looks);
    expect(await whatIsSeen(id, anna, ben, carl)).toEqual([anna.phone, ben.phone]);
    expect((await bot.status(id, 'sent')).data).toMatchObject({
      chatId: 'status@broadcast',
      clientReference: 'today-1',
    });
    expect((await own())[0]).toMatchObject({
      id,
      type: 'text',
      text: 'Only for Anna and Ben',
      backgroundColor: '#12AB7E',
      font: 'calistoga_regular',
      fromMe: true,
      status: 'sent',
      recipients: 2,
      views: 0,
      clientReference: 'today-1',
    });
    // It is in no chat.
    expect((await bot.chats()).data?.chats.map(({ chatId }) => chatId)).not.toContain('status@broadcast');
    for (const { phone } of [anna, ben])
      expect((await world.emulator.inbox(phone)).map(({ id: each }) => each)).not.toContain(id);
  });

  it('shows images, videos and voice notes, with the file', async () => {
    const recipients = [anna.phone];
    const image = await outcomeOf(
      postImageStatus({ ...call(), body: { media: EXAMPLE_FILES.image, caption: 'Our logo', recipients } }),
    );
    expect(image).toMatchObject({ code: 200, data: { recipients: 1 } });
    expect(await sees(anna, image.data?.messageId)).toMatchObject({ type: 'image', caption: 'Our logo' });
    const file = await fetch(
      `${world.emulator.url}/phones/${anna.phone}/status-posts/${image.data?.messageId}/media`,
    );
    expect(Buffer.from(await file.arrayBuffer())).toEqual(bytesOf(EXAMPLE_FILES.image));

    const video = await outcomeOf(
      postVideoStatus({ ...call(), body: { media: EXAMPLE_FILES.video, caption: 'A film', recipients } }),
    );
    expect(await sees(anna, video.data?.messageId)).toMatchObject({ type: 'video', caption: 'A film' });

    const voice = await outcomeOf(
      postVoiceStatus({
        ...call(),
        body: { media: EXAMPLE_FILES.audio, backgroundColor: '#7E12AB', recipients },
      }),
    );
    expect(await sees(anna, voice.data?.messageId)).toMatchObject({
      type: 'audio',
      media: { ptt: true },
      backgroundColor: '#7E12AB',
    });
    expect(await whatIsSeen(voice.data?.messageId, anna, carl)).toEqual([anna.phone]);
  });

  it('takes a file by a form, too', async () => {
    const form = new FormData();
    form.append('caption', 'By form');
    form.append('recipients', anna.phone);
    form.append('recipients', ben.phone);
    form.append('media', new Blob([new Uint8Array(bytesOf(EXAMPLE_FILES.image))]), 'logo.png');
    const response = await world.api.raw('/api/v1/instances/bot/status/image', {
      method: 'POST',
      body: form,
    });
    const { data } = Object(await response.json());
    expect(data).toMatchObject({ status: 'sent', recipients: 2 });
    expect(await sees(ben, data.messageId)).toMatchObject({ caption: 'By form' });
  });

  it('has a font by its number, and a background without one', async () => {
    const { data } = await post({ text: 'Number nine', font: 9, recipients: [anna.phone] });
    expect(await sees(anna, data?.messageId)).toMatchObject({ font: 9, backgroundColor: '#128C7E' });
  });

  it('is sent once for each idempotency key, also after a restart of the server', async () => {
    const headers = { 'Idempotency-Key': 'status-once' };
    const body = { text: 'Once', recipients: [anna.phone, ben.phone] };
    const first = await outcomeOf(postTextStatus({ ...call(), headers, body }));
    await world.api.halt();
    await world.api.start();
    await bot.reaches('connected');
    const second = await outcomeOf(postTextStatus({ ...call(), headers, body }));
    expect(second).toEqual(first);
    await anna.gets('after the second');
    expect((await shownTo(anna)).filter(({ text }) => text === 'Once')).toHaveLength(1);
  });

  it('can be scheduled', async () => {
    const sendAt = new Date(Date.now() + 1_500).toISOString();
    const { code, data } = await post({ text: 'Later', recipients: [ben.phone], sendAt });
    expect({ code, data }).toMatchObject({ code: 202, data: { status: 'scheduled', sendAt } });
    expect(await sees(ben, data?.messageId)).toMatchObject({ text: 'Later', setting: 'allowlist' });
    expect(await whatIsSeen(data?.messageId, anna, ben)).toEqual([ben.phone]);
  });

  it('is read by somebody who asks for another copy, as a post and not as a message', async () => {
    await world.emulator.fault({ kind: 'unreadable', phone: anna.phone, times: 1 });
    const { data } = await post({ text: 'Say again', recipients: [anna.phone, ben.phone] });
    expect(await sees(anna, data?.messageId)).toMatchObject({ text: 'Say again' });
    expect((await world.emulator.events(anna.phone)).at(-1)).toMatchObject({ kind: 'unreadable' });
    await anna.gets('after the copy');
    expect((await world.emulator.inbox(anna.phone)).map(({ id }) => id)).not.toContain(data?.messageId);
  });

  it('that was not acknowledged leaves once more after a reconnect, for the same people', async () => {
    await world.emulator.fault({ kind: 'ack-missing', phone: BOT, times: 1 });
    const { code, data } = await post({ text: 'Unacknowledged', recipients: [anna.phone] });
    expect({ code, data }).toMatchObject({ code: 202, data: { status: 'pending', recipients: 1 } });
    await bot.reconnects();
    await bot.status(data?.messageId, 'sent');
    expect(await whatIsSeen(data?.messageId, anna, ben)).toEqual([anna.phone]);
  });

  it('that WhatsApp refuses is an error with its code, and is not listed', async () => {
    await world.emulator.fault({ kind: 'ack-error', phone: BOT, code: 479, times: 1 });
    const answer = await post({ text: 'Refused', recipients: [anna.phone] });
    expect(answer).toEqual(refused(500, 'WHATSAPP_ERROR'));
    expect(answer.error?.details).toMatchObject({ code: '479', outcome: 'not_sent' });
    expect((await own()).map(({ text }) => text)).not.toContain('Refused');
  });

  it('names what is wrong with its recipients', async () => {
    const text = 'Nobody gets this';
    await world.emulator.phone('15550009999');
    await world.emulator.request('PATCH', '/phones/15550009999', { registered: false });
    const unknown = await post({ text, recipients: [anna.phone, '15550009999'] });
    expect(unknown).toEqual(refused(404, 'CONTACT_NOT_FOUND'));
    expect(unknown.error?.details).toMatchObject({ fields: [{ field: 'recipients.1' }] });
    for (const recipients of [[], ['x'], [anna.phone, anna.phone], ['120363043211234567@g.us']])
      expect((await post({ text, recipients })).error).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { fields: [{ field: 'recipients' }] },
      });
    const twice = await post({ text, recipients: [anna.phone, await anna.lid()] });
    expect(twice.error).toMatchObject({ details: { fields: [{ field: 'recipients.1' }] } });
    const self = await post({ text, recipients: [BOT] });
    expect(self.error).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { fields: [{ field: 'recipients.0' }] },
    });
    await anna.gets('after the refusals');
    expect((await shownTo(anna)).map((each) => each.text)).not.toContain(text);
  });
});

describe('without recipients, a status post', () => {
  const settings = (body: object) => world.emulator.request('PATCH', `/phones/${BOT}/status-settings`, body);
  const isContact = (phone: string) =>
    world.emulator.request('POST', `/phones/${BOT}/contacts`, { phone, name: `Contact ${phone}` });
  const audience = async (text: string) => {
    const { code, data } = await post({ text });
    expect(code).toBe(200);
    const seen = await whatIsSeen(data?.messageId, anna, ben, carl);
    expect(data?.recipients).toBe(seen.length);
    return { seen, setting: (await sees({ phone: BOT }, data?.messageId))?.['setting'] };
  };

  it('is refused while the account has no contacts, instead of reaching nobody', async () => {
    expect(await post({ text: 'Into the void' })).toEqual(refused(409, 'CONFLICT', /nobody/));
    expect((await own()).map(({ text }) => text)).not.toContain('Into the void');
  });

  it('goes to the address book, and not to every stored contact as miaw-core would do', async () => {
    await carl.writes('I am known to the server, but no contact');
    await isContact(anna.phone);
    await isContact(ben.phone);
    await eventually(
      () => post({ text: 'For my contacts' }),
      ({ data }) => data?.recipients === 2,
      'two contacts',
    );
    expect(await audience('For all my contacts')).toEqual({
      seen: [anna.phone, ben.phone],
      setting: 'contacts',
    });
  });

  it("follows WhatsApp's list of exceptions or of chosen people", async () => {
    await settings({ list: 'blacklist', people: [ben.phone] });
    expect(await audience('Not for Ben')).toEqual({ seen: [anna.phone], setting: 'denylist' });
    await settings({ list: 'whitelist', people: [carl.phone] });
    expect(await audience('For Carl')).toEqual({ seen: [carl.phone], setting: 'allowlist' });
    await settings({ list: 'whitelist', people: [] });
    expect(await post({ text: 'For none' })).toEqual(refused(409, 'CONFLICT', /nobody/));
  });

  it('leaves out people whom the account has blocked', async () => {
    await settings({ list: 'contacts' });
    await world.emulator.request('PUT', `/phones/${BOT}/blocked/${ben.phone}`);
    expect(await audience('Not for the blocked')).toEqual({ seen: [anna.phone], setting: 'contacts' });
    await world.emulator.request('DELETE', `/phones/${BOT}/blocked/${ben.phone}`);
  });

  it('is not sent if WhatsApp does not say who would get it', async () => {
    await world.emulator.fault({ kind: 'silence', phone: BOT, xmlns: 'status', times: 1 });
    const silent = await post({ text: 'Unknown audience' });
    expect(silent.error).toMatchObject({ code: 'UPSTREAM_TIMEOUT', details: { outcome: 'not_sent' } });
    expect((await own()).map(({ text }) => text)).not.toContain('Unknown audience');
  });
});

describe('the people who got a post', () => {
  it('are told of its deletion, and nobody else is', async () => {
    const { data } = await post({ text: 'For a moment', recipients: [anna.phone, ben.phone] });
    const id = String(data?.messageId);
    await sees(anna, id);
    await post({ text: 'A later post for others', recipients: [carl.phone] });
    const removed = await outcomeOf(deleteStatusPost(on(id)));
    expect(removed).toMatchObject({ code: 200, data: { messageId: id, status: 'sent' } });
    for (const person of [anna, ben, { phone: BOT }])
      expect(await sees(person, id, ({ deleted }) => deleted)).toBeDefined();
    expect((await own()).map((each) => each.id)).not.toContain(id);
    expect(await outcomeOf(deleteStatusPost(on(id)))).toEqual(refused(409, 'CONFLICT', /deleted/));
    expect(await outcomeOf(deleteStatusPost(on('UNKNOWN')))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
  });

  it('are listed as viewers once they have viewed it, and each is one event', async () => {
    const { data } = await post({ text: 'Look', recipients: [anna.phone, ben.phone] });
    const id = String(data?.messageId);
    await sees(anna, id);
    await sees(ben, id);
    const view = (person: Person) =>
      world.emulator.request('POST', `/phones/${person.phone}/status-posts/${id}/view`, {});
    await view(anna);
    const event = await bot.event('status_view', ({ data: viewed }) => viewed['messageId'] === id);
    expect(event.data).toEqual({ messageId: id, viewer: anna.chatId, at: expect.any(Number) });
    await view(anna);
    await view(ben);
    await bot.event('status_view', ({ data: viewed }) => viewed['viewer'] === ben.chatId);
    expect(
      world.receiver.named('status_view').filter(({ data: viewed }) => viewed['messageId'] === id),
    ).toHaveLength(2);
    const viewers = async (query: { limit?: number; cursor?: string } = {}) =>
      (await outcomeOf(listStatusViewers({ ...on(id), query }))).data;
    expect(await viewers()).toEqual({
      viewers: [
        { jid: anna.chatId, phone: anna.phone, viewedAt: expect.stringMatching(/Z$/) },
        { jid: ben.chatId, phone: ben.phone, viewedAt: expect.stringMatching(/Z$/) },
      ],
    });
    const first = await viewers({ limit: 1 });
    expect((await viewers({ limit: 1, cursor: first?.nextCursor }))?.viewers).toMatchObject([
      { jid: ben.chatId },
    ]);
    expect((await own()).find((each) => each.id === id)).toMatchObject({ views: 2, recipients: 2 });
    expect(await outcomeOf(listStatusViewers(on('UNKNOWN')))).toEqual(refused(404, 'MESSAGE_NOT_FOUND'));
  });

  it('react to it, which is an event', async () => {
    const { data } = await post({ text: 'Like it?', recipients: [anna.phone] });
    const id = String(data?.messageId);
    await sees(anna, id);
    const react = (emoji: string) =>
      world.emulator.request('POST', `/phones/${anna.phone}/status-posts/${id}/reaction`, { emoji });
    await react('💚');
    const liked = await bot.event('message_reaction', ({ data: reaction }) => reaction['messageId'] === id);
    expect(liked.data).toMatchObject({
      chatId: 'status@broadcast',
      participant: anna.chatId,
      senderPhone: anna.phone,
      emoji: '💚',
      fromMe: false,
    });
    await react('');
    await bot.event(
      'message_reaction',
      ({ data: reaction }) => reaction['messageId'] === id && reaction['emoji'] === '',
    );
  });

  it('are not known of a post of the phone, which is listed and can be deleted for the contacts', async () => {
    const { messageId } = await world.emulator.request('POST', `/phones/${BOT}/status-posts`, {
      to: [anna.phone],
      text: 'From the phone',
    });
    const event = await bot.event('status_post', ({ data }) => data['id'] === messageId);
    expect(event.data).toMatchObject({ fromMe: true, participant: `${BOT}@s.whatsapp.net` });
    const [newest] = await own();
    expect(newest).toMatchObject({ id: messageId, text: 'From the phone', views: 0 });
    expect(newest?.recipients).toBeUndefined();
    expect(await outcomeOf(deleteStatusPost(on(String(messageId))))).toMatchObject({ code: 200 });
    await sees(anna, messageId, ({ deleted }) => deleted);
  });
});
