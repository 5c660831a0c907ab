import { type Logger, measures } from '#libs/observability';

/** Most kinds that are counted separately: what others send must not fill the memory. */
const MOST_KINDS = 100;
const OTHERS = 'others';
/** Longest name of a kind, which may come from the wire, in characters. */
const LONGEST_NAME = 64;

/**
 * Counts what WhatsApp delivered, and was acknowledged, without becoming an event, since the process started. Kinds are
 * named as in the table of codec/stanzas.ts.
 */
export class Ignored {
  private readonly counts = new Map<string, number>();

  constructor(private readonly logger: Logger) {}

  note(kind: string): void {
    this.logger.debug({ kind }, 'something was received that becomes no event');
    const full = kind.slice(0, LONGEST_NAME);
    const name = this.counts.has(full) || this.counts.size < MOST_KINDS ? full : OTHERS;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    measures.ignored.note({ kind: name });
  }

  /** How often each kind came. */
  get all(): Record<string, number> {
    return Object.fromEntries(this.counts);
  }
}
