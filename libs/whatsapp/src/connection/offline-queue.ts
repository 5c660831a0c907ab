import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { Alarm, Clock, Logger } from '#libs/observability';

/** How many stanzas are asked for at a time, and how long after the last one: as WhatsApp's own clients do. */
const BATCH = 200;
const PAUSE_MS = 100;
/** After how long without any stanza the server is asked once more; doubles up to the longest. */
const SILENCE_MS = 5_000;
const LONGEST_SILENCE_MS = 60_000;

/**
 * Pulls what WhatsApp has kept for the device. After a login its server announces a queue (`offline_preview`) and sends
 * it in batches, each of which the client has to ask for; before its end (`offline`) nothing new is sent either
 * (whatsapp-rust `src/client/offline_resume.rs`, after WAWebOfflineHandler). Baileys asks for one batch only. The next
 * one is asked for when the last is handled, so that a long queue does not pile up in memory.
 */
export class OfflineQueue {
  private pulling = false;
  private handledAny = false;
  private silenceMs = SILENCE_MS;
  private alarm: Alarm | undefined;

  constructor(
    private readonly socket: WASocket,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    socket.ws.on('CB:ib,,offline_preview', () => {
      this.pulling = true;
      this.askIn(this.silenceMs);
    });
    socket.ws.on('CB:ib,,offline', () => this.stop());
  }

  /** To be called when a stanza has been handled, with the `offline` attribute that it came with. */
  handled({ attrs }: BinaryNode): void {
    if (!this.pulling || attrs['offline'] === undefined) return;
    this.handledAny = true;
    this.askIn(PAUSE_MS);
  }

  stop(): void {
    this.pulling = false;
    this.alarm?.cancel();
  }

  private ask(): void {
    if (this.handledAny) this.silenceMs = SILENCE_MS;
    else this.silenceMs = Math.min(2 * this.silenceMs, LONGEST_SILENCE_MS);
    if (this.silenceMs === LONGEST_SILENCE_MS)
      this.logger.warn({}, 'WhatsApp has announced queued messages, but sends none');
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
