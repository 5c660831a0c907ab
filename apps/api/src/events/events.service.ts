import { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy, StreamableFile } from '@nestjs/common';
import { LIMITS } from '#libs/config';
import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import { Clock } from '#libs/observability';
import { Storage, type Uid } from '#libs/storage';
import { WhatsApp, WhatsAppFault } from '#libs/whatsapp';
import { isOver } from '../access/key-ring.js';
import type { Principal } from '../access/principal.js';
import { PageQuery } from '../common/page.query.dto.js';
import { EventLogNews } from '../engine/event-log-news.js';
import { ApiFault, invalidRequest } from '../http/fault.js';
import { EventsPageDto } from './dto/event.dto.js';
import { type EventsQuery, type StreamQuery, typesOf } from './dto/events.query.dto.js';
import { eventStream } from './event-stream.js';
import { type EventLogPage, EventLogReader } from './event-log-reader.js';

/** A reader that takes nothing for this long is disconnected; it can reconnect and continue. In ms. */
const STALLED_MS = 60_000;
/** When to ask again for a stream, if there are too many. In seconds. */
const RETRY_S = 10;

/** Events with which an account can be linked. */
const LINKING: ReadonlySet<WebhookEvent> = new Set(['qr', 'pairing_code', 'passkey']);

/** Reads and streams the event logs of instances. */
@Injectable()
export class EventsService implements OnModuleDestroy {
  /** Open streams: each ends its stream, which follows this instance. */
  private readonly streams = new Map<() => void, Uid>();

  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly storage: Storage,
    private readonly news: EventLogNews,
    private readonly clock: Clock,
  ) {}

  async list(caller: Principal, instanceId: string, query: EventsQuery): Promise<EventsPageDto> {
    const { uid } = await this.whatsapp.stored(instanceId);
    const reader = this.reader(uid);
    const after = Number(query.after ?? 0);
    await checkPosition(reader, after);
    const page = await reader.page(after, { limit: PageQuery.size(query), names: namesFor(caller, query) });
    return EventsPageDto.of(existing(page));
  }

  async stream(
    instanceId: string,
    query: StreamQuery,
    { caller, gone, lastEventId }: { caller: Principal; gone: AbortSignal; lastEventId?: number },
  ): Promise<StreamableFile> {
    const { uid } = await this.whatsapp.stored(instanceId);
    this.checkNumber(uid);
    const reader = this.reader(uid);
    const asked = lastEventId ?? (query.after === undefined ? undefined : Number(query.after));
    const field = lastEventId === undefined ? 'after' : 'Last-Event-ID';
    // It has its place while its position is looked at.
    const place = () => {};
    this.streams.set(place, uid);
    const last = await checkPosition(reader, asked ?? 0, field).finally(() => this.streams.delete(place));
    const controller = new AbortController();
    const { signal } = controller;
    const options = { after: asked ?? last, names: namesFor(caller, query), signal };
    // The signal comes first: a stream that waits for news closes only after that.
    const end = () => {
      controller.abort();
      stream.destroy();
    };
    const stream = Readable.from(this.watched(eventStream(reader, this.news, options), caller, end), {
      objectMode: false,
    });
    this.streams.set(end, uid);
    caller.changed.addEventListener('abort', end, { once: true });
    stream.once('close', () => {
      caller.changed.removeEventListener('abort', end);
      controller.abort();
      this.streams.delete(end);
    });
    // An answer to HEAD ends without anybody reading the stream.
    gone.addEventListener('abort', end);
    if (gone.aborted || caller.changed.aborted) end();
    return new StreamableFile(stream, { type: 'text/event-stream' });
  }

  /** Ends all streams; their readers can reconnect and continue. */
  onModuleDestroy(): void {
    for (const end of this.streams.keys()) end();
  }

  /** @throws ApiFault RATE_LIMITED if the instance has as many streams as it may have: each reads every event */
  private checkNumber(instance: Uid): void {
    const open = [...this.streams.values()].filter((uid) => uid === instance).length;
    if (open < LIMITS.streamsPerInstance) return;
    throw new ApiFault(
      'RATE_LIMITED',
      `the instance has ${open} event streams, and may not have more`,
      { streams: LIMITS.streamsPerInstance, retryAfterSeconds: RETRY_S },
      { 'Retry-After': String(RETRY_S) },
    );
  }

  /** Passes the parts through until the key ends, and calls `stalled` when one is not taken in time. */
  private async *watched(
    parts: AsyncGenerator<string, void>,
    caller: Principal,
    stalled: () => void,
  ): AsyncGenerator<string, void> {
    try {
      for await (const part of parts) {
        if (isOver(caller, this.clock.now())) return;
        const alarm = this.clock.after(STALLED_MS, stalled);
        try {
          yield part;
        } finally {
          alarm.cancel();
        }
      }
    } finally {
      await parts.return();
    }
  }

  private reader(instance: Uid): EventLogReader {
    return new EventLogReader(this.storage.events, instance);
  }
}

/** The names of the events that a caller gets; undefined: all. Whoever must not link an account does not see how it is linked. */
function namesFor(
  { scopes }: Principal,
  query: Pick<EventsQuery, 'types'>,
): readonly WebhookEvent[] | undefined {
  const asked = typesOf(query);
  if (scopes.has('instances:connect')) return asked;
  return (asked ?? EVENT_NAMES).filter((name) => !LINKING.has(name));
}

/** @returns the newest sequence. @throws ApiFault INVALID_REQUEST if `after` is beyond it */
async function checkPosition(reader: EventLogReader, after: number, field = 'after'): Promise<number> {
  const last = existing(await reader.lastSequence());
  if (after <= last) return last;
  // Most likely an earlier instance had the same id.
  throw invalidRequest({
    field,
    reason: `must not be greater than ${last}, the sequence of the newest event`,
  });
}

function existing<T extends number | EventLogPage>(found: T | undefined): T {
  if (found === undefined) throw new WhatsAppFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
  return found;
}
