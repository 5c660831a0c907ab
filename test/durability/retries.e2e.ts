import { sendText } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { type PhoneMessage } from '../harness/emulator.js';
import { useWorld, type World } from '../harness/world.js';

const ROUNDS = Number(process.env['RETRY_ROUNDS'] ?? 15);
const BOT = '628111111111';
const PEOPLE = ['15550001111', '15550002222', '15550003333', '15550004444'] as const;
/** For how long callers go on asking once the kills are over. Between kills they never give up: lives may be too short to answer. */
const PATIENCE_MS = 120_000;
const SETTLED_MS = 120_000;

interface Answer {
  key: string;
  to: string;
  messageId: string;
  /** How often it was asked for. */
  asked: number;
  replayed: boolean;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A backend that sends each text under a key of its own, again and again until it has an answer. */
class Persistent {
  readonly answers: Answer[] = [];
  private stopped = false;
  private deadline = Infinity;
  private readonly work: Promise<void>;

  constructor(
    private readonly world: World,
    private readonly name: string,
    private readonly to: string,
  ) {
    this.work = this.send();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.deadline = Date.now() + PATIENCE_MS;
    await this.work;
  }

  private async send(): Promise<void> {
    for (let n = 0; !this.stopped; n += 1) {
      this.answers.push(await this.one(`${this.name}-${n}`));
      await pause(Math.random() * 60);
    }
  }

  private async one(key: string): Promise<Answer> {
    for (let asked = 1; Date.now() < this.deadline; asked += 1) {
      const { data, response } = await sendText({
        client: this.world.api.client,
        path: { instanceId: 'bot' },
        headers: { 'Idempotency-Key': key },
        body: { to: this.to, text: key },
        signal: AbortSignal.timeout(10_000),
      }).catch(() => ({ data: undefined, response: undefined }));
      const replayed = response?.headers.get('Idempotency-Replayed') === 'true';
      if (data) return { key, to: this.to, messageId: data.data.messageId, asked, replayed };
      await pause(100);
    }
    throw new Error(`no answer about ${key}`);
  }
}

describe(`${ROUNDS} kills while callers repeat what they have no answer about`, () => {
  const world = useWorld({ RECONNECT_MAX_DELAY_MS: '500', SEND_ACK_TIMEOUT_MS: '5000' });
  const bot = new Bot(world, 'bot', BOT);

  beforeAll(async () => {
    for (const phone of PEOPLE) await world.emulator.phone(phone);
    await bot.link();
  });

  it(
    'put each message into its inbox exactly once, under the id of the answer',
    async () => {
      const callers = PEOPLE.map((to, index) => new Persistent(world, `caller-${index}`, to));
      for (let round = 0; round < ROUNDS; round += 1) {
        await bot.reaches('connected');
        await pause(100 + Math.random() * 500);
        await world.api.kill();
        world.api.launch();
      }
      await bot.reaches('connected');
      await Promise.all(callers.map((caller) => caller.stop()));
      const answers = callers.flatMap((caller) => caller.answers);
      for (const person of PEOPLE)
        await holdsExactly(
          world,
          person,
          answers.filter(({ to }) => to === person),
        );
      const repeated = answers.filter(({ asked }) => asked > 1);
      const replayed = answers.filter((answer) => answer.replayed);
      process.stdout.write(
        `rounds ${ROUNDS}, sent ${answers.length}, asked for again ${repeated.length}, answered by what was sent before ${replayed.length}, twice 0\n`,
      );
      expect(repeated.length).toBeGreaterThan(0);
    },
    ROUNDS * 30_000 + PATIENCE_MS + SETTLED_MS,
  );
});

async function holdsExactly(world: World, person: string, answers: readonly Answer[]): Promise<void> {
  const wanted = answers.map(({ key, messageId }) => `${key} ${messageId}`).sort();
  const deadline = Date.now() + SETTLED_MS;
  for (;;) {
    const inbox = await world.emulator.inbox(person);
    const had = inbox.map(({ id, text }: PhoneMessage) => `${text} ${id}`).sort();
    if (had.length >= wanted.length || Date.now() > deadline) {
      expect(had).toEqual(wanted);
      return;
    }
    await pause(200);
  }
}
