import type { EventRow, EventsRepository } from '#libs/storage';

/** How much of the journal is looked through for one page at the most, in events. */
const WINDOW = 2_000;

/** Sequences that were there and are not any more: retention has removed their events. */
export interface Gap {
  from: number;
  to: number;
}

export interface JournalPage {
  events: EventRow[];
  /** What the page left out between its beginning and `nextAfter`. */
  missing: Gap[];
  /** The next page begins after this sequence. */
  nextAfter: number;
  /** Of the newest event. The reader has everything when `nextAfter` is this. */
  lastSequence: number;
}

/** Reads the journal of one instance in order, as its receivers are told it. */
export class JournalReader {
  constructor(
    private readonly events: EventsRepository,
    /** Uid of the instance. */
    private readonly instance: string,
  ) {}

  /** Undefined when the instance is gone. */
  async lastSequence(): Promise<number | undefined> {
    return this.events.lastSequence(this.instance);
  }

  /**
   * What comes after a sequence. A page may be empty although more is to come, when none of it has the right name.
   * @returns undefined when the instance is gone
   */
  async page(
    after: number,
    { limit, names }: { limit: number; names?: readonly string[] },
  ): Promise<JournalPage | undefined> {
    const last = await this.lastSequence();
    if (last === undefined) return undefined;
    if (after >= last) return { events: [], missing: [], nextAfter: after, lastSequence: last };
    const there = await this.events.sequences(this.instance, after, last, WINDOW);
    const end = there.length < WINDOW ? last : (there.at(-1) ?? last);
    const events = await this.events.inOrder(this.instance, { after, upTo: end, limit, names });
    const nextAfter = events.length < limit ? end : (events.at(-1)?.sequence ?? end);
    return { events, missing: gapsIn(there, after, nextAfter), nextAfter, lastSequence: last };
  }
}

/** What is missing among sequences after one and up to another. */
function gapsIn(there: readonly number[], after: number, upTo: number): Gap[] {
  const gaps: Gap[] = [];
  let expected = after + 1;
  for (const sequence of [...there.filter((each) => each <= upTo), upTo + 1]) {
    if (sequence > expected) gaps.push({ from: expected, to: sequence - 1 });
    expected = sequence + 1;
  }
  return gaps;
}
