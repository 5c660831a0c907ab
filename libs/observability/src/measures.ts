/** Something that is measured in one place and counted in another: whoever measures need not know who counts. */
export class Measure<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Costs next to nothing while nobody listens. */
  note(value: T): void {
    for (const listener of this.listeners) listener(value);
  }

  /** @param listener must not throw @returns ends it */
  listen(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** How a send ended, for its caller: `sent` if WhatsApp's server has acknowledged it in time. */
export type SendOutcome = 'sent' | 'pending' | 'refused' | 'not_sent' | 'unknown';

/** `retried`: an attempt to archive a file has failed, and is made again. `removed`: the file was in the archive. */
export type ArchiveOutcome = 'archived' | 'retried' | 'failed' | 'removed';

/**
 * `answered`: by the other server. `misdirected`: it had the instance no longer. `no_holder`: nobody has the instance.
 * `broken`: the other server was lost midway.
 */
export type HopOutcome = 'answered' | 'misdirected' | 'no_holder' | 'broken';

/** What the libraries measure. Durations are in milliseconds, sizes in bytes. */
export const measures = {
  /** A commit of the database, with the units of work in it. */
  commit: new Measure<{ ms: number; units: number; failed: boolean }>(),
  /** A message, a post or a change of one that was to be sent. `ackMs`: from its relay to the answer of WhatsApp's server. */
  send: new Measure<{ outcome: SendOutcome; ackMs?: number }>(),
  /** An event that was added to the event log. `lagMs`: since it happened. */
  event: new Measure<{ name: string; lagMs: number }>(),
  /** An attempt of a delivery. `lagMs`: since the event happened. */
  attempt: new Measure<{ outcome: 'delivered' | 'retried' | 'parked'; ms: number; lagMs: number }>(),
  /** Something that WhatsApp delivered without becoming an event, by its kind in the table of the guide. */
  ignored: new Measure<{ kind: string }>(),
  /** What became of a received file that was to be archived, or of an archived one. */
  archive: new Measure<{ outcome: ArchiveOutcome; bytes: number }>(),
  /** Instances that a server has from now on, or no longer, and why: see `Holdings`. */
  holding: new Measure<{ change: 'gained' | 'lost'; why: string; instances: number }>(),
  /** Units of work that were refused because another server has the instance. */
  fenced: new Measure<{ units: number }>(),
  /** A request that was passed on to the server that has its instance. */
  hop: new Measure<{ outcome: HopOutcome }>(),
  /** A file that was received from WhatsApp's media servers, or sent to them. */
  media: new Measure<{ direction: 'received' | 'sent'; bytes: number }>(),
};
