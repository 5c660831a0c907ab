import { updateInstance } from '../../packages/client/src/generated/index.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { LinkedInstance } from '../harness/linked-instance.js';
import { outcomeOf } from '../harness/outcome.js';
import { comes } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628121000081';
const ANNA = '15551000081';

const world = useWorld();
const bot = new LinkedInstance(world, 'typist', BOT);

/** What happened on Anna's phone since a mark: what she saw the account doing, and its messages. */
async function seen(since: number): Promise<string[]> {
  const events = await world.emulator.events(ANNA);
  return events.slice(since).flatMap(({ kind, state }) => {
    if (kind === 'typing') return [String(state)];
    return kind === 'message' ? ['message'] : [];
  });
}

async function mark(): Promise<number> {
  return (await world.emulator.events(ANNA)).length;
}

async function types(typing: boolean): Promise<void> {
  const answer = await outcomeOf(
    updateInstance({ client: world.api.client, path: { instanceId: bot.instanceId }, body: { typing } }),
  );
  expect(answer).toMatchObject({ code: 200, data: { typing } });
}

beforeAll(async () => {
  await world.emulator.phone(ANNA);
  await bot.link();
  await bot.isNamed();
});

describe('typing', () => {
  it('is not shown unless the instance is set so', async () => {
    const since = await mark();
    const id = await bot.sent(bot.text(ANNA, 'at once'));
    await world.emulator.arrives(ANNA, id);
    expect(await seen(since)).toEqual(['message']);
  });

  it('is shown before a text, which is answered when it has left', async () => {
    await types(true);
    const since = await mark();
    const id = await bot.sent(bot.text(ANNA, 'in a moment'));
    await world.emulator.arrives(ANNA, id);
    expect(await seen(since)).toEqual(['composing', 'message']);
  });

  it('is recording before a voice message, and nothing before a picture and a reaction', async () => {
    const since = await mark();
    const voice = await bot.sent(
      bot.form('audio', { to: ANNA, ptt: true }, { bytes: bytesOf(EXAMPLE_FILES.audio), name: 'voice.ogg' }),
    );
    await world.emulator.arrives(ANNA, voice);
    expect(await seen(since)).toEqual(['recording', 'message']);
    const then = await mark();
    const picture = await bot.sent(bot.media('image', { to: ANNA, media: EXAMPLE_FILES.image }));
    await world.emulator.arrives(ANNA, picture);
    await bot.react(voice, '👍');
    expect((await seen(then)).filter((each) => each !== 'message')).toEqual([]);
  });

  it('is shown before a scheduled message when it is due', async () => {
    const since = await mark();
    const sendAt = new Date(Date.now() + 1_000).toISOString();
    const answer = await bot.text(ANNA, 'later', { sendAt });
    await comes('the scheduled message', async () =>
      (await world.emulator.inbox(ANNA)).find(({ id }) => id === answer.data?.messageId),
    );
    expect(await seen(since)).toEqual(['composing', 'message']);
  });

  it('keeps the order of a chat, and the deadline of each request', async () => {
    const texts = Array.from({ length: 6 }, (_, n) => `${n} ${'x'.repeat(200)}`);
    const ids = await Promise.all(texts.map((text) => bot.sent(bot.text(ANNA, text))));
    for (const id of ids) await world.emulator.arrives(ANNA, id);
    const inbox = await world.emulator.inbox(ANNA);
    const order = inbox.flatMap(({ text }) => (text !== undefined && texts.includes(text) ? [text] : []));
    expect(order).toEqual(texts);
    await types(false);
  });
});
