import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from '../faults/faults.js';
import { answerHead, answerJson } from './answer.js';
import { type ByteRange, readRange } from './byte-range.js';
import type { MediaStore, StoredFile } from './media-store.js';

/** Pauses before the byte at a position. */
async function* stalled(source: AsyncIterable<Buffer>, position: number, ms: number): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const chunk of source) {
    const split = position - passed;
    passed += chunk.length;
    if (split < 0 || split >= chunk.length) {
      yield chunk;
      continue;
    }
    if (split > 0) yield chunk.subarray(0, split);
    await pause(ms, undefined, { ref: false });
    yield chunk.subarray(split);
  }
}

/** Flips the bits of the byte at a position. */
async function* corrupted(source: AsyncIterable<Buffer>, position: number): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const chunk of source) {
    const at = position - passed;
    passed += chunk.length;
    const byte = at < 0 ? undefined : chunk[at];
    if (byte !== undefined) chunk[at] = byte ^ 0xff;
    yield chunk;
  }
}

/** Serves files to clients. */
export class Downloads {
  constructor(
    private readonly store: MediaStore,
    private readonly faults: Faults,
  ) {}

  serves(url: URL): boolean {
    return url.pathname.startsWith('/v/');
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const file = this.store.find(url.pathname + url.search);
    if (!file) return answerJson(response, 404, { error: 'unknown file' });
    const { phone } = file;
    if (!file.expired && this.faults.take('media-expired', { phone })) this.store.expire(file);
    if (file.expired) return answerJson(response, 410, { error: 'the file has expired' });
    const failing = this.faults.take('media-download-failure', { phone });
    if (failing) return answerJson(response, failing.code ?? 500, { error: 'refused by a fault' });
    const size = await this.store.size(file);
    const range = readRange(request.headers.range, size);
    if (range !== 'unsatisfiable') return this.give(request, response, file, range, size);
    answerHead(response, 416, { 'content-range': `bytes */${size}` });
    response.end();
  }

  private async give(
    request: IncomingMessage,
    response: ServerResponse,
    file: StoredFile,
    range: ByteRange | 'whole',
    size: number,
  ): Promise<void> {
    const { start, end } = range === 'whole' ? { start: 0, end: size - 1 } : range;
    const length = end - start + 1;
    answerHead(response, range === 'whole' ? 200 : 206, {
      'content-type': file.kind === 'picture' ? 'image/jpeg' : 'application/octet-stream',
      'content-length': length,
      'accept-ranges': 'bytes',
      ...(range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
    });
    if (request.method === 'HEAD') response.end();
    else await pipeline(this.bytes(file, { start, end }, Math.floor(length / 2)), response);
  }

  /** @param middle the position at which faults strike */
  private bytes(file: StoredFile, range: ByteRange, middle: number): AsyncIterable<Buffer> {
    const { phone } = file;
    let source: AsyncIterable<Buffer> = this.store.read(file, range);
    if (this.faults.take('media-corrupt', { phone })) source = corrupted(source, middle);
    const slow = this.faults.take('media-slow', { phone, direction: 'download' });
    return slow ? stalled(source, middle, slow.ms ?? 0) : source;
  }
}
