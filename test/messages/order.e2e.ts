import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { pipeline, type Request } from '../harness/pipeline.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ROUNDS = 4;
const MESSAGES = '/api/v1/instances/bot/messages';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
let people: Person[];

beforeAll(async () => {
  await bot.link();
  people = [1, 2, 3, 4, 5, 6].map((number) => new Person(world, `1555000000${number}`, bot));
  for (const [index, { phone }] of people.entries())
    await world.emulator.phone(phone, { addressing: index % 2 === 0 ? 'pn' : 'lid' });
});

/** What came to a phone of the instance, in order, in words. */
async function story(person: Person, count: number): Promise<string[]> {
  const events = await eventually(
    async () =>
      (await world.emulator.events(person.phone)).filter(
        ({ kind, fromMe }) => ['message', 'edit', 'reaction', 'delete'].includes(kind) && fromMe !== true,
      ),
    (all) => all.length >= count,
    `${count} deeds in the chat with ${person.phone}`,
  );
  return events.map(({ kind, text, emoji }) => [kind, text ?? emoji].filter(Boolean).join(' '));
}

/** Requests that do the same in several chats by turns. */
function byTurns(requests: Request[][]): Request[] {
  const longest = Math.max(...requests.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => requests.flatMap((each) => each[index] ?? [])).flat();
}

/** A chat with something in it, and things to do there in an order that shows. */
async function plan(person: Person) {
  const theirs = await person.writes('hello');
  const ours = await bot.sent(bot.text(person.phone, 'version 0'));
  const to = person.phone;
  const rounds = Array.from({ length: ROUNDS }, (_, index) => index + 1);
  const requests = rounds.flatMap((round): Request[] => [
    { method: 'POST', path: `${MESSAGES}/${ours}`, body: { text: `version ${round}` } },
    { method: 'POST', path: `${MESSAGES}/text`, body: { to, text: `text ${round}` } },
    { method: 'POST', path: `${MESSAGES}/${theirs}/reaction`, body: { emoji: `${round}\u{20e3}` } },
    {
      method: 'POST',
      path: `${MESSAGES}/text`,
      body: { to, text: `answer ${round}`, quotedMessageId: theirs },
    },
    { method: 'POST', path: `${MESSAGES}/location`, body: { to, latitude: round, longitude: 0 } },
  ]);
  const expected = [
    'message version 0',
    ...rounds.flatMap((round) => [
      `edit version ${round}`,
      `message text ${round}`,
      `reaction ${round}\u{20e3}`,
      `message answer ${round}`,
      'message',
    ]),
  ];
  return { person, ours, requests, expected };
}

describe.each([
  { how: 'chat after chat', arrange: (requests: Request[][]) => requests.flat() },
  { how: 'by turns', arrange: byTurns },
])('everything at once, in several chats, $how', ({ arrange }) => {
  it('happens in each chat in the order in which it was asked for, and nothing is lost', async () => {
    const chats = await Promise.all(people.splice(0, 3).map(plan));
    const requests = arrange(chats.map((chat) => chat.requests));
    const answers = await pipeline(world.api, requests);
    expect(answers.map(({ code }) => code)).toEqual(requests.map(() => 200));
    for (const { person, ours, expected } of chats) {
      expect(await story(person, expected.length)).toEqual(expected);
      expect(await person.sees(ours)).toMatchObject({ text: `version ${ROUNDS}` });
      expect(await bot.knows(ours)).toMatchObject({ text: `version ${ROUNDS}` });
    }
  });
});
