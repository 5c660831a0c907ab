import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { Person } from '../harness/person.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const SERVER = 's.whatsapp.net';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => bot.link());

/** The new keys of somebody that were reported so far. */
function changes(jid: string): Arrival[] {
  return world.receiver
    .named('contact_update')
    .filter(({ data }) => data['jid'] === jid && data['identityChanged'] !== undefined);
}

async function changed(jid: string): Promise<Arrival> {
  return bot.event('contact_update', ({ data }) => data['jid'] === jid && data['identityChanged'] === true);
}

/** Gives somebody another phone. WhatsApp announces it to those who have asked for the person's devices. */
async function getsNewPhone(person: Person): Promise<void> {
  await world.emulator.request('POST', `/phones/${person.phone}/reinstall`);
}

/** Keeps the next announcement back until the next login. */
async function loseAnnouncement(): Promise<void> {
  await world.emulator.fault({ kind: 'drop-stanza', phone: BOT, tag: 'notification', times: 1 });
}

async function nothingWaits(): Promise<void> {
  await eventually(
    async () => (await world.emulator.get('/stats')).phones[BOT].queued,
    (queued) => queued === 0,
    'an empty queue',
  );
}

/** Talks with somebody in both directions, after which everything that came before is reported. */
async function talksWith(person: Person, what: string): Promise<void> {
  await person.writes(`${what}, to the account`);
  await person.gets(`${what}, from the account`);
  // Deliveries of one instance to one chat keep their order.
  await person.writes(`${what}, at last`);
}

let announcements = 0;

/** Announces a change to the account, as WhatsApp's server does. */
async function announce(from: string, attrs: Record<string, string> = {}): Promise<void> {
  announcements += 1;
  await world.emulator.request('POST', `/phones/${BOT}/stanzas`, {
    tag: 'notification',
    attrs: { type: 'encrypt', from, id: `I${announcements}`, t: '1795888000', ...attrs },
    content: [{ tag: 'identity' }],
  });
}

describe('somebody with another phone', () => {
  it('is not reported when the account first hears of them, or first writes to them', async () => {
    await anna.writes('hello');
    await anna.gets('hello to you');
    await anna.writes('fine');
    expect(changes(anna.chatId)).toEqual([]);
  });

  it('is reported once, and talks on with the new key', async () => {
    await getsNewPhone(anna);
    const { data } = await changed(anna.chatId);
    expect(data).toEqual({ jid: anna.chatId, identityChanged: true, at: expect.any(Number) });
    await talksWith(anna, 'new phone');
    expect(changes(anna.chatId)).toHaveLength(1);
  });

  it('is reported again after the next change, and not after a restart', async () => {
    await getsNewPhone(anna);
    await talksWith(anna, 'another phone');
    expect(changes(anna.chatId)).toHaveLength(2);
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');
    await talksWith(anna, 'after a restart');
    expect(changes(anna.chatId)).toHaveLength(2);
  });

  it('is reported when they write, if WhatsApp announces nothing', async () => {
    const ben = new Person(world, '15550002222', bot);
    await ben.writes('hello');
    await getsNewPhone(ben);
    const from = world.receiver.mark;
    await ben.writes('with a new phone');
    const since = world.receiver.arrivals.all.slice(from).map(({ event }) => event);
    expect(since).toEqual(['contact_update', 'message']);
    await talksWith(ben, 'new phone');
    expect(changes(ben.chatId)).toHaveLength(1);
  });

  it('is reported when they write, if they never did before, and not when it is announced later', async () => {
    const cara = new Person(world, '15550003333', bot);
    await cara.gets('hello');
    await loseAnnouncement();
    await getsNewPhone(cara);
    await cara.writes('with a new phone');
    await changed(cara.chatId);
    await bot.reconnects();
    await nothingWaits();
    await talksWith(cara, 'new phone');
    expect(changes(cara.chatId)).toHaveLength(1);
  });

  it('is reported when their phone asks for a message that it cannot read', async () => {
    const dora = new Person(world, '15550004444', bot);
    await dora.gets('hello');
    await loseAnnouncement();
    await getsNewPhone(dora);
    await dora.gets('are you there?');
    await changed(dora.chatId);
    await bot.reconnects();
    await nothingWaits();
    await talksWith(dora, 'new phone');
    expect(changes(dora.chatId)).toHaveLength(1);
  });

  it('is reported after the account was offline', async () => {
    const eva = new Person(world, '15550005555', bot);
    await eva.gets('hello');
    await bot.disconnect();
    await getsNewPhone(eva);
    await bot.connect();
    await bot.reaches('connected');
    await changed(eva.chatId);
    await eva.gets('are you there?');
    await talksWith(eva, 'new phone');
    expect(changes(eva.chatId)).toHaveLength(1);
  });

  it('is reported in a chat by LID', async () => {
    const finn = new Person(world, '15550006666', bot);
    await world.emulator.phone(finn.phone, { addressing: 'lid' });
    await finn.writes('hello');
    await finn.gets('hello to you');
    await getsNewPhone(finn);
    await finn.writes('with a new phone');
    await changed(finn.chatId);
    await talksWith(finn, 'new phone');
    expect(changes(finn.chatId)).toHaveLength(1);
  });
});

describe('an announcement', () => {
  it.each(['15550007777@s.whatsapp.net', '77700000000777@lid'])(
    'about %s, of whom nothing else is known, is reported',
    async (jid) => {
      await announce(jid);
      const { data } = await changed(jid);
      expect(data).toMatchObject({ jid, at: 1_795_888_000_000 });
    },
  );

  it('names the person by their phone, if that is known', async () => {
    const before = changes(anna.chatId).length;
    await announce(await anna.lid(), { t: String(Math.floor(Date.now() / 1000) + 60) });
    await eventually(
      async () => changes(anna.chatId).length,
      (count) => count === before + 1,
      'the change to be reported',
    );
  });

  it('that comes twice is reported once', async () => {
    const jid = '15550008888@s.whatsapp.net';
    await announce(jid, { id: 'TWICE' });
    await announce(jid, { id: 'TWICE' });
    await nothingWaits();
    await anna.writes('after both');
    expect(changes(jid)).toHaveLength(1);
  });

  it.each([
    ['the own phone', `${BOT}@${SERVER}`, jidOf(BOT)],
    ['a linked device of somebody', `15550009999:7@${SERVER}`, jidOf('15550009999')],
  ])('about %s is not reported', async (_whom, from, jid) => {
    await announce(from);
    await nothingWaits();
    await anna.writes(`after ${from}`);
    expect(changes(jid)).toEqual([]);
  });
});
