import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot } from '../harness/bot.js';
import { deliveryOf } from '../harness/signatures.js';
import { eventually, steadily } from '../harness/waiting.js';
import { refused } from '../harness/outcome.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';

const directory = mkdtempSync(join(tmpdir(), 'miaw-aim-'));
const aim = join(directory, 'aim');
const world = useWorld({ AIM_FILE: aim, RECONNECT_MAX_DELAY_MS: '500' }, 'storage-faults.js');
const bot = new Bot(world, 'bot', BOT);
let group: string;

beforeAll(async () => {
  await bot.link();
  const body = { subject: 'All', participants: [BOT, BEN] };
  group = String((await world.emulator.request('POST', `/phones/${ANNA}/groups`, body)).jid);
  await world.receiver.event('group_participants');
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Waits until the receiver has every event, and sees that what came twice is the same delivery. */
async function whole(): Promise<void> {
  const deliveries = async (): Promise<Map<number, string>> => {
    const known = new Map<number, string>();
    for (const arrival of world.receiver.arrivals.all) {
      const delivery = deliveryOf(arrival);
      expect(known.get(arrival.sequence) ?? delivery).toBe(delivery);
      known.set(arrival.sequence, delivery);
    }
    return known;
  };
  await eventually(
    deliveries,
    (known) => known.size === Math.max(...known.keys()),
    'sequences without a gap',
  );
}

describe('killed in the worst moment', () => {
  it.each([
    ['before inbox 2', 'what was decrypted is not on disk yet'],
    ['after inbox 2', 'it is on disk, and WhatsApp does not know that we have it'],
    ['before event 5', 'WhatsApp may know, and no event has been written'],
    ['after event 5', 'the event is written, and nobody has been told'],
    ['before attempt 6', 'the receiver has it, and that is not written down'],
    ['after attempt 6', 'that is written down, and nothing else has happened'],
    ['before key 3', 'a key is used, and not on disk yet'],
    ['after key 3', 'a key is on disk, and what it was used for is not sent'],
    ['before message 1', 'a message is to be sent, and not on disk'],
    ['after message 1', 'a message is on disk, and not sent'],
  ])('%s: %s', async (when) => {
    const from = world.receiver.mark;
    writeFileSync(`${aim}.new`, when);
    renameSync(`${aim}.new`, aim);
    const written: string[] = [];
    const accepted: { id: string; text: string }[] = [];
    for (let n = 0; n < 4; n += 1) {
      written.push(await world.emulator.send(ANNA, { to: BOT, text: `${when} ${n}` }));
      written.push(await world.emulator.send(BEN, { to: group, text: `${when} ${n}` }));
      const text = `${when}: answer ${n}`;
      // A call that the end cuts off has promised nothing.
      const answer = await bot.text(ANNA, text).catch(() => undefined);
      if (answer?.data?.messageId) accepted.push({ id: answer.data.messageId, text });
    }
    await eventually(
      async () => world.api.running,
      (running) => !running,
      `the server to be killed ${when}`,
    );
    rmSync(aim);
    await world.api.start();
    await bot.reaches('connected');
    for (const id of written) await bot.event('message', ({ data }) => data['id'] === id, { from });
    await whole();
    await eventually(
      () => world.emulator.inbox(ANNA),
      (inbox) => accepted.every(({ id }) => inbox.some((message) => message.id === id)),
      'everything that was accepted',
    );
    const texts = (await world.emulator.inbox(ANNA)).map(({ text }) => text);
    for (const { text } of accepted) expect(texts.filter((each) => each === text)).toEqual([text]);
    const after = await bot.sent(bot.text(group, `${when}: all is well`));
    await world.emulator.arrives(BEN, after);
  });
});

describe('a disk that is full', () => {
  it('is not told to WhatsApp as a message that we have; all comes once there is space again', async () => {
    await world.emulator.arrives(BEN, await bot.sent(bot.text(group, 'Before')));
    const from = world.receiver.mark;
    const { pid } = world.api;
    if (pid === undefined) throw new Error('the server is not running');
    const before = await world.emulator.get('/stats');
    process.kill(pid, 'SIGUSR2');
    const large = 'x'.repeat(60_000);
    const written: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      written.push(await world.emulator.send(ANNA, { to: BOT, text: `${large} ${n}` }));
      written.push(await world.emulator.send(BEN, { to: group, text: `${large} ${n}` }));
    }
    await steadily(
      () => world.emulator.get(`/stats/${BOT}/acknowledged`),
      (ids: string[]) => !written.some((id) => ids.includes(id)),
      'nothing to be acknowledged',
      4_000,
    );
    const during = await world.emulator.get('/stats');
    expect({ retries: during.retries, refused: during.refused }).toEqual({
      retries: before.retries,
      refused: before.refused,
    });
    expect(world.api.running).toBe(true);
    // As long as what does not fit above: a short row may find a place in a page that is there.
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    expect(await bot.text(ANNA, large, { sendAt })).toEqual(refused(507, 'INSUFFICIENT_STORAGE'));
    process.kill(pid, 'SIGUSR2');
    for (const id of written) await bot.event('message', ({ data }) => data['id'] === id, { from });
    expect(world.api.pid).toBe(pid);
    await whole();
    await bot.reaches('connected');
    await world.emulator.arrives(BEN, await bot.sent(bot.text(group, 'After')));
  });
});
