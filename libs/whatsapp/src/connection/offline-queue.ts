import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { Alarm, Clock, Logger } from '#libs/observability';

/** How many stanzas are asked for at a time, and how long after the last one: as WhatsApp's own clients do. */
const BATCH = 200;
const PAUSE_MS = 100;
/** After how long without any stanza the server is asked once more; doubles up to the longest. */
const SILENCE_MS = 5_000;
const LONGEST_SILENCE_MS = 60_000;
/** After how many requests in a row without an answer the connection counts as deaf: some seven minutes. */
const MOST_FRUITLESS = 10;

/**
 * Pulls what WhatsApp has kept for the device. After a login its server announces a queue (`offline_preview`) and sends
 * it in batches, each of which the client has to ask for; before its end (`offline`) nothing new is sent either
 * (whatsapp-rust `src/client/offline_resume.rs`, after WAWebOfflineHandler). Baileys asks for one batch only. The next
 * one is asked for when the last is handled, so that a long queue does not pile up in memory.
 *
 * A server that reports neither a queue nor its end after a login is asked as well (Baileys issue 2810). One that answers no
 * request makes a connection deaf, although it still answers pings: then `onDeaf` is called, once.
 */
export class OfflineQueue {
  private pulling = false;
  private handledAny = false;
  private fruitless = 0;
  private silenceMs = SILENCE_MS;
  private alarm: Alarm | undefined;

  constructor(
    private readonly socket: Pick<WASocket, 'sendNode'> & {
      ws: { on(event: string, listener: () => void): unknown };
    },
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly onDeaf: () => void,
  ) {
    for (const sign of ['CB:success', 'CB:ib,,offline_preview']) socket.ws.on(sign, () => this.start());
    socket.ws.on('CB:ib,,offline', () => this.stop());
  }

  /** To be called when a stanza has been handled, with the `offline` attribute that it came with. */
  handled({ attrs }: BinaryNode): void {
    if (!this.pulling) return;
    if (attrs['offline'] === undefined) {
      // The connection is not deaf, whatever became of the queue.
      this.fruitless = 0;
      return;
    }
    this.handledAny = true;
    this.askIn(PAUSE_MS);
  }

  stop(): void {
    this.pulling = false;
    this.alarm?.cancel();
  }

  private start(): void {
    this.pulling = true;
    this.askIn(this.silenceMs);
  }

  private ask(): void {
    this.fruitless = this.handledAny ? 0 : this.fruitless + 1;
    if (this.fruitless > MOST_FRUITLESS) {
      this.logger.warn({}, 'WhatsApp sends nothing on this connection, which is therefore closed');
      this.stop();
      this.onDeaf();
      return;
    }
    this.silenceMs = this.handledAny ? SILENCE_MS : Math.min(2 * this.silenceMs, LONGEST_SILENCE_MS);
    this.handledAny = false;
    const content = [{ tag: 'offline_batch', attrs: { count: String(BATCH) } }];
    this.socket.sendNode({ tag: 'ib', attrs: {}, content }).catch(() => this.stop());
    this.askIn(this.silenceMs);
  }

  private askIn(ms: number): void {
    this.alarm?.cancel();
    this.alarm = this.clock.after(ms, () => this.ask());
  }
}
