import { Poster, type PostOutcome, type PostRequest } from '../poster.js';

/** The answer of a healthy receiver. */
export const OK: PostOutcome = { status: 200, response: 'OK', retryAfter: null };
/** The answer of a failing receiver. */
export const DOWN: PostOutcome = { status: 500, response: 'down', retryAfter: null };

/** A post that was received. The test decides when it is answered. */
export interface Received {
  /** Host of the target. */
  to: string;
  /** Text of the event. */
  text: string;
  attempt: number;
  delivery: string;
  answer(outcome: PostOutcome): void;
}

/** Receives posts and lets the test answer them, at once or later. */
export class ScriptedPoster extends Poster {
  readonly received: Received[] = [];
  private readonly open = new Set<Received>();
  /** The answer to a post; undefined leaves it unanswered. */
  respond: (post: Received) => PostOutcome | undefined = () => OK;

  async post(request: PostRequest, signal: AbortSignal): Promise<PostOutcome | undefined> {
    return new Promise((resolve) => {
      const body: unknown = JSON.parse(Buffer.from(request.body).toString('utf8'));
      const received: Received = {
        to: new URL(request.url).hostname,
        text: textOf(body),
        attempt: Number(request.headers['X-Miaw-Attempt']),
        delivery: request.headers['X-Miaw-Delivery'] ?? '',
        answer: (outcome) => {
          this.open.delete(received);
          resolve(outcome);
        },
      };
      this.received.push(received);
      this.open.add(received);
      signal.addEventListener('abort', () => {
        this.open.delete(received);
        resolve(undefined);
      });
      const outcome = this.respond(received);
      if (outcome) received.answer(outcome);
    });
  }

  get inFlight(): readonly Received[] {
    return [...this.open];
  }

  /** Texts in the order of arrival, with the number of the attempt unless it is the first. */
  get texts(): string[] {
    return this.received.map(({ text, attempt }) => (attempt === 1 ? text : `${text}#${attempt}`));
  }

  /** Texts that arrived since the last call. */
  fresh(): string[] {
    const texts = this.texts.slice(this.told);
    this.told = this.received.length;
    return texts;
  }

  private told = 0;
}

function textOf(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('data' in body)) return '';
  const { data } = body;
  return typeof data === 'object' && data !== null && 'text' in data ? String(data.text) : '';
}
