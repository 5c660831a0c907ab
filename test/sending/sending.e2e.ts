import { deleteInstance } from '../../packages/client/src/generated/index.js';
import { Bot, type Sending } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { Person } from '../harness/person.js';
import { pipeline } from '../harness/pipeline.js';
import { eventually, steadily } from '../harness/waiting.js';
import { useWorld, type World } from '../harness/world.js';

const BOT = '628111111111';
const ACK_TIMEOUT_MS = 3_000;
const SEND_TIMEOUT_MS = 8_000;
/** Less than the default of SEND_TIMEOUT_MS, 30 s, and than a query may take, which is half of it. */
const AT_ONCE_MS = 10_000;

/** So that tests which wait for a timeout need not wait long. */
const IMPATIENT = {
  SEND_ACK_TIMEOUT_MS: String(ACK_TIMEOUT_MS),
  SEND_TIMEOUT_MS: String(SEND_TIMEOUT_MS),
};

/** What a refused send says to a program. */
async function refusal(sending: Sending) {
  const { code, error, data } = await sending;
  return { http: code, code: error?.code, details: error?.details, data };
}

const NOT_SENT = {
  http: 504,
  code: 'UPSTREAM_TIMEOUT',
  details: expect.objectContaining({ outcome: 'not_sent' }),
};

/** What a send may wait for. */
const UNANSWERED = [
  { unanswered: 'device lists', xmlns: 'usync', prefix: '155503' },
  { unanswered: 'key bundles', xmlns: 'encrypt', prefix: '155504' },
];

async function silenceAbout({ emulator }: World, xmlns: string, person: string): Promise<string> {
  await emulator.phone(person);
  return emulator.fault({ kind: 'silence', xmlns, about: person });
}

/** Ways in which a connection ends, to be made anew by itself or by `end`. */
const ENDS = [
  {
    what: 'the network fails',
    suffix: '0001',
    end: ({ world }: Connected) => world.emulator.fault({ kind: 'drop', phone: BOT }),
  },
  {
    what: 'WhatsApp ends the connection',
    suffix: '0002',
    end: ({ world }: Connected) => world.emulator.fault({ kind: 'stream-error', phone: BOT, code: 503 }),
  },
  {
    what: 'the operator restarts the instance',
    suffix: '0003',
    end: ({ bot }: Connected) => bot.restart(),
  },
];

/** A world for the tests of one `describe`, with an instance that is connected. */
function useConnected(env: Record<string, string> = {}) {
  const world = useWorld(env);
  const bot = new Bot(world, 'bot', BOT);
  beforeAll(async () => bot.link());
  afterEach(async () => world.emulator.clearFaults());
  return { world, bot, someone: (phone: string) => new Person(world, phone, bot) };
}

type Connected = ReturnType<typeof useConnected>;

describe('a send', () => {
  const connected = useConnected(IMPATIENT);
  const { world, bot, someone } = connected;

  describe('that WhatsApp refuses', () => {
    it.each([
      { refused: '463', person: '15550100463' },
      { refused: '479', person: '15550100479' },
    ])('is an error with WhatsApp’s code $refused, and a failed status', async ({ refused, person }) => {
      await someone(person).gets('before');
      await world.emulator.fault({ kind: 'ack-error', to: person, code: Number(refused), times: 1 });
      const answer = await refusal(bot.text(person, 'unwanted'));
      expect(answer).toMatchObject({
        http: 500,
        code: 'WHATSAPP_ERROR',
        details: { code: refused, outcome: 'not_sent' },
        data: undefined,
      });
      const messageId = answer.details?.['messageId'];
      const failed = await bot.status(messageId, 'failed');
      expect(failed.data).toMatchObject({ chatId: jidOf(person), error: refused });
      expect(Math.abs(Number(failed.data['at']) - Date.now())).toBeLessThan(60_000);

      await bot.reconnects();
      await someone(person).gets('after');
      expect(await someone(person).texts()).toEqual(['before', 'after']);
      expect(bot.statuses(messageId)).toEqual(['failed']);
    });
  });

  describe('that WhatsApp does not acknowledge in time', () => {
    async function unacknowledged(person: string, text: string): Promise<string> {
      await world.emulator.fault({ kind: 'ack-missing', to: person, times: 1 });
      const { code, data } = await bot.text(person, text);
      expect(code).toBe(202);
      expect(data).toMatchObject({ status: 'pending', messageId: expect.any(String) });
      expect(await someone(person).texts()).not.toContain(text);
      return String(data?.messageId);
    }

    async function settled(person: string, messageId: string, text: string): Promise<void> {
      const sent = await bot.status(messageId, 'sent');
      await bot.status(messageId, 'delivered');
      expect(sent.data).toMatchObject({ chatId: jidOf(person) });
      expect(bot.statuses(messageId)).toEqual(['sent', 'delivered']);
      const inbox = await world.emulator.inbox(person);
      expect(inbox).toMatchObject([{ id: messageId, text }]);
    }

    it('is pending, and settled when WhatsApp acknowledges it after all', async () => {
      const id = await unacknowledged('15550200001', 'patience');
      await world.emulator.releaseFaults();
      await settled('15550200001', id, 'patience');
    });

    it('is settled by an acknowledgement that comes late', async () => {
      const person = '15550200002';
      await world.emulator.fault({ kind: 'ack-delay', to: person, ms: ACK_TIMEOUT_MS * 2, times: 1 });
      const { code, data } = await bot.text(person, 'slow');
      expect({ code, status: data?.status }).toEqual({ code: 202, status: 'pending' });
      await settled(person, String(data?.messageId), 'slow');
    });

    it('is sent when the acknowledgement is slow but in time', async () => {
      const person = '15550200003';
      await someone(person).gets('hello');
      await world.emulator.fault({ kind: 'ack-delay', to: person, ms: ACK_TIMEOUT_MS / 3, times: 1 });
      const { code, data } = await bot.text(person, 'in time');
      expect({ code, status: data?.status }).toEqual({ code: 200, status: 'sent' });
    });

    it('goes out again under its id when the connection ends meanwhile', async () => {
      const id = await unacknowledged('15550200004', 'once more');
      await bot.reconnects();
      await settled('15550200004', id, 'once more');
    });

    it('goes out again under its id when the server is killed meanwhile', async () => {
      const id = await unacknowledged('15550200005', 'after the crash');
      await world.api.kill();
      await world.api.start();
      await settled('15550200005', id, 'after the crash');
      await bot.reaches('connected');
    });

    it('goes out again when the operator connects again', async () => {
      const id = await unacknowledged('15550200006', 'after the break');
      await bot.disconnect();
      await bot.connect();
      await settled('15550200006', id, 'after the break');
    });

    it('is answered, and arrives once, when the connection ends while the caller waits', async () => {
      const person = '15550200007';
      await someone(person).gets('hello');
      const held = await world.emulator.fault({ kind: 'ack-missing', to: person, times: 1 });
      const sending = bot.text(person, 'cut off');
      await world.emulator.struck(held);
      await world.emulator.fault({ kind: 'drop', phone: BOT });
      const { code, data } = await sending;
      expect([200, 202]).toContain(code);
      await bot.status(data?.messageId, 'delivered');
      expect(await someone(person).texts()).toEqual(['hello', 'cut off']);
    });

    it('is answered before the server ends, and goes out again when it is back', async () => {
      const person = '15550200009';
      const held = await world.emulator.fault({ kind: 'ack-missing', to: person, times: 1 });
      const sending = bot.text(person, 'at the last moment');
      await world.emulator.struck(held);
      // Exit code 0: every part stopped within its share of SHUTDOWN_TIMEOUT_MS.
      expect(await world.api.halt()).toBe(0);
      const { code, data } = await sending;
      expect({ code, status: data?.status }).toEqual({ code: 202, status: 'pending' });
      await world.api.start();
      await settled(person, String(data?.messageId), 'at the last moment');
      await bot.reaches('connected');
    });

    it('does not hold up what is sent to the same chat after it', async () => {
      const person = '15550200008';
      const id = await unacknowledged(person, 'first');
      await someone(person).gets('second');
      await world.emulator.releaseFaults();
      await bot.status(id, 'delivered');
    });
  });

  describe.each(UNANSWERED)('for which WhatsApp gives no $unanswered', ({ xmlns, prefix }) => {
    const stuck = `${prefix}00001`;
    const known = `${prefix}00002`;

    it('is not sent, and goes out at no later time, while others get on', async () => {
      await someone(known).gets('hello');
      const silence = await silenceAbout(world, xmlns, stuck);
      let answered = false;
      const sending = refusal(bot.text(stuck, 'lost')).finally(() => {
        answered = true;
      });
      await someone(known).gets('meanwhile, to somebody known');
      await someone(`${prefix}00003`).gets('meanwhile, to somebody new');
      await someone(stuck).writes('what the stuck one writes arrives');
      expect(answered).toBe(false);
      expect(await sending).toMatchObject(NOT_SENT);

      await world.emulator.request('DELETE', `/faults/${silence}`);
      await someone(stuck).gets('found');
      await bot.reconnects();
      await someone(stuck).gets('found again');
      await steadily(
        () => someone(stuck).texts(),
        (all) => all.join() === 'found,found again',
        'nothing came late',
      );
    });

    it('lets those behind it in the chat time out, unsent, within their own time', async () => {
      const person = `${prefix}00004`;
      const silence = await silenceAbout(world, xmlns, person);
      const startedAt = Date.now();
      // One after the other they would take six times as long.
      const sendings = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => refusal(bot.text(person, text)));
      for (const answer of await Promise.all(sendings)) expect(answer).toMatchObject(NOT_SENT);
      expect(Date.now() - startedAt).toBeLessThan(3 * SEND_TIMEOUT_MS);
      await world.emulator.request('DELETE', `/faults/${silence}`);
      const last = await someone(person).gets('g');
      await bot.status(last, 'delivered');
      expect(await someone(person).texts()).toEqual(['g']);
      const heardOf = world.receiver
        .named('message_status')
        .filter(({ data }) => data['chatId'] === jidOf(person))
        .map(({ data }) => data['messageId']);
      expect(new Set(heardOf)).toEqual(new Set([last]));
    });
  });
});

describe('sends of an instance', () => {
  const connected = useConnected();
  const { world, bot, someone } = connected;

  describe('many at once', () => {
    it('keep the order in which they came, in one chat', async () => {
      const person = '15550500001';
      const numbered = Array.from({ length: 20 }, (_, index) => `number ${index + 1}`);
      const path = '/api/v1/instances/bot/messages/text';
      const requests = numbered.map((text) => ({ method: 'POST', path, body: { to: person, text } }));
      const answers = await pipeline(world.api, requests);
      expect(answers.map(({ code }) => code)).toEqual(numbered.map(() => 200));
      const texts = await eventually(
        () => someone(person).texts(),
        ({ length }) => length >= numbered.length,
        'all of them',
      );
      expect(texts).toEqual(numbered);
    });

    it('reach our own phone, too', async () => {
      const from = world.receiver.mark;
      await someone(BOT).gets('a note to ourselves');
      await someone('15550500002').writes('somebody else');
      const heard = world.receiver.arrivals.all.slice(from).filter(({ event }) => event === 'message');
      expect(heard.map(({ data }) => data['text'])).toEqual(['somebody else']);
    });

    it('all arrive exactly once', async () => {
      const people = Array.from({ length: 10 }, (_, index) => `1555060000${index}`);
      const five = ['1', '2', '3', '4', '5'];
      const results = await Promise.all(
        five.flatMap((text) => people.map((to) => bot.text(to, `${text} for ${to}`))),
      );
      expect(results.map(({ data }) => data?.status)).toEqual(results.map(() => 'sent'));
      expect(new Set(results.map(({ data }) => data?.messageId)).size).toBe(50);
      for (const person of people) {
        await eventually(
          () => someone(person).texts(),
          ({ length }) => length >= five.length,
          `what ${person} is sent`,
        );
        expect(new Set(await someone(person).texts())).toEqual(
          new Set(five.map((text) => `${text} for ${person}`)),
        );
        expect(await someone(person).texts()).toHaveLength(five.length);
      }
      for (const { data } of results) {
        await bot.status(data?.messageId, 'delivered');
        expect(bot.statuses(data?.messageId)).toEqual(['sent', 'delivered']);
      }
    });
  });

  describe.each(UNANSWERED)('for which WhatsApp gives no $unanswered', ({ xmlns, prefix }) => {
    it.each(ENDS)(
      'is answered at once when $what, and does not go out afterwards',
      async ({ suffix, end }) => {
        const person = `${prefix}1${suffix}`;
        const silence = await silenceAbout(world, xmlns, person);
        const sending = refusal(bot.text(person, 'cut off'));
        await world.emulator.struck(silence);
        const from = world.receiver.mark;
        const startedAt = Date.now();
        const ended = end(connected);
        const answer = await sending;
        expect(Date.now() - startedAt).toBeLessThan(AT_ONCE_MS);
        await ended;
        await world.receiver.event('ready', undefined, { from });
        expect(answer).toMatchObject({
          http: 503,
          code: 'INSTANCE_NOT_CONNECTED',
          details: { outcome: 'not_sent' },
        });
        expect(answer.details?.['status']).not.toBe('connected');
        await world.emulator.request('DELETE', `/faults/${silence}`);
        await someone(person).gets('afterwards');
        expect(await someone(person).texts()).toEqual(['afterwards']);
      },
    );
  });

  describe('that cannot be made', () => {
    async function unavailable(instanceId: string, status: string): Promise<void> {
      const startedAt = Date.now();
      expect(await refusal(new Bot(world, instanceId).text('15550700001', 'nobody is there'))).toMatchObject({
        http: 503,
        code: 'INSTANCE_NOT_CONNECTED',
        details: { status, outcome: 'not_sent' },
      });
      expect(Date.now() - startedAt).toBeLessThan(AT_ONCE_MS);
    }

    it('is 404 for an instance that does not exist', async () => {
      const answer = await refusal(new Bot(world, 'nobody').text('15550700001', 'hello'));
      expect(answer).toMatchObject({ http: 404, code: 'INSTANCE_NOT_FOUND' });
    });

    it('is refused at once by an instance that was never connected, or shows a QR code', async () => {
      const fresh = new Bot(world, 'new');
      await fresh.create();
      await unavailable('new', 'disconnected');
      await fresh.connect();
      await fresh.reaches('qr_required');
      await unavailable('new', 'qr_required');
    });

    it('is refused at once while the instance is disconnected or reconnecting', async () => {
      await world.emulator.fault({ kind: 'refuse-connections' });
      await world.emulator.fault({ kind: 'drop', phone: BOT });
      await bot.reaches('reconnecting');
      const { code, error } = await bot.text('15550700001', 'nobody is there');
      expect({ code, details: error?.details }).toMatchObject({
        code: 503,
        details: { outcome: 'not_sent' },
      });
      await bot.disconnect();
      await unavailable('bot', 'disconnected');
      await world.emulator.clearFaults();
      await bot.connect();
      await bot.reaches('connected');
      await someone('15550700001').gets('here again');
      expect(await someone('15550700001').texts()).toEqual(['here again']);
    });

    it('is 404 for people who are not on WhatsApp, until they are', async () => {
      const person = '15550700002';
      await world.emulator.request('POST', '/phones', { phone: person, registered: false });
      for (const to of [person, '999999999999999@lid']) {
        expect(await refusal(bot.text(to, 'anybody there?'))).toMatchObject({
          http: 404,
          code: 'CONTACT_NOT_FOUND',
          details: { outcome: 'not_sent', fields: [{ field: 'to' }] },
        });
      }
      await world.emulator.request('PATCH', `/phones/${person}`, { registered: true });
      await someone(person).gets('welcome');
      expect(await someone(person).texts()).toEqual(['welcome']);
    });

    it('is answered when its instance is deleted meanwhile', async () => {
      const person = '15550700003';
      const fleeting = new Bot(world, 'fleeting', '628222222222');
      await fleeting.link();
      await world.emulator.phone(person);
      const silence = await world.emulator.fault({ kind: 'silence', xmlns: 'usync', about: person });
      const sending = refusal(fleeting.text(person, 'too late'));
      await world.emulator.struck(silence);
      const startedAt = Date.now();
      await deleteInstance({
        client: world.api.client,
        throwOnError: true,
        path: { instanceId: 'fleeting' },
      });
      expect(await sending).toMatchObject({ http: 503, details: { outcome: 'not_sent' } });
      expect(Date.now() - startedAt).toBeLessThan(AT_ONCE_MS);
      const after = await refusal(fleeting.text(person, 'gone'));
      expect(after).toMatchObject({ http: 404, code: 'INSTANCE_NOT_FOUND' });
      expect(await someone(person).texts()).toEqual([]);
    });

    it('is 404 for a quoted message that nobody knows, before the connection is looked at', async () => {
      const answer = { http: 404, code: 'MESSAGE_NOT_FOUND' };
      const body = { to: '15550700001', text: 'as you said', quotedMessageId: '3EB0DOESNOTEXIST' };
      expect(await refusal(bot.text(body.to, body.text, body))).toMatchObject(answer);
      const offline = new Bot(world, 'offline');
      await offline.create();
      expect(await refusal(offline.text(body.to, body.text, body))).toMatchObject(answer);
      expect(await someone('15550700001').texts()).not.toContain('as you said');
    });
  });
});

describe.each([
  { addressing: 'pn' as const, person: '15550800001' },
  { addressing: 'lid' as const, person: '15550900001' },
])('messages that need a second look (people are addressed by $addressing)', ({ addressing, person }) => {
  const connected = useConnected();
  const { world, bot, someone } = connected;

  beforeAll(async () => {
    await world.emulator.phone(BOT, { addressing });
    await world.emulator.phone(person, { name: 'Casey', addressing });
  });

  async function restart(): Promise<void> {
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');
  }

  it('are quoted after a restart of the server, whoever wrote them', async () => {
    const theirs = await someone(person).writes('Do you deliver?');
    const ours = await someone(person).gets('We do.');
    await restart();
    for (const [quotedMessageId, text] of [
      [theirs, 'Do you deliver?'],
      [ours, 'We do.'],
    ] as const) {
      const { code, data } = await bot.text(person, `re: ${text}`, { quotedMessageId });
      expect(code).toBe(200);
      const inbox = await eventually(
        () => world.emulator.inbox(person),
        (all) => all.some((message) => message.id === data?.messageId),
        'the answer',
      );
      const answer = inbox.find((message) => message.id === data?.messageId);
      expect(answer?.quoted).toMatchObject({ id: quotedMessageId, text });
    }
  });

  it('are sent again when the phone could not read them', async () => {
    await world.emulator.fault({ kind: 'unreadable', phone: person, times: 1 });
    const { code, data } = await bot.text(person, 'read me');
    expect(code).toBe(200);
    await bot.status(data?.messageId, 'delivered');
    const events = await world.emulator.events(person);
    expect(
      events.filter(({ kind, messageId }) => kind === 'unreadable' && messageId === data?.messageId),
    ).toHaveLength(1);
    expect((await someone(person).texts()).filter((text) => text === 'read me')).toHaveLength(1);
  });

  it('are sent again when the phone asks only after the server was killed and started', async () => {
    await world.emulator.fault({ kind: 'unreadable', phone: person, times: 1 });
    // What the phone asks does not get through before the next login.
    await world.emulator.fault({ kind: 'drop-stanza', phone: BOT, tag: 'receipt', times: 1 });
    const { code, data } = await bot.text(person, 'read me later');
    expect(code).toBe(200);
    await eventually(
      () => world.emulator.events(person),
      (events) =>
        events.some(({ kind, messageId }) => kind === 'unreadable' && messageId === data?.messageId),
      'the phone to fail',
    );
    expect(await someone(person).texts()).not.toContain('read me later');
    await restart();
    await bot.status(data?.messageId, 'delivered');
    expect((await someone(person).texts()).filter((text) => text === 'read me later')).toHaveLength(1);
  });

  it('are heard once, with their text, when the first try cannot be decrypted', async () => {
    await world.emulator.fault({ kind: 'undecryptable', phone: BOT, times: 1 });
    const id = await someone(person).writes('second try');
    const next = await someone(person).writes('next');
    const heard = world.receiver
      .named('message')
      .filter(({ data }) => data['id'] === id || data['id'] === next);
    expect(heard.map(({ data }) => data['text'])).toEqual(['second try', 'next']);
    expect(heard[0]?.data).toMatchObject({ from: jidOf(person), senderPhone: person, type: 'text' });
  });

  it('are heard once when WhatsApp delivers them twice', async () => {
    await world.emulator.fault({ kind: 'duplicate-stanza', phone: BOT, tag: 'message', times: 3 });
    const ids: string[] = [];
    for (const text of ['twice 1', 'twice 2', 'twice 3']) ids.push(await someone(person).writes(text));
    await bot.reconnects();
    ids.push(await someone(person).writes('the end'));
    const heard = world.receiver
      .named('message')
      .map(({ data }) => String(data['id']))
      .filter((id) => ids.includes(id));
    expect(heard).toEqual(ids);
  });

  it('tell that they were delivered and read, once each, under the phone’s chat', async () => {
    const { lid } = await world.emulator.get(`/phones/${person}`);
    for (const to of [person, String(lid)]) {
      await world.emulator.fault({ kind: 'duplicate-stanza', phone: BOT, tag: 'receipt', times: 2 });
      const { code, data } = await bot.text(to, `to ${to}`);
      expect(code).toBe(200);
      await bot.status(data?.messageId, 'delivered');
      await world.emulator.act(person, String(data?.messageId), 'read');
      const read = await bot.status(data?.messageId, 'read');
      expect(read.data).toMatchObject({ chatId: jidOf(person) });
      await someone(person).writes(`after ${to}`);
      expect(bot.statuses(data?.messageId)).toEqual(['sent', 'delivered', 'read']);
      await world.emulator.clearFaults();
    }
  });
});
