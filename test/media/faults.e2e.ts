import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot } from '../harness/bot.js';
import { files } from '../harness/files.js';
import { jidOf } from '../harness/jid.js';
import { Person } from '../harness/person.js';
import { eventually, steadily } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const FETCH_TIMEOUT_MS = 6_000;
const UPLOAD_TIMEOUT_MS = 6_000;
/** The most that the phone gets to upload a file again, whatever a fetch may take; see docs/configuration.md. */
const PHONE_TIMEOUT_MS = 20_000;
/** Longer than anything that is being waited for. */
const FOREVER_MS = 60_000;

const temporary = mkdtempSync(join(tmpdir(), 'miaw-faults-'));
const world = useWorld({
  MEDIA_FETCH_TIMEOUT_MS: String(FETCH_TIMEOUT_MS),
  MEDIA_UPLOAD_TIMEOUT_MS: String(UPLOAD_TIMEOUT_MS),
  SEND_TIMEOUT_MS: '10000',
  TMPDIR: temporary,
});
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
  await eventually(
    async () => [...readdirSync(join(world.api.directory, '.spool')), ...readdirSync(temporary)],
    (names) => names.length === 0,
    'no file of what was tried to be left',
  );
});

afterAll(() => {
  rmSync(temporary, { recursive: true });
});

/** Sends a new document; `bytes` are what it is. */
async function sends(to: string, instanceId = 'bot') {
  const bytes = await files.pdf();
  const media = bytes.toString('base64');
  const { code, data, error } = await new Bot(world, instanceId).media('document', { to, media });
  const { code: name, details } = error ?? {};
  return { bytes, http: code, messageId: data?.messageId, status: data?.status, code: name, details };
}

/** A document that a person has sent, and that the account's phone has. */
async function receives(person: string): Promise<{ id: string; bytes: Buffer }> {
  const bytes = await files.pdf();
  const id = await world.emulator.sendMedia(person, BOT, bytes, { kind: 'document' });
  await bot.hears(id);
  return { id, bytes };
}

/** Fetches the file of a message; what a failure says to a program, or the bytes. */
async function fetches(messageId: string, instanceId = 'bot') {
  const { code, bytes, error } = await new Bot(world, instanceId).file(messageId);
  const { code: name, details } = error ?? {};
  return { http: code, code: name, details, bytes };
}

async function inbox(person: string): Promise<(string | undefined)[]> {
  return (await world.emulator.inbox(person)).map(({ type, text }) => text ?? type);
}

function unfetched(reason: string) {
  return { http: 422, code: 'MEDIA_FETCH_FAILED', details: { reason } };
}

/** Answers that the phone of an account has given about a message's file. */
async function phoneAnswers(messageId: string): Promise<unknown[]> {
  const events = await world.emulator.events(BOT);
  return events
    .filter((event) => event.kind === 'media-retry' && event['messageId'] === messageId)
    .map((event) => event['answer']);
}

describe('a file that WhatsApp does not keep any more', () => {
  const PERSON = '15550104001';

  /** A message whose file has expired. */
  async function expired(person = PERSON) {
    const message = await receives(person);
    await world.emulator.expire(BOT, message.id);
    return message;
  }

  it.each([
    { by: 'phone', person: '15550104002', addressing: 'pn' as const },
    { by: 'LID', person: '15550104003', addressing: 'lid' as const },
  ])(
    'is uploaded again by the phone, once, where the sender is addressed by $by',
    async ({ person, addressing }) => {
      await world.emulator.phone(person, { addressing });
      const { id, bytes } = await expired(person);
      expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
      expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
      expect(await phoneAnswers(id)).toEqual(['success']);
      await world.emulator.expire(BOT, id);
      expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
      expect(await phoneAnswers(id)).toEqual(['success', 'success']);
    },
  );

  it('is uploaded again when the bot has sent it', async () => {
    const { messageId, bytes } = await sends(PERSON);
    const id = String(messageId);
    await world.emulator.arrives(PERSON, id);
    await world.emulator.expire(PERSON, id);
    expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
    expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
    expect(await phoneAnswers(id)).toEqual(['success']);
  });

  it('is had by everybody who asks at the same time', async () => {
    const { id, bytes } = await expired();
    const all = await Promise.all([fetches(id), fetches(id), fetches(id)]);
    for (const each of all) expect(each.bytes?.equals(bytes)).toBe(true);
  });

  it.each(['not-found', 'decryption-error', 'general-error'])(
    'is gone for good when the phone answers %s',
    async (answer) => {
      const { id, bytes } = await expired();
      await world.emulator.fault({ kind: 'media-retry', phone: BOT, answer, times: 1 });
      expect(await fetches(id)).toMatchObject(unfetched('expired'));
      expect(await phoneAnswers(id)).toEqual([answer]);
      // Unless it has changed its mind.
      expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
    },
  );

  it('is waited for no longer than a fetch may take when the phone says nothing', async () => {
    const { id, bytes } = await expired();
    await world.emulator.fault({ kind: 'media-retry', phone: BOT, answer: 'silence', times: 1 });
    const startedAt = Date.now();
    expect(await fetches(id)).toMatchObject({ http: 504, code: 'UPSTREAM_TIMEOUT' });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(FETCH_TIMEOUT_MS);
    expect(Date.now() - startedAt).toBeLessThan(PHONE_TIMEOUT_MS);
    expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
  });

  it('takes an instance that is connected', async () => {
    const { id, bytes } = await expired();
    await bot.disconnect();
    expect(await fetches(id)).toMatchObject({
      http: 503,
      code: 'INSTANCE_NOT_CONNECTED',
      details: { status: 'disconnected' },
    });
    await bot.connect();
    await bot.reaches('connected');
    expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
  });
});

describe('a file that cannot be fetched', () => {
  const PERSON = '15550104004';

  it.each([
    { what: 'it is not what was sent', fault: { kind: 'media-corrupt' }, reason: 'corrupt' },
    { what: 'the media server fails', fault: { kind: 'media-download-failure' }, reason: 'http_500' },
    { what: 'the media server is slow', fault: { kind: 'media-slow', ms: FOREVER_MS }, reason: 'timeout' },
  ])('is an error that says so, and can be had later: $what', async ({ fault, reason }) => {
    const { id, bytes } = await receives(PERSON);
    await world.emulator.fault({ ...fault, phone: PERSON, times: 1 });
    expect(await fetches(id)).toMatchObject({ ...unfetched(reason), bytes: undefined });
    expect((await fetches(id)).bytes?.equals(bytes)).toBe(true);
    expect(await phoneAnswers(id)).toEqual([]);
  });
});

describe('a file that the media server does not take', () => {
  const notSent = (code: string) => ({ code, details: expect.objectContaining({ outcome: 'not_sent' }) });

  it('is an error, and nothing is sent', async () => {
    const person = '15550104005';
    await world.emulator.fault({ kind: 'media-upload-failure', phone: BOT });
    expect(await sends(person)).toMatchObject({
      http: 500,
      ...notSent('WHATSAPP_ERROR'),
      messageId: undefined,
    });
    await new Person(world, person, bot).gets('afterwards');
    expect(await inbox(person)).toEqual(['afterwards']);
  });

  it.each([500, 401, 507])('is offered to the next one when the first answers %i', async (code) => {
    const person = '15550104006';
    await world.emulator.fault({ kind: 'media-upload-failure', phone: BOT, code, times: 1 });
    const { http, messageId, bytes } = await sends(person);
    expect(http).toBe(200);
    await world.emulator.arrives(person, messageId);
    expect((await world.emulator.mediaOf(person, String(messageId))).equals(bytes)).toBe(true);
  });

  it('is given up in time when the media server is slow, and does not go out afterwards', async () => {
    const person = '15550104007';
    const slow = { kind: 'media-slow', phone: BOT, direction: 'upload' };
    await world.emulator.fault({ ...slow, ms: UPLOAD_TIMEOUT_MS + 4_000 });
    expect(await sends(person)).toMatchObject({ http: 504, ...notSent('UPSTREAM_TIMEOUT') });
    await world.emulator.clearFaults();
    await new Person(world, person, bot).gets('afterwards');
    await steadily(
      () => inbox(person),
      (all) => all.join() === 'afterwards',
      'nothing came late',
      UPLOAD_TIMEOUT_MS,
    );
  });

  it('does not spoil the next send when nobody says where the media server is', async () => {
    const person = '15550104008';
    // What was told about it goes with the connection.
    await bot.reconnects();
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:m', phone: BOT, times: 1 });
    expect(await sends(person)).toMatchObject({ http: 504, ...notSent('UPSTREAM_TIMEOUT') });
    const { http, messageId } = await sends(person);
    expect(http).toBe(200);
    await world.emulator.arrives(person, messageId);
    expect(await inbox(person)).toEqual(['document']);
  });

  it('is an error at once when the connection ends meanwhile, and does not go out afterwards', async () => {
    const person = '15550104009';
    const slow = { kind: 'media-slow', phone: BOT, direction: 'upload', ms: 3_000 };
    const fault = await world.emulator.fault(slow);
    const from = world.receiver.mark;
    const sending = sends(person);
    await world.emulator.struck(fault);
    await world.emulator.fault({ kind: 'drop', phone: BOT });
    expect(await sending).toMatchObject({ http: 503, ...notSent('INSTANCE_NOT_CONNECTED') });
    await world.receiver.event('ready', undefined, { from });
    await new Person(world, person, bot).gets('afterwards');
    expect(await inbox(person)).toEqual(['afterwards']);
  });
});

describe('a file that takes its time', () => {
  it('does not hold up what is written to the same chat meanwhile', async () => {
    const person = '15550104010';
    const slow = { kind: 'media-slow', phone: BOT, direction: 'upload', ms: 2_000 };
    const fault = await world.emulator.fault(slow);
    let uploaded = false;
    const sending = sends(person).finally(() => {
      uploaded = true;
    });
    await world.emulator.struck(fault);
    await new Person(world, person, bot).gets('meanwhile');
    expect(uploaded).toBe(false);
    const { http, messageId } = await sending;
    expect(http).toBe(200);
    await world.emulator.arrives(person, messageId);
    expect(await inbox(person)).toEqual(['meanwhile', 'document']);
  });
});

describe('two instances', () => {
  it('send and fetch at the same time, each its own', async () => {
    const other = '628222222222';
    const person = '15550104011';
    await new Bot(world, 'other', other).link();
    const rounds = Array.from({ length: 8 }, (_, round) => (round % 2 === 0 ? 'bot' : 'other'));
    await Promise.all(
      rounds.map(async (instanceId) => {
        const phone = instanceId === 'bot' ? BOT : other;
        const theirs = await files.pdf();
        const [sent, id] = await Promise.all([
          sends(person, instanceId),
          world.emulator.sendMedia(person, phone, theirs, { kind: 'document' }),
        ]);
        const heard = await world.receiver.event('message', ({ data }) => data['id'] === id);
        expect(heard.instanceId).toBe(instanceId);
        expect((await world.emulator.arrives(person, sent.messageId)).from).toBe(jidOf(phone));
        const mine = String(sent.messageId);
        expect((await world.emulator.mediaOf(person, mine)).equals(sent.bytes)).toBe(true);
        expect((await fetches(id, instanceId)).bytes?.equals(theirs)).toBe(true);
        expect((await fetches(mine, instanceId)).bytes?.equals(sent.bytes)).toBe(true);
        const stranger = instanceId === 'bot' ? 'other' : 'bot';
        for (const each of [id, mine])
          expect(await fetches(each, stranger)).toMatchObject({ http: 404, code: 'MESSAGE_NOT_FOUND' });
      }),
    );
  });
});
