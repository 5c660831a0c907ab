import { AsyncResource } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';

/** How long what came over all sockets is worked on before everything else has its turn, ms. */
const TURN_MS = 20;
/** What a WebSocket tells Baileys. */
const FROM_NETWORK: ReadonlySet<string | symbol> = new Set(['message', 'close', 'error']);

/** Turns of the event loop that sockets share. */
export class Turns {
  /** When this turn began to work on what came; undefined: it has not. */
  private began: number | undefined;
  private readonly waiting: (() => void)[] = [];

  /** @param now in ms */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Hands what comes over a socket on in turns, in the order of its arrival. Hundreds of sockets may have something at once, such
   * as after an outage of WhatsApp, and Node would work on all of it in one turn.
   * @param socket passes on what its WebSocket emits
   */
  share(socket: EventEmitter): void {
    const emit = socket.emit.bind(socket);
    socket.emit = (event, ...values) => {
      if (!FROM_NETWORK.has(event) || this.isTime()) return emit(event, ...values);
      this.waiting.push(AsyncResource.bind(() => void emit(event, ...values)));
      return true;
    };
  }

  private isTime(): boolean {
    if (this.began === undefined) {
      this.began = this.now();
      setImmediate(this.next);
    }
    return this.waiting.length === 0 && this.now() - this.began < TURN_MS;
  }

  /** One at a time: what follows from it runs when this ends, and belongs to its time. */
  private readonly next = (): void => {
    this.began = this.waiting.length > 0 ? this.now() : undefined;
    if (this.began !== undefined) setImmediate(this.next);
    this.waiting.shift()?.();
  };
}

/** Of all instances of the process. */
export const turns = new Turns();
