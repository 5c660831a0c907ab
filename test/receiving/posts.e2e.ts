import { updateWebhook } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const CHANNEL = '120363000000000009@newsletter';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => bot.link());

async function asksFor(webhookEvents: ('*' | 'message' | 'status_post' | 'channel_post')[] | null) {
  const path = { instanceId: 'bot' };
  const { data } = await updateWebhook({
    client: world.api.client,
    path,
    body: { webhookEvents },
    throwOnError: true,
  });
  return data.data.webhookEvents;
}

async function postsStatus(text: string): Promise<string> {
  const { messageId } = await world.emulator.request('POST', `/phones/${anna.phone}/status-posts`, {
    to: [BOT],
    text,
  });
  return String(messageId);
}

async function postsInChannel(id: string, text: string): Promise<void> {
  const post = { channel: CHANNEL, id, serverId: 117, text };
  await world.emulator.request('POST', `/phones/${BOT}/channel-posts`, post);
}

describe('posts to a status and in channels', () => {
  it('are no events unless they are asked for by name', async () => {
    for (const [n, selection] of [null, ['*' as const], ['message' as const]].entries()) {
      await asksFor(selection);
      await postsStatus('nobody asks');
      await postsInChannel(`UNASKED${n}`, 'nobody asks');
      await anna.writes('after the posts');
    }
    const log = await world.api.raw('/api/v1/instances/bot/events?limit=1000');
    expect(await log.text()).not.toContain('nobody asks');
    expect(world.receiver.named('status_post').concat(world.receiver.named('channel_post'))).toEqual([]);
  });

  it('are events for those who ask for them', async () => {
    expect(await asksFor(['*', 'status_post', 'channel_post'])).toEqual(['*', 'status_post', 'channel_post']);
    const id = await postsStatus('my day');
    const status = await bot.event('status_post', ({ data }) => data['id'] === id);
    expect(status.data).toMatchObject({
      chatId: 'status@broadcast',
      participant: anna.chatId,
      senderPhone: anna.phone,
      fromMe: false,
      isGroup: false,
      type: 'text',
      text: 'my day',
    });
    await postsInChannel('POST1', 'News of the day !');
    const post = await bot.event('channel_post', ({ data }) => data['id'] === 'POST1');
    expect(post.data).toMatchObject({
      chatId: CHANNEL,
      serverId: 117,
      type: 'text',
      text: 'News of the day !',
    });
    await anna.writes('and the others still come');
    expect((await bot.chats()).data?.chats.map(({ chatId }) => chatId)).toEqual([anna.chatId]);
  });
});
