import { eventBody } from '#libs/webhooks';
import type { EventRow } from '#libs/storage';
import type { JournalNews } from '../engine/journal-news.js';
import type { Gap, JournalReader } from './journal-reader.js';

/** Events read at a time. */
const PAGE = 100;
/** A sign of life while nothing happens, ms. */
const QUIET_MS = 15_000;
/** When a client should come back after a break, ms. */
const RETRY_MS = 2_000;
/** From so many events on that are still to come, the reader is told. */
const FAR_BEHIND = 1_000;

export interface StreamOptions {
  after: number;
  names?: readonly string[];
  signal: AbortSignal;
}

/**
 * The journal as server-sent events, from a sequence on and for as long as anybody reads.
 *
 * Nothing is read from the journal before what was read is taken, so a slow reader costs one page. Besides the events
 * it is told what retention has removed (`gap`), and when it is far behind (`behind`).
 */
export async function* eventStream(
  reader: JournalReader,
  news: JournalNews,
  { after, names, signal }: StreamOptions,
): AsyncGenerator<string, void> {
  yield `retry: ${RETRY_MS}\n\n`;
  let position = after;
  for (;;) {
    const { version } = news;
    const page = await reader.page(position, { limit: PAGE, names });
    if (!page || signal.aborted) return;
    position = page.nextAfter;
    const behind = page.lastSequence - position;
    const frames = inOrder(page.events, page.missing);
    if (behind >= FAR_BEHIND) frames.push(frame('behind', { behind, lastSequence: page.lastSequence }));
    if (frames.length > 0) yield frames.join('');
    if (signal.aborted) return;
    if (behind > 0) continue;
    if (!(await news.next(version, QUIET_MS, signal))) yield ': quiet\n\n';
  }
}

/** Events and gaps as frames, by sequence. */
function inOrder(events: readonly EventRow[], missing: readonly Gap[]): string[] {
  const frames = [
    ...events.map((event) => ({ at: event.sequence, text: eventFrame(event) })),
    ...missing.map((gap) => ({ at: gap.from, text: frame('gap', gap, gap.to) })),
  ];
  return frames.sort((one, other) => one.at - other.at).map(({ text }) => text);
}

function eventFrame(row: EventRow): string {
  const body = eventBody({ ...row, instanceId: row.instance_id }).toString('utf8');
  return `id: ${row.sequence}\nevent: ${row.event}\ndata: ${body}\n\n`;
}

function frame(name: string, data: object, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
