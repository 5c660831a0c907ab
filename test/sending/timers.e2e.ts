import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const DAY = 86_400;
const WEEK = 604_800;
/** Epoch seconds. */
const SET_AT = 1_795_000_000;
/** `EPHEMERAL_SETTING` of WAProto's `ProtocolMessage.Type`. */
const EPHEMERAL_SETTING = 3;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
let people = 0;

beforeAll(async () => {
  await bot.link();
});

function somebody(): Person {
  people += 1;
  return new Person(world, `1555000${4000 + people}`, bot);
}

/** Somebody sets the timer of the chat with the bot. */
async function setsTimer(person: Person, seconds: number, at = SET_AT): Promise<void> {
  const protocolMessage = {
    type: EPHEMERAL_SETTING,
    ephemeralExpiration: seconds,
    ephemeralSettingTimestamp: at,
    key: { remoteJid: `${BOT}@s.whatsapp.net`, fromMe: true, id: 'SETTING' },
  };
  await world.emulator.post(`/phones/${person.phone}/raw`, { to: BOT, message: { protocolMessage } });
}

/** The context that a message carries on the wire. */
async function contextOf(phone: string, id: string): Promise<Record<string, unknown>> {
  await world.emulator.arrives(phone, id);
  const content = await world.emulator.get(`/phones/${phone}/messages/${id}/content`);
  const [part] = Object.values(Object(content)).filter((each) => Object(each).contextInfo);
  return Object(part).contextInfo ?? {};
}

async function sent(person: Person, text = 'my answer'): Promise<Record<string, unknown>> {
  return contextOf(person.phone, await bot.sent(bot.text(person.phone, text)));
}

describe('a message into a chat whose messages disappear', () => {
  it('disappears, too, if the other side has set that', async () => {
    const dana = somebody();
    await setsTimer(dana, DAY);
    await dana.writes('hello', { ephemeral: DAY });
    expect(await sent(dana)).toMatchObject({ expiration: DAY, ephemeralSettingTimestamp: SET_AT });
  });

  it.each([2 ** 60, Number.MAX_SAFE_INTEGER + 1, 4_102_444_800])(
    'can be sent and received after somebody has set a timer at the impossible time %d',
    async (at) => {
      const dana = somebody();
      const contextInfo = { expiration: DAY, ephemeralSettingTimestamp: at };
      const message = { extendedTextMessage: { text: 'poison', contextInfo } };
      for (const id of [`POISON-1-${at}`, `POISON-2-${at}`]) {
        await world.emulator.post(`/phones/${dana.phone}/raw`, { to: BOT, id, message });
        expect((await bot.hears(id)).data).toMatchObject({ text: 'poison', expiresIn: DAY });
      }
      expect(await sent(dana)).toMatchObject({ expiration: DAY });
      await setsTimer(dana, WEEK, Math.floor(Date.now() / 1000) + 60);
      await dana.writes('hello', { ephemeral: WEEK });
      expect(await sent(dana)).toMatchObject({ expiration: WEEK });
    },
  );

  it('stays after the timer was turned off', async () => {
    const dana = somebody();
    await setsTimer(dana, DAY, SET_AT);
    await setsTimer(dana, 0, SET_AT + 10);
    await dana.writes('hello');
    expect(await sent(dana)).not.toHaveProperty('expiration');
  });

  it('disappears if a message of the other side does', async () => {
    const dana = somebody();
    const contextInfo = { expiration: WEEK, ephemeralSettingTimestamp: SET_AT };
    const body = {
      to: BOT,
      id: `CONTEXT-${dana.phone}`,
      message: { extendedTextMessage: { text: 'hi', contextInfo } },
    };
    await world.emulator.post(`/phones/${dana.phone}/raw`, body);
    await bot.hears(body.id);
    expect(await sent(dana)).toMatchObject({ expiration: WEEK });
  });

  it('disappears if our own phone has set that', async () => {
    const dana = somebody();
    const first = await dana.writes('hello');
    const protocolMessage = {
      type: EPHEMERAL_SETTING,
      ephemeralExpiration: DAY,
      ephemeralSettingTimestamp: SET_AT,
    };
    await world.emulator.post(`/phones/${BOT}/raw`, { to: dana.phone, message: { protocolMessage } });
    await dana.writes('next');
    expect(await sent(dana)).toMatchObject({ expiration: DAY });
    expect(first).not.toBe('');
  });

  it('disappears whatever its kind, and when it is forwarded', async () => {
    const dana = somebody();
    await setsTimer(dana, DAY);
    const theirs = await dana.writes('forward me');
    const place = await bot.sent(bot.location({ to: dana.phone, latitude: 1, longitude: 2 }));
    expect(await contextOf(dana.phone, place)).toMatchObject({ expiration: DAY });
    const media = `data:text/plain;base64,${Buffer.from('hello').toString('base64')}`;
    const file = await bot.sent(bot.media('document', { to: dana.phone, media, fileName: 'a.txt' }));
    expect(await contextOf(dana.phone, file)).toMatchObject({ expiration: DAY });
    const poll = await bot.sent(bot.poll({ to: dana.phone, name: 'When?', options: ['now', 'later'] }));
    expect(await contextOf(dana.phone, poll)).toMatchObject({ expiration: DAY });
    const { data } = await bot.forward(theirs, dana.phone);
    const forwarded = String(Object(data).messageId ?? Object(data).results?.[0]?.messageId);
    expect(await contextOf(dana.phone, forwarded)).toMatchObject({ expiration: DAY, isForwarded: true });
  });

  it('still disappears after a restart of the server', async () => {
    const dana = somebody();
    await setsTimer(dana, DAY);
    await dana.writes('hello');
    const from = world.receiver.mark;
    await world.api.halt();
    await world.api.start();
    await bot.event('ready', undefined, { from });
    expect(await sent(dana)).toMatchObject({ expiration: DAY });
  });

  it('disappears in a group, and stays once the group has turned that off', async () => {
    const { phone } = somebody();
    const body = { subject: 'disappearing', participants: [BOT] };
    const group = String((await world.emulator.post(`/phones/${phone}/groups`, body)).jid);
    await bot.sent(bot.text(group, 'stays'));
    for (const seconds of [WEEK, 0]) {
      await world.emulator.patch(`/phones/${phone}/groups/${group}`, { ephemeral: seconds });
      await bot.event(
        'group_update',
        ({ data }) => data['groupJid'] === group && Object(data['changes']).disappearingSeconds === seconds,
      );
      const context = await contextOf(phone, await bot.sent(bot.text(group, `after ${seconds}`)));
      expect(context['expiration']).toBe(seconds || undefined);
    }
  });
});

describe('the history of our phone', () => {
  it('tells the timers of chats', async () => {
    const other = new Bot(world, 'other', '628222222222');
    const dana = somebody();
    const messages = [{ id: 'OLD-1', text: 'Hello?', fromMe: false, timestamp: SET_AT }];
    await world.emulator.post(`/phones/${other.phone}/history`, {
      chats: [{ peer: dana.phone, ephemeral: DAY, messages }],
    });
    await world.emulator.patch(`/phones/${other.phone}`, { history: true });
    await other.link();
    const id = await other.sent(other.text(dana.phone, 'after so long'));
    expect(await contextOf(dana.phone, id)).toMatchObject({ expiration: DAY });
  });
});
