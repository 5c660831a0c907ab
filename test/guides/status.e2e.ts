import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateWebhook } from '../../packages/client/src/generated/index.js';
import { Checkout } from '../harness/checkout.js';
import { guidesFor, walk } from '../harness/guide.js';
import { BOT, JOHN, PIXEL, Scene, VOICE } from '../harness/scene.js';
import { eventually } from '../harness/waiting.js';

const GUIDES = guidesFor('status');

describe('with an instance that is linked', () => {
  let scene: Scene;
  let checkout: Checkout;

  beforeAll(async () => {
    checkout = new Checkout();
    writeFileSync(join(checkout.directory, 'voice.ogg'), VOICE);
    scene = await Scene.start();
    const { api, emulator } = scene.world;
    await updateWebhook({
      client: api.client,
      path: { instanceId: 'my-bot-1' },
      body: { webhookEvents: ['*', 'status_post'] },
      throwOnError: true,
    });
    const media = PIXEL.toString('base64');
    const post = { to: [BOT], kind: 'image', media };
    const { messageId } = await emulator.request('POST', `/phones/${JOHN}/status-posts`, post);
    await scene.bot.event('status_post', ({ data }) => data['id'] === messageId);
  });

  afterAll(async () => {
    await scene.stop();
    checkout.remove();
  });

  it('posts are made, viewed and deleted', async () => {
    for (const guide of GUIDES) await walk(guide, scene.places, scene.env, checkout.directory);
    const posts = await eventually(
      (): Promise<
        { author: string; type: string; deleted: boolean; views: object[]; reactions: object[] }[]
      > => scene.world.emulator.get(`/phones/${JOHN}/status-posts`),
      (all) => all.some(({ deleted }) => deleted),
      'the deletion',
    );
    expect(
      posts.filter(({ author }) => author === BOT).map(({ type, deleted }) => ({ type, deleted })),
    ).toEqual([
      { type: 'text', deleted: true },
      { type: 'image', deleted: false },
      { type: 'audio', deleted: false },
    ]);
    expect(posts.find(({ author }) => author === JOHN)).toMatchObject({
      views: [{ phone: BOT, type: 'read' }],
      reactions: [{ phone: BOT, emoji: '💚' }],
    });
    const replies = (await scene.world.emulator.inbox(JOHN)).filter(({ quoted }) => quoted);
    expect(replies).toMatchObject([{ text: 'Congratulations', quoted: { status: true } }]);
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
