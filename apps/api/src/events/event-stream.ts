import { setImmediate } from 'node:timers/promises';
import { eventBody } from '#libs/webhooks';
import type { EventRow } from '#libs/storage';
import type { EventLogNews } from '../engine/event-log-news.js';
import type { EventLogReader, Gap } from './event-log-reader.js';

/** Events read at a time. */
const PAGE = 100;
/** Pause after which a comment keeps a quiet stream alive, ms. */
const QUIET_MS = 15_000;
/** How long a client should wait before it reconnects, ms. */
const RETRY_MS = 2_000;
/** Number of unread events from which on the stream reports that the reader is behind. */
const FAR_BEHIND = 1_000;

export interface StreamOptions {
  after: number;
  names?: readonly string[];
  signal: AbortSignal;
}

/**
 * The event log of an instance as server-sent events, after a sequence and until the reader leaves.
 *
 * The next page is read only when the reader has taken the previous one, so a slow reader costs the memory of one page.
 * Besides the events, the stream reports what retention has removed (`gap`), and that the reader is far behind (`behind`).
 */
export async function* eventStream(
  reader: EventLogReader,
  news: EventLogNews,
  { after, names, signal }: StreamOptions,
): AsyncGenerator<string, void> {
  yield `retry: ${RETRY_MS}\n\n`;
  let position = after;
  for (;;) {
    const version = news.version(reader.instance);
    const page = await reader.page(position, { limit: PAGE, names });
    if (!page || signal.aborted) return;
    position = page.nextAfter;
    const behind = page.lastSequence - position;
    const frames = inOrder(page.events, page.missing);
    if (behind >= FAR_BEHIND) frames.push(frame('behind', { behind, lastSequence: page.lastSequence }));
    if (frames.length > 0) yield frames.join('');
    if (signal.aborted) return;
    if (behind > 0) {
      // Neither the database nor a reader that takes everything lets the event loop run in between.
      await setImmediate();
      continue;
    }
    if (!(await news.next(reader.instance, version, QUIET_MS, signal))) yield ': quiet\n\n';
  }
}

/** Events and gaps as frames, sorted by sequence. */
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
