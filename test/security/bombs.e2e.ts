import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { inDatabase } from '../harness/database.js';
import { Bot } from '../harness/bot.js';
import { MIB, peakOf } from '../harness/memory.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628110000081';
const ANNA = '15550108101';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);

beforeAll(async () => {
  await bot.link();
  await anna.writes('hello');
});

afterEach(async () => world.emulator.clearFaults());

/** A WAV of silence: 8,000 samples a second, of one byte. */
function wav(seconds: number): Buffer {
  const samples = Buffer.alloc(8_000 * seconds, 0x80);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

describe('the length of a recording', () => {
  async function secondsOf(id: string): Promise<unknown> {
    const { message } = { message: await world.emulator.get(`/phones/${ANNA}/messages/${id}/content`) };
    return Object(Object(message)['audioMessage'])['seconds'];
  }

  it('is sent with it', async () => {
    const id = await bot.sent(bot.form('audio', { to: ANNA }, { bytes: wav(3), name: 'a.wav' }));
    await world.emulator.arrives(ANNA, id);
    expect(await secondsOf(id)).toBe(3);
  });

  it('is not looked for without end in a file that is made for it', async () => {
    // To read it takes some 40 s of CPU time a megabyte.
    const bytes = Buffer.concat([
      Buffer.from('ID3\u0004\0\0\0\0\0\0', 'latin1'),
      Buffer.alloc(6 * MIB, 0xff),
    ]);
    const id = await bot.sent(bot.form('audio', { to: ANNA }, { bytes, name: 'a.mp3' }));
    await world.emulator.arrives(ANNA, id);
    expect((await secondsOf(id)) ?? 0).toBe(0);
  });
});

describe('what is sent', () => {
  const temporary = () => readdirSync(join(world.api.directory, '.tmp'));

  it('lies in our own directory meanwhile, and not there after a crash', async () => {
    await world.emulator.fault({ kind: 'media-slow', ms: 600_000, direction: 'upload' });
    const form = bot.form('document', { to: ANNA }, { bytes: Buffer.alloc(2 * MIB, 7), name: 'secret.bin' });
    void form.catch(() => undefined);
    await eventually(
      async () => temporary(),
      (names) => names.length > 0,
      'the temporary file of a document',
    );
    await world.api.kill();
    expect(temporary()).not.toEqual([]);
    await world.emulator.clearFaults();
    await world.api.start();
    expect(temporary()).toEqual([]);
    await bot.reaches('connected');
  });
});

/** The account's phone sends a history in the message itself. */
async function sharesHistory(history: Buffer): Promise<void> {
  const historySyncNotification = {
    syncType: 0,
    initialHistBootstrapInlinePayload: deflateSync(history).toString('base64'),
  };
  await world.emulator.post(`/phones/${BOT}/raw`, {
    to: BOT,
    message: { protocolMessage: { type: 'HISTORY_SYNC_NOTIFICATION', historySyncNotification } },
    attributes: { category: 'peer' },
  });
}

/** A field of a protobuf message that holds bytes. */
function field(number: number, content: Buffer): Buffer {
  const numbers = [number * 8 + 2, content.length].map((value) => {
    const bytes: number[] = [];
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    return Buffer.from([...bytes, rest]);
  });
  return Buffer.concat([...numbers, content]);
}

it('a history with a list of sixty million numbers takes no memory for them', async () => {
  // Conversation, message, its content, and the devices that it is for: a byte for each number, which would become eight.
  const list = [2, 2, 1, 2, 35, 1, 3].reduceRight<Buffer>(
    (content, number) => field(number, content),
    Buffer.alloc(60 * MIB, 1),
  );
  const before = peakOf(world.api.pid);
  await sharesHistory(Buffer.concat([Buffer.from([8, 3]), list]));
  await anna.writes('how many?');
  expect(peakOf(world.api.pid) - before).toBeLessThan(400 * MIB);
});

describe('a history that unpacks to hundreds of megabytes', () => {
  const row = async () => {
    const rows = await inDatabase(
      world.api,
      "select tries, done from inbox where kind = 'history' order by position",
    );
    return rows.at(-1);
  };

  it('is not unpacked, and given up after some starts', async () => {
    const before = peakOf(world.api.pid);
    await sharesHistory(Buffer.alloc(400 * MIB));
    await eventually(
      async () => row(),
      (found) => found !== undefined,
      'the history in the inbox',
    );
    await anna.writes('still there?');
    expect(peakOf(world.api.pid) - before).toBeLessThan(200 * MIB);
    for (const tries of [1, 2, 3]) {
      await world.api.kill();
      await world.api.start();
      await eventually(
        async () => row(),
        (found) => found?.['tries'] === tries,
        `attempt ${tries}`,
      );
    }
    expect(await row()).toMatchObject({ done: 0 });
    await world.api.kill();
    await world.api.start();
    await eventually(
      async () => row(),
      (found) => found?.['done'] === 1,
      'the end of the attempts',
    );
    await anna.writes('and now?');
  });
});
