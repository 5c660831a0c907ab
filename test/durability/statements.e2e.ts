import { updateWebhook } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { freePort } from '../harness/process.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550001111';
/** Enough to make what runs in the background invisible. */
const MESSAGES = 60;
/** What the background may add to each message: alarms, and the audit log, which is written apart from the answer. */
const BACKGROUND = 0.5;

let port: number;
const world = useWorld(async () => {
  port = await freePort();
  return { METRICS_PORT: String(port) };
});
const bot = new Bot(world, 'bot', BOT);
const person = new Person(world, PERSON, bot);

interface Use {
  statements: number;
  commits: number;
}

async function used(): Promise<Use> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  return {
    statements: value('miaw_statements_total'),
    commits: value('miaw_commits_total{result="committed"}'),
  };
}

function less(after: Use, before: Use): Use {
  return { statements: after.statements - before.statements, commits: after.commits - before.commits };
}

/** What one run of `work` costs, without the reading of the metrics. */
async function costOf(work: (index: number) => Promise<unknown>): Promise<Use> {
  const idle = less(await used(), await used());
  const before = await used();
  for (let index = 0; index < MESSAGES; index++) await work(index);
  const { statements, commits } = less(await used(), before);
  return {
    statements: (statements + idle.statements) / MESSAGES,
    commits: (commits + idle.commits) / MESSAGES,
  };
}

beforeAll(async () => {
  // What the recipient's phone confirms later is not part of sending.
  await world.emulator.post('/phones', { phone: PERSON, autoReceipt: false });
  await bot.link();
  // What is known of a person is read once.
  await person.writes('hello');
  await person.gets('hello');
  // Without deliveries, whose cost depends on how many share a commit.
  const off = { client: world.api.client, path: { instanceId: 'bot' }, body: { webhookEnabled: false } };
  expect((await outcomeOf(updateWebhook(off))).data).toMatchObject({ webhookEnabled: false });
});

describe('the database', () => {
  it('takes at most ten statements and one commit for a message received', async () => {
    const cost = await costOf(async (index) => {
      const body = { to: BOT, text: `message ${index}` };
      const { messageId } = await world.emulator.request('POST', `/phones/${PERSON}/messages`, body);
      // The receipt leaves when everything is written.
      await person.has(String(messageId), 'delivered');
    });
    expect(cost.statements).toBeGreaterThan(3);
    expect(cost.statements).toBeLessThanOrEqual(10 + BACKGROUND);
    expect(cost.commits).toBeGreaterThan(0.5);
    expect(cost.commits).toBeLessThanOrEqual(1 + BACKGROUND);
  });

  it('takes at most fourteen statements and two commits for a message sent', async () => {
    const cost = await costOf(async (index) => {
      const { data } = await bot.text(PERSON, `answer ${index}`);
      expect(data).toMatchObject({ status: 'sent' });
    });
    expect(cost.statements).toBeGreaterThan(5);
    expect(cost.statements).toBeLessThanOrEqual(14 + BACKGROUND);
    expect(cost.commits).toBeGreaterThan(1.5);
    // The audit log has one of its own, after the answer.
    expect(cost.commits).toBeLessThanOrEqual(3 + BACKGROUND);
  });
});
