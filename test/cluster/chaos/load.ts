import { sendText } from '../../../packages/client/src/generated/index.js';
import { EventReader } from '../../harness/event-reader.js';
import { outcomeOf } from '../../harness/outcome.js';
import type { Fleet } from './fleet.js';

/** How long a request may take: a server may have stopped without a word, ms. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 150;
const GROUP_PAUSE_MS = 1_000;
/** How long the last thing under way may take, ms. */
const END_MS = 100_000;

/** Something that goes on until it is ended. */
abstract class Going {
  protected readonly over = new AbortController();
  protected readonly work: Promise<void>[] = [];
  /** What is under way, and since when. */
  private readonly doing = new Map<string, number>();

  /** Ends it, and waits for what is under way. @throws Error that names what does not end */
  async end(): Promise<void> {
    this.over.abort();
    let alarm: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      alarm = setTimeout(() => reject(new Error(`it goes on: ${this.state()}`)), END_MS);
    });
    try {
      await Promise.race([Promise.all(this.work), late]);
    } finally {
      clearTimeout(alarm);
    }
  }

  private state(): string {
    return [...this.doing].map(([what, since]) => `${what} for ${Date.now() - since} ms`).join(', ');
  }

  /** Says what is under way until it has ended. */
  protected async named<T>(what: string, work: Promise<T>): Promise<T> {
    this.doing.set(what, Date.now());
    try {
      return await work;
    } finally {
      this.doing.delete(what);
    }
  }

  protected async pause(ms = PAUSE_MS): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

/** People who write to each instance in turn, and one of them to a group that all are in. */
export class People extends Going {
  /** Texts by id, by the instance that they were written to. */
  readonly written = new Map<string, Map<string, string>>();

  private constructor(
    private readonly fleet: Fleet,
    phones: readonly string[],
    group: string,
  ) {
    super();
    for (const { instanceId } of fleet.bots) this.written.set(instanceId, new Map());
    for (const phone of phones) this.work.push(this.write(phone));
    for (const phone of phones.slice(0, 1)) this.work.push(this.writeTo(group, phone));
  }

  static async start(fleet: Fleet, phones: readonly string[]): Promise<People> {
    const members = [...fleet.bots.map(({ phone }) => phone), ...phones.slice(1)];
    const group = { subject: 'all of them', participants: members };
    const { jid } = await fleet.world.emulator.request('POST', `/phones/${phones[0]}/groups`, group);
    return new People(fleet, phones, String(jid));
  }

  get count(): number {
    return [...this.written.values()].reduce((sum, texts) => sum + texts.size, 0);
  }

  private async write(phone: string): Promise<void> {
    const { bots, world } = this.fleet;
    for (let n = 0; !this.over.signal.aborted; n += 1) {
      const bot = bots[n % bots.length];
      if (!bot) return;
      const text = `${phone} ${n}`;
      const id = await this.named(`to write "${text}"`, world.emulator.send(phone, { to: bot.phone, text }));
      this.written.get(bot.instanceId)?.set(id, text);
      await this.pause();
    }
  }

  private async writeTo(group: string, phone: string): Promise<void> {
    for (let n = 0; !this.over.signal.aborted; n += 1) {
      const text = `to all: ${n}`;
      const sent = this.fleet.world.emulator.send(phone, { to: group, text });
      const id = await this.named(`to write "${text}"`, sent);
      for (const texts of this.written.values()) texts.set(id, text);
      await this.pause(GROUP_PAUSE_MS);
    }
  }
}

/**
 * A service that sends from each instance in turn, by way of any server, and repeats a request with its key until it succeeds.
 * It is in a hurry: each third request goes to two servers at once.
 */
export class Service extends Going {
  /** Texts that were sent, as every answer says. */
  readonly sent: string[] = [];
  /** Answers, by what they say. */
  readonly answers = new Map<string, number>();

  constructor(
    private readonly fleet: Fleet,
    private readonly to: string,
    lines: number,
  ) {
    super();
    for (let line = 0; line < lines; line += 1) this.work.push(this.send(line));
  }

  private async send(line: number): Promise<void> {
    const { bots } = this.fleet;
    for (let n = line; !this.over.signal.aborted; n += 1) {
      const { instanceId } = bots[n % bots.length] ?? { instanceId: '' };
      const text = `from line ${line}, number ${n}`;
      await this.named(`to send "${text}" from ${instanceId}`, this.untilSent(instanceId, text));
      this.sent.push(text);
      await this.pause();
    }
  }

  private async untilSent(instanceId: string, text: string): Promise<void> {
    for (let isSent = false, n = 0; !isSent; n += 1) {
      const requests = Array.from({ length: n % 3 === 0 ? 2 : 1 }, () => this.isSent(instanceId, text));
      isSent = (await Promise.all(requests)).includes(true);
      if (!isSent) await this.pause();
    }
  }

  private async isSent(instanceId: string, text: string): Promise<boolean> {
    const answer = await outcomeOf(
      sendText({
        client: this.fleet.any().client,
        path: { instanceId },
        body: { to: this.to, text },
        headers: { 'Idempotency-Key': text.replaceAll(/[^a-z0-9]+/g, '-') },
        signal: AbortSignal.timeout(PATIENCE_MS),
      }),
    ).catch(() => undefined);
    const outcome = answer?.error?.details?.['outcome'] ?? answer?.error?.code ?? answer?.data?.status ?? '';
    const name = answer?.code === undefined ? 'no answer' : outcome;
    this.answers.set(name, (this.answers.get(name) ?? 0) + 1);
    // 202: it has left, and repetitions get the same answer.
    return answer?.code === 200 || answer?.code === 202;
  }
}

/** Follows the events of an instance, at one server after the other. */
export class Follower extends Going {
  readonly sequences: number[] = [];

  constructor(
    private readonly fleet: Fleet,
    readonly instanceId: string,
  ) {
    super();
    this.work.push(this.follow());
  }

  private async follow(): Promise<void> {
    while (!this.over.signal.aborted) {
      const after = this.sequences.at(-1) ?? 0;
      const reader = await EventReader.open(this.fleet.any(), this.instanceId, {
        query: `?after=${after}`,
        onFrame: ({ id }) => {
          if (id !== undefined) this.sequences.push(Number(id));
        },
      }).catch(() => undefined);
      if (reader) {
        const end = () => reader.close();
        this.over.signal.addEventListener('abort', end);
        // A server may hang, and another one has the news.
        const alarm = setTimeout(end, PATIENCE_MS);
        await this.named(`to follow ${this.instanceId}`, reader.ended);
        clearTimeout(alarm);
        this.over.signal.removeEventListener('abort', end);
      }
      await this.pause();
    }
  }
}
