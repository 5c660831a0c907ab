import type { ApiServer } from './server.js';

/** A server-sent event. */
export interface Frame {
  id?: string;
  event: string;
  data: Record<string, unknown>;
}

/** Somebody who follows an instance's events, with nothing but HTTP. */
export class EventReader {
  readonly frames: Frame[] = [];
  comments = 0;
  /** Settles when the stream has ended, whichever way. */
  readonly ended: Promise<void>;
  private rest = '';

  private constructor(
    readonly response: Response,
    private readonly controller: AbortController,
    /** Called for each frame. */
    private readonly onFrame: (frame: Frame) => void | Promise<void>,
  ) {
    this.ended = this.read().catch(() => undefined);
  }

  static async open(
    api: ApiServer,
    instanceId: string,
    { query = '', lastEventId, key, cookie, onFrame = () => undefined }: ReaderOptions = {},
  ): Promise<EventReader> {
    const controller = new AbortController();
    const response = await api.raw(`/api/v1/instances/${instanceId}/events/stream${query}`, {
      headers: {
        ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
        ...(key !== undefined && { 'X-API-Key': key }),
        // No key is one, and the session stands in for it.
        ...(cookie !== undefined && { 'X-API-Key': '', Cookie: cookie }),
      },
      signal: controller.signal,
    });
    if (!response.ok) throw new Error(`the stream was answered with ${response.status}`);
    return new EventReader(response, controller, onFrame);
  }

  close(): void {
    this.controller.abort();
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body ?? []) {
      this.rest += decoder.decode(chunk, { stream: true });
      for (let end = this.rest.indexOf('\n\n'); end >= 0; end = this.rest.indexOf('\n\n')) {
        const block = this.rest.slice(0, end);
        this.rest = this.rest.slice(end + 2);
        const frame = this.frameIn(block);
        if (!frame) continue;
        this.frames.push(frame);
        await this.onFrame(frame);
      }
    }
  }

  private frameIn(block: string): Frame | undefined {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) this.comments += 1;
      const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/s.exec(line) ?? [];
      fields.set(name, value);
    }
    const data = fields.get('data');
    if (data === undefined) return undefined;
    return { id: fields.get('id'), event: fields.get('event') ?? 'message', data: JSON.parse(data) };
  }
}

export interface ReaderOptions {
  query?: string;
  lastEventId?: string;
  /** Another key than that of the suite. */
  key?: string;
  /** Of a session of the console, in place of a key. */
  cookie?: string;
  onFrame?: (frame: Frame) => void | Promise<void>;
}
