import type { EventRow, EventsRepository, Uid } from '#libs/storage';

/** Largest number of events that are searched for one page. */
const WINDOW = 2_000;
/** Size of the payloads of a page with several events, so that it can be written in one turn of the event loop. */
const PAGE_BYTES = 512 * 1024;

/** A range of sequences whose events retention has removed. */
export interface Gap {
  from: number;
  to: number;
}

export interface EventLogPage {
  events: EventRow[];
  /** Sequences between the beginning of the page and `nextAfter` whose events were removed. */
  missing: Gap[];
  /** The next page begins after this sequence. */
  nextAfter: number;
  /** Sequence of the newest event. If `nextAfter` equals it, there is nothing more to read. */
  lastSequence: number;
}

/** Reads the event log of one instance, in order. */
export class EventLogReader {
  constructor(
    private readonly events: EventsRepository,
    readonly instance: Uid,
  ) {}

  /** Undefined if the instance no longer exists. */
  async lastSequence(): Promise<number | undefined> {
    return this.events.lastSequence(this.instance);
  }

  /**
   * Reads the events after a sequence. If few events have one of `names`, a page can be empty although more follow, and if
   * they are large, it can have fewer than `limit`.
   * @returns undefined if the instance no longer exists
   */
  async page(
    after: number,
    { limit, names }: { limit: number; names?: readonly string[] },
  ): Promise<EventLogPage | undefined> {
    const last = await this.lastSequence();
    if (last === undefined) return undefined;
    if (after >= last) return { events: [], missing: [], nextAfter: after, lastSequence: last };
    const there = await this.events.sequences(this.instance, after, last, WINDOW);
    const end = there.length < WINDOW ? last : (there.at(-1) ?? last);
    const range = { after, upTo: end, limit, bytes: PAGE_BYTES, names };
    const { events, upTo: nextAfter } = await this.events.inOrder(this.instance, range);
    return { events, missing: gapsIn(there, after, nextAfter), nextAfter, lastSequence: last };
  }
}

/** Finds the missing sequences after `after`, up to and including `upTo`. */
function gapsIn(there: readonly number[], after: number, upTo: number): Gap[] {
  const gaps: Gap[] = [];
  let expected = after + 1;
  for (const sequence of [...there.filter((each) => each <= upTo), upTo + 1]) {
    if (sequence > expected) gaps.push({ from: expected, to: sequence - 1 });
    expected = sequence + 1;
  }
  return gaps;
}
