import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checkout } from '../harness/checkout.js';
import { guidesFor, walk } from '../harness/guide.js';
import { JOHN, PIXEL, Scene, VOICE } from '../harness/scene.js';

const GUIDES = guidesFor('calls');

describe('with an instance that is linked', () => {
  let scene: Scene;
  let checkout: Checkout;

  beforeAll(async () => {
    checkout = new Checkout();
    // The reader's own recording.
    writeFileSync(join(checkout.directory, 'voice.ogg'), VOICE);
    scene = await Scene.start();
  });

  afterAll(async () => {
    await scene.stop();
    checkout.remove();
  });

  async function follows(name: string): Promise<void> {
    const guide = GUIDES.find(({ file }) => file === `docs/${name}.md`);
    if (!guide) throw new Error(`there is no guide ${name}`);
    await walk(guide, scene.places, scene.env, checkout.directory);
  }

  it('sending does what it says', async () => {
    await follows('sending');
    const inbox = await scene.world.emulator.inbox(JOHN);
    expect(inbox.map(({ type, text }) => text ?? type)).toEqual(
      expect.arrayContaining(['Hello from API!', 'location', 'contact', 'poll']),
    );
    const shipped = inbox.find(({ id }) => inbox.some(({ quoted }) => quoted?.id === id));
    expect(shipped).toMatchObject({ edited: true, deleted: true });
  });

  it('media is sent and fetched', async () => {
    await follows('media');
    expect(readFileSync(join(checkout.directory, 'received'))).toEqual(PIXEL);
    expect(scene.site.asked).toContain('/logo.png');
    const kinds = (await scene.world.emulator.inbox(JOHN)).map(({ type }) => type);
    expect(kinds.filter((kind) => kind === 'document')).toHaveLength(2);
    expect(kinds).toContain('audio');
    expect(kinds).toContain('sticker');
    expect(kinds).toContain('image');
  });

  it('groups are made, changed and left', async () => {
    await follows('groups');
    const text = (await scene.world.emulator.inbox(JOHN)).find((each) => each.text === 'Hello all');
    expect(text?.to).toMatch(/@g\.us$/);
    const group = await scene.world.emulator.get(`/groups/${text?.to}`);
    expect(group).toMatchObject({ subject: 'Dinner', participants: [{ phone: JOHN }] });
  });

  it('communities are made, filled and ended', async () => {
    await follows('communities');
    const text = (await scene.world.emulator.inbox(JOHN)).find(
      (each) => each.text === 'We are open on Sunday',
    );
    expect(text?.to).toMatch(/@g\.us$/);
    expect(await scene.world.emulator.get('/phones/628111111111/communities')).toEqual([]);
  });

  it('channels are made, filled and read', async () => {
    await follows('channels');
    const [channel] = await scene.world.emulator.get('/phones/628111111111/channels');
    expect(channel).toMatchObject({ name: 'Acme News', invitations: [] });
    expect(channel.posts.map(({ type }: { type: string }) => type)).toEqual(['text', 'media', 'poll']);
    expect(readFileSync(join(checkout.directory, 'logo.png'))).toEqual(PIXEL);
  });

  it('endpoints are made, tested, rotated, paused and removed, and the event log is followed', async () => {
    const guide = GUIDES.find(({ file }) => file === 'docs/webhooks.md');
    if (!guide) throw new Error('there is no guide of endpoints');
    const places = { ...scene.places, 'http://localhost:4000/webhook': scene.world.receiver.url };
    let output = '';
    const watch = (printed: string) => (output = printed);
    await walk(guide, places, scene.env, checkout.directory, { watch });
    await scene.world.receiver.event('test');
    expect(output).toContain('"pausedReason":"The CRM is being moved"');
    expect(output).toMatch(/^\{"event":"ready".*\}$/m);
  });

  it('chats are changed, and labels made, put on and taken off', async () => {
    await follows('chats');
    const labels = await scene.world.emulator.get('/phones/628111111111/labels');
    expect(labels).toMatchObject([{ name: 'Paid', deleted: true }]);
  });

  it('keys are made and revoked, and what was done with them is listed', async () => {
    await follows('keys');
    const texts = (await scene.world.emulator.inbox(JOHN)).map(({ text }) => text);
    expect(texts).toContain('Your order is on its way.');
  });

  it('metrics are read', async () => {
    await follows('operating');
  });

  it('calls are rejected, and links made', async () => {
    await follows('calls');
    const links = await scene.world.emulator.get('/phones/628111111111/call-links');
    expect(links).toMatchObject([{ media: 'video' }]);
    const events: { kind: string; status?: string }[] = await scene.world.emulator.get(
      `/phones/${JOHN}/events`,
    );
    expect(events.filter(({ kind }) => kind === 'call').map(({ status }) => status)).toEqual([
      'offer',
      'reject',
    ]);
  });

  it('instances are changed and found', async () => {
    await follows('instances');
  });

  it('errors come as they are shown', async () => {
    await follows('errors');
  });
});

describe('of all these guides', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
