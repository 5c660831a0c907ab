import {
  connectInstance,
  deleteInstance,
  disconnectInstance,
  restartInstance,
} from '../client/generated/index.js';
import { pipeline } from '../harness/pipeline.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually, steadily } from '../harness/waiting.js';
import { World } from '../harness/world.js';

const BOT = '628111111111';
const ACK_TIMEOUT_MS = 600;
const SEND_TIMEOUT_MS = 4_000;

/** So that tests which wait for a timeout need not wait long. */
const IMPATIENT = {
  SEND_ACK_TIMEOUT_MS: String(ACK_TIMEOUT_MS),
  SEND_TIMEOUT_MS: String(SEND_TIMEOUT_MS),
};

type Sending = ReturnType<World['text']>;

function jid(phone: string): string {
  return `${phone}@s.whatsapp.net`;
}

/** What a refused send says to a program. */
async function refusal(sending: Sending) {
  const { code, error, data } = await sending;
  return { http: code, code: error?.error.code, details: error?.error.details, data };
}

const NOT_SENT = {
  http: 504,
  code: 'UPSTREAM_TIMEOUT',
  details: expect.objectContaining({ outcome: 'not_sent' }),
};

function statusOf(messageId: unknown, status: string) {
  return ({ event, data }: Arrival) =>
    event === 'message_status' && data['messageId'] === messageId && data['status'] === status;
}

async function texts(world: World, phone: string): Promise<(string | undefined)[]> {
  return (await world.emulator.inbox(phone)).map((message) => message.text);
}

/** Waits until a person has read as many messages. */
async function received(world: World, phone: string, count: number) {
  return eventually(
    () => world.emulator.inbox(phone),
    (messages) => messages.length >= count,
    `${count} messages for ${phone}`,
  );
}

/** A text that reaches the person, by which time everything before it would have, too. */
async function reaches(world: World, phone: string, text: string): Promise<string> {
  const { code, data } = await world.text('bot', { to: phone, text });
  expect(code).toBe(200);
  await eventually(
    () => texts(world, phone),
    (all) => all.includes(text),
    `"${text}" in the inbox of ${phone}`,
  );
  return String(data?.messageId);
}

/** What the person wrote, as the instance heard it. */
async function writes(world: World, phone: string, text: string): Promise<string> {
  const id = await world.emulator.send(phone, { to: BOT, text });
  await world.receiver.event('message', ({ data }) => data['id'] === id);
  return id;
}

/** Cuts the bot's connection, and waits until it is back. */
async function reconnect(world: World): Promise<void> {
  const from = world.receiver.mark;
  await world.emulator.fault({ kind: 'drop', phone: BOT });
  await world.receiver.event('ready', undefined, { from });
}

/** How many statuses of a message were told, by status. */
function told(world: World, messageId: unknown): string[] {
  return world.receiver
    .named('message_status')
    .filter(({ data }) => data['messageId'] === messageId)
    .map(({ data }) => String(data['status']));
}

/** Waits until a fault has happened: what it keeps back has reached the emulator. */
async function strikes(world: World, fault: string): Promise<void> {
  await eventually(
    () => world.emulator.get('/faults'),
    (faults) =>
      faults.some(({ id, happened }: { id: string; happened: number }) => id === fault && happened > 0),
    'the fault to strike',
  );
}

/** Ways in which a connection ends, to be made anew by itself or by `end`. */
const ENDS = [
  {
    what: 'the network fails',
    suffix: '0001',
    end: (world: World) => world.emulator.fault({ kind: 'drop', phone: BOT }),
  },
  {
    what: 'WhatsApp ends the connection',
    suffix: '0002',
    end: (world: World) => world.emulator.fault({ kind: 'stream-error', phone: BOT, code: 503 }),
  },
  {
    what: 'the operator restarts the instance',
    suffix: '0003',
    end: ({ api: { client } }: World) =>
      restartInstance({ client, throwOnError: true, path: { instanceId: 'bot' } }),
  },
];

/** A world for the tests of one `describe`, with an instance that is connected. */
function sharedWorld(env: Record<string, string>): () => World {
  let made: World;
  beforeAll(async () => {
    made = await World.start(env);
    await made.link('bot', BOT);
  });
  afterEach(async () => {
    await made.emulator.clearFaults();
  });
  afterAll(async () => {
    await made.stop();
  });
  return () => made;
}

describe('a send', () => {
  const at = sharedWorld(IMPATIENT);

  describe('that WhatsApp refuses', () => {
    it.each([
      { refused: '463', person: '15550100463' },
      { refused: '479', person: '15550100479' },
    ])('is an error with WhatsApp’s code $refused, and a failed status', async ({ refused, person }) => {
      await reaches(at(), person, 'before');
      await at().emulator.fault({ kind: 'ack-error', to: person, code: Number(refused), times: 1 });
      const answer = await refusal(at().text('bot', { to: person, text: 'unwanted' }));
      expect(answer).toMatchObject({
        http: 500,
        code: 'WHATSAPP_ERROR',
        details: { code: refused, outcome: 'not_sent' },
        data: undefined,
      });
      const messageId = answer.details?.['messageId'];
      const failed = await at().receiver.arrivals.first(statusOf(messageId, 'failed'), 'the failed status');
      expect(failed.data).toMatchObject({ chatId: jid(person), error: refused });
      expect(Math.abs(Number(failed.data['at']) - Date.now())).toBeLessThan(60_000);

      await reconnect(at());
      await reaches(at(), person, 'after');
      expect(await texts(at(), person)).toEqual(['before', 'after']);
      expect(told(at(), messageId)).toEqual(['failed']);
    });
  });

  describe('that WhatsApp does not acknowledge in time', () => {
    async function unacknowledged(person: string, text: string): Promise<string> {
      await at().emulator.fault({ kind: 'ack-missing', to: person, times: 1 });
      const { code, data } = await at().text('bot', { to: person, text });
      expect(code).toBe(202);
      expect(data).toMatchObject({ status: 'pending', messageId: expect.any(String) });
      expect(await texts(at(), person)).not.toContain(text);
      return String(data?.messageId);
    }

    async function settled(person: string, messageId: string, text: string): Promise<void> {
      const sent = await at().receiver.arrivals.first(statusOf(messageId, 'sent'), 'the sent status');
      await at().receiver.arrivals.first(statusOf(messageId, 'delivered'), 'the delivered status');
      expect(sent.data).toMatchObject({ chatId: jid(person) });
      expect(told(at(), messageId)).toEqual(['sent', 'delivered']);
      const inbox = await at().emulator.inbox(person);
      expect(inbox).toMatchObject([{ id: messageId, text }]);
    }

    it('is pending, and settled when WhatsApp acknowledges it after all', async () => {
      const id = await unacknowledged('15550200001', 'patience');
      await at().emulator.releaseFaults();
      await settled('15550200001', id, 'patience');
    });

    it('is settled by an acknowledgement that comes late', async () => {
      const person = '15550200002';
      await at().emulator.fault({ kind: 'ack-delay', to: person, ms: ACK_TIMEOUT_MS * 2, times: 1 });
      const { code, data } = await at().text('bot', { to: person, text: 'slow' });
      expect({ code, status: data?.status }).toEqual({ code: 202, status: 'pending' });
      await settled(person, String(data?.messageId), 'slow');
    });

    it('is sent when the acknowledgement is slow but in time', async () => {
      const person = '15550200003';
      await reaches(at(), person, 'hello');
      await at().emulator.fault({ kind: 'ack-delay', to: person, ms: ACK_TIMEOUT_MS / 3, times: 1 });
      const { code, data } = await at().text('bot', { to: person, text: 'in time' });
      expect({ code, status: data?.status }).toEqual({ code: 200, status: 'sent' });
    });

    it('goes out again under its id when the connection ends meanwhile', async () => {
      const id = await unacknowledged('15550200004', 'once more');
      await reconnect(at());
      await settled('15550200004', id, 'once more');
    });

    it('goes out again under its id when the server is killed meanwhile', async () => {
      const id = await unacknowledged('15550200005', 'after the crash');
      await at().api.kill();
      await at().api.start();
      await settled('15550200005', id, 'after the crash');
      await at().reaches('bot', 'connected');
    });

    it('goes out again when the operator connects again', async () => {
      const id = await unacknowledged('15550200006', 'after the break');
      const path = { instanceId: 'bot' };
      await disconnectInstance({ client: at().api.client, throwOnError: true, path });
      await connectInstance({ client: at().api.client, throwOnError: true, path });
      await settled('15550200006', id, 'after the break');
    });

    it('is answered, and arrives once, when the connection ends while the caller waits', async () => {
      const person = '15550200007';
      await reaches(at(), person, 'hello');
      const held = await at().emulator.fault({ kind: 'ack-missing', to: person, times: 1 });
      const sending = at().text('bot', { to: person, text: 'cut off' });
      await strikes(at(), held);
      await at().emulator.fault({ kind: 'drop', phone: BOT });
      const { code, data } = await sending;
      expect([200, 202]).toContain(code);
      const delivered = statusOf(data?.messageId, 'delivered');
      await at().receiver.arrivals.first(delivered, 'the delivered status');
      expect(await texts(at(), person)).toEqual(['hello', 'cut off']);
    });

    it('is answered before the server ends, and goes out again when it is back', async () => {
      const person = '15550200009';
      const held = await at().emulator.fault({ kind: 'ack-missing', to: person, times: 1 });
      const sending = at().text('bot', { to: person, text: 'at the last moment' });
      await strikes(at(), held);
      const startedAt = Date.now();
      expect(await at().api.halt()).toBe(0);
      expect(Date.now() - startedAt).toBeLessThan(3_000);
      const { code, data } = await sending;
      expect({ code, status: data?.status }).toEqual({ code: 202, status: 'pending' });
      await at().api.start();
      await settled(person, String(data?.messageId), 'at the last moment');
      await at().reaches('bot', 'connected');
    });

    it('does not hold up what is sent to the same chat after it', async () => {
      const person = '15550200008';
      const id = await unacknowledged(person, 'first');
      await reaches(at(), person, 'second');
      await at().emulator.releaseFaults();
      await at().receiver.arrivals.first(statusOf(id, 'delivered'), 'the delivered status');
    });
  });

  describe.each([
    { unanswered: 'device lists', xmlns: 'usync', prefix: '155503' },
    { unanswered: 'key bundles', xmlns: 'encrypt', prefix: '155504' },
  ])('for which WhatsApp gives no $unanswered', ({ xmlns, prefix }) => {
    const stuck = `${prefix}00001`;
    const known = `${prefix}00002`;

    async function silenceAbout(person: string): Promise<string> {
      await at().emulator.phone(person);
      return at().emulator.fault({ kind: 'silence', xmlns, about: person });
    }

    it('is not sent, and goes out at no later time, while others get on', async () => {
      await reaches(at(), known, 'hello');
      const silence = await silenceAbout(stuck);
      let answered = false;
      const sending = refusal(at().text('bot', { to: stuck, text: 'lost' })).finally(() => {
        answered = true;
      });
      await reaches(at(), known, 'meanwhile, to somebody known');
      await reaches(at(), `${prefix}00003`, 'meanwhile, to somebody new');
      await writes(at(), stuck, 'what the stuck one writes arrives');
      expect(answered).toBe(false);
      expect(await sending).toMatchObject(NOT_SENT);

      await at().emulator.request('DELETE', `/faults/${silence}`);
      await reaches(at(), stuck, 'found');
      await reconnect(at());
      await reaches(at(), stuck, 'found again');
      await steadily(
        () => texts(at(), stuck),
        (all) => all.join() === 'found,found again',
        'nothing came late',
      );
    });

    it('lets those behind it in the chat time out, unsent, within their own time', async () => {
      const person = `${prefix}00004`;
      const silence = await silenceAbout(person);
      const startedAt = Date.now();
      const sendings = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) =>
        refusal(at().text('bot', { to: person, text })),
      );
      for (const answer of await Promise.all(sendings)) expect(answer).toMatchObject(NOT_SENT);
      expect(Date.now() - startedAt).toBeLessThan(SEND_TIMEOUT_MS + 2_000);
      await at().emulator.request('DELETE', `/faults/${silence}`);
      const last = await reaches(at(), person, 'g');
      await at().receiver.arrivals.first(statusOf(last, 'delivered'), 'the delivered status');
      expect(await texts(at(), person)).toEqual(['g']);
      const heardOf = at()
        .receiver.named('message_status')
        .filter(({ data }) => data['chatId'] === jid(person))
        .map(({ data }) => data['messageId']);
      expect(new Set(heardOf)).toEqual(new Set([last]));
    });

    it.each(ENDS)(
      'is answered at once when $what, and does not go out afterwards',
      async ({ suffix, end }) => {
        const person = `${prefix}1${suffix}`;
        const silence = await silenceAbout(person);
        const sending = refusal(at().text('bot', { to: person, text: 'cut off' }));
        await strikes(at(), silence);
        const from = at().receiver.mark;
        const startedAt = Date.now();
        const ended = end(at());
        const answer = await sending;
        // The query itself would take longer to run into its timeout.
        expect(Date.now() - startedAt).toBeLessThan(SEND_TIMEOUT_MS / 4);
        await ended;
        await at().receiver.event('ready', undefined, { from });
        expect(answer).toMatchObject({
          http: 503,
          code: 'INSTANCE_NOT_CONNECTED',
          details: { outcome: 'not_sent' },
        });
        expect(answer.details?.['status']).not.toBe('connected');
        await at().emulator.request('DELETE', `/faults/${silence}`);
        await reaches(at(), person, 'afterwards');
        expect(await texts(at(), person)).toEqual(['afterwards']);
      },
    );
  });
});

describe('sends of an instance', () => {
  const at = sharedWorld({});

  describe('many at once', () => {
    it('keep the order in which they came, in one chat', async () => {
      const person = '15550500001';
      const numbered = Array.from({ length: 20 }, (_, index) => `number ${index + 1}`);
      const path = '/api/v1/instances/bot/messages/text';
      const requests = numbered.map((text) => ({ method: 'POST', path, body: { to: person, text } }));
      const answers = await pipeline(at().api, requests);
      expect(answers.map(({ code }) => code)).toEqual(numbered.map(() => 200));
      await received(at(), person, numbered.length);
      expect(await texts(at(), person)).toEqual(numbered);
    });

    it('reach our own phone, too', async () => {
      const from = at().receiver.mark;
      await reaches(at(), BOT, 'a note to ourselves');
      await writes(at(), '15550500002', 'somebody else');
      const heard = at()
        .receiver.arrivals.all.slice(from)
        .filter(({ event }) => event === 'message');
      expect(heard.map(({ data }) => data['text'])).toEqual(['somebody else']);
    });

    it('all arrive exactly once', async () => {
      const people = Array.from({ length: 10 }, (_, index) => `1555060000${index}`);
      const five = ['1', '2', '3', '4', '5'];
      const results = await Promise.all(
        five.flatMap((text) => people.map((to) => at().text('bot', { to, text: `${text} for ${to}` }))),
      );
      expect(results.map(({ data }) => data?.status)).toEqual(results.map(() => 'sent'));
      expect(new Set(results.map(({ data }) => data?.messageId)).size).toBe(50);
      for (const person of people) {
        await received(at(), person, five.length);
        expect(new Set(await texts(at(), person))).toEqual(
          new Set(five.map((text) => `${text} for ${person}`)),
        );
        expect(await texts(at(), person)).toHaveLength(five.length);
      }
      for (const { data } of results) {
        const delivered = statusOf(data?.messageId, 'delivered');
        await at().receiver.arrivals.first(delivered, 'the delivered status');
        expect(told(at(), data?.messageId)).toEqual(['sent', 'delivered']);
      }
    });
  });

  describe('that cannot be made', () => {
    async function unavailable(instanceId: string, status: string): Promise<void> {
      const startedAt = Date.now();
      expect(
        await refusal(at().text(instanceId, { to: '15550700001', text: 'nobody is there' })),
      ).toMatchObject({
        http: 503,
        code: 'INSTANCE_NOT_CONNECTED',
        details: { status, outcome: 'not_sent' },
      });
      expect(Date.now() - startedAt).toBeLessThan(1_000);
    }

    it('is 404 for an instance that does not exist', async () => {
      const answer = await refusal(at().text('nobody', { to: '15550700001', text: 'hello' }));
      expect(answer).toMatchObject({ http: 404, code: 'INSTANCE_NOT_FOUND' });
    });

    it('is refused at once by an instance that was never connected, or shows a QR code', async () => {
      await at().create('new');
      await unavailable('new', 'disconnected');
      await connectInstance({ client: at().api.client, throwOnError: true, path: { instanceId: 'new' } });
      await at().reaches('new', 'qr_required');
      await unavailable('new', 'qr_required');
    });

    it('is refused at once while the instance is disconnected or reconnecting', async () => {
      const path = { instanceId: 'bot' };
      await at().emulator.fault({ kind: 'refuse-connections' });
      await at().emulator.fault({ kind: 'drop', phone: BOT });
      await at().reaches('bot', 'reconnecting');
      const { code, error } = await at().text('bot', { to: '15550700001', text: 'nobody is there' });
      expect({ code, details: error?.error.details }).toMatchObject({
        code: 503,
        details: { outcome: 'not_sent' },
      });
      await disconnectInstance({ client: at().api.client, throwOnError: true, path });
      await unavailable('bot', 'disconnected');
      await at().emulator.clearFaults();
      await connectInstance({ client: at().api.client, throwOnError: true, path });
      await at().reaches('bot', 'connected');
      await reaches(at(), '15550700001', 'here again');
      expect(await texts(at(), '15550700001')).toEqual(['here again']);
    });

    it('is 404 for people who are not on WhatsApp, until they are', async () => {
      const person = '15550700002';
      await at().emulator.request('POST', '/phones', { phone: person, registered: false });
      for (const to of [person, '999999999999999@lid']) {
        expect(await refusal(at().text('bot', { to, text: 'anybody there?' }))).toMatchObject({
          http: 404,
          code: 'CONTACT_NOT_FOUND',
          details: { outcome: 'not_sent', fields: [{ field: 'to' }] },
        });
      }
      await at().emulator.request('PATCH', `/phones/${person}`, { registered: true });
      await reaches(at(), person, 'welcome');
      expect(await texts(at(), person)).toEqual(['welcome']);
    });

    it('is answered when its instance is deleted meanwhile', async () => {
      const person = '15550700003';
      await at().link('fleeting', '628222222222');
      await at().emulator.phone(person);
      const silence = await at().emulator.fault({ kind: 'silence', xmlns: 'usync', about: person });
      const sending = refusal(at().text('fleeting', { to: person, text: 'too late' }));
      await strikes(at(), silence);
      const startedAt = Date.now();
      await deleteInstance({ client: at().api.client, throwOnError: true, path: { instanceId: 'fleeting' } });
      expect(await sending).toMatchObject({ http: 503, details: { outcome: 'not_sent' } });
      expect(Date.now() - startedAt).toBeLessThan(3_000);
      const after = await refusal(at().text('fleeting', { to: person, text: 'gone' }));
      expect(after).toMatchObject({ http: 404, code: 'INSTANCE_NOT_FOUND' });
      expect(await texts(at(), person)).toEqual([]);
    });

    it('is 404 for a quoted message that nobody knows, before the connection is looked at', async () => {
      const answer = { http: 404, code: 'MESSAGE_NOT_FOUND' };
      const body = { to: '15550700001', text: 'as you said', quotedMessageId: '3EB0DOESNOTEXIST' };
      expect(await refusal(at().text('bot', body))).toMatchObject(answer);
      await at().create('offline');
      expect(await refusal(at().text('offline', body))).toMatchObject(answer);
      expect(await texts(at(), '15550700001')).not.toContain('as you said');
    });
  });
});

describe.each([
  { addressing: 'pn' as const, person: '15550800001' },
  { addressing: 'lid' as const, person: '15550900001' },
])('messages that need a second look (people are addressed by $addressing)', ({ addressing, person }) => {
  const at = sharedWorld({});

  beforeAll(async () => {
    await at().emulator.phone(BOT, { addressing });
    await at().emulator.phone(person, { name: 'Casey', addressing });
  });

  async function restart(): Promise<void> {
    await at().api.kill();
    await at().api.start();
    await at().reaches('bot', 'connected');
  }

  it('are quoted after a restart of the server, whoever wrote them', async () => {
    const theirs = await writes(at(), person, 'Do you deliver?');
    const ours = await reaches(at(), person, 'We do.');
    await restart();
    for (const [quotedMessageId, text] of [
      [theirs, 'Do you deliver?'],
      [ours, 'We do.'],
    ] as const) {
      const { code, data } = await at().text('bot', { to: person, text: `re: ${text}`, quotedMessageId });
      expect(code).toBe(200);
      const inbox = await eventually(
        () => at().emulator.inbox(person),
        (all) => all.some((message) => message.id === data?.messageId),
        'the answer',
      );
      const answer = inbox.find((message) => message.id === data?.messageId);
      expect(answer?.quoted).toMatchObject({ id: quotedMessageId, text });
    }
  });

  it('are sent again when the phone could not read them', async () => {
    await at().emulator.fault({ kind: 'unreadable', phone: person, times: 1 });
    const { code, data } = await at().text('bot', { to: person, text: 'read me' });
    expect(code).toBe(200);
    await at().receiver.arrivals.first(statusOf(data?.messageId, 'delivered'), 'the delivered status');
    const events = await at().emulator.events(person);
    expect(
      events.filter(({ kind, messageId }) => kind === 'unreadable' && messageId === data?.messageId),
    ).toHaveLength(1);
    expect((await texts(at(), person)).filter((text) => text === 'read me')).toHaveLength(1);
  });

  it('are sent again when the phone asks only after the server was killed and started', async () => {
    await at().emulator.fault({ kind: 'unreadable', phone: person, times: 1 });
    // What the phone asks does not get through before the next login.
    await at().emulator.fault({ kind: 'drop-stanza', phone: BOT, tag: 'receipt', times: 1 });
    const { code, data } = await at().text('bot', { to: person, text: 'read me later' });
    expect(code).toBe(200);
    await eventually(
      () => at().emulator.events(person),
      (events) =>
        events.some(({ kind, messageId }) => kind === 'unreadable' && messageId === data?.messageId),
      'the phone to fail',
    );
    expect(await texts(at(), person)).not.toContain('read me later');
    await restart();
    await at().receiver.arrivals.first(statusOf(data?.messageId, 'delivered'), 'the delivered status');
    expect((await texts(at(), person)).filter((text) => text === 'read me later')).toHaveLength(1);
  });

  it('are heard once, with their text, when the first try cannot be decrypted', async () => {
    await at().emulator.fault({ kind: 'undecryptable', phone: BOT, times: 1 });
    const id = await writes(at(), person, 'second try');
    const next = await writes(at(), person, 'next');
    const heard = at()
      .receiver.named('message')
      .filter(({ data }) => data['id'] === id || data['id'] === next);
    expect(heard.map(({ data }) => data['text'])).toEqual(['second try', 'next']);
    expect(heard[0]?.data).toMatchObject({ from: jid(person), senderPhone: person, type: 'text' });
  });

  it('are heard once when WhatsApp delivers them twice', async () => {
    await at().emulator.fault({ kind: 'duplicate-stanza', phone: BOT, tag: 'message', times: 3 });
    const ids: string[] = [];
    for (const text of ['twice 1', 'twice 2', 'twice 3']) ids.push(await writes(at(), person, text));
    await reconnect(at());
    ids.push(await writes(at(), person, 'the end'));
    const heard = at()
      .receiver.named('message')
      .map(({ data }) => String(data['id']))
      .filter((id) => ids.includes(id));
    expect(heard).toEqual(ids);
  });

  it('tell that they were delivered and read, once each, under the phone’s chat', async () => {
    const { lid } = await at().emulator.get(`/phones/${person}`);
    for (const to of [person, String(lid)]) {
      await at().emulator.fault({ kind: 'duplicate-stanza', phone: BOT, tag: 'receipt', times: 2 });
      const { code, data } = await at().text('bot', { to, text: `to ${to}` });
      expect(code).toBe(200);
      await at().receiver.arrivals.first(statusOf(data?.messageId, 'delivered'), 'the delivered status');
      await at().emulator.act(person, String(data?.messageId), 'read');
      const read = await at().receiver.arrivals.first(statusOf(data?.messageId, 'read'), 'the read status');
      expect(read.data).toMatchObject({ chatId: jid(person) });
      await writes(at(), person, `after ${to}`);
      expect(told(at(), data?.messageId)).toEqual(['sent', 'delivered', 'read']);
      await at().emulator.clearFaults();
    }
  });
});
