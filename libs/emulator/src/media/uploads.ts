import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from '../faults/faults.js';
import { answerJson } from './answer.js';
import { type MediaStore, TooLarge, WrongHash } from './media-store.js';
import type { UploadPass } from './upload-pass.js';

/** The largest upload, in bytes: clients are told so in `media_conn`. */
export const MOST_UPLOAD_BYTES = 268_435_456;

/** The paths that clients upload to, with the hash of the file: MEDIA_PATH_MAP of Baileys. */
const PATH =
  /^\/(?:mms\/(?:image|video|document|audio|md-app-state)|product\/image|pps\/biz-cover-photo)\/([\w-]{43})$/;

interface Verdict {
  status: number;
  body: object;
}

function refused(status: number, error: string): Verdict {
  return { status, body: { error } };
}

/** Takes files from clients, as far as a server that cannot look into them can judge them. */
export class Uploads {
  constructor(
    private readonly store: MediaStore,
    private readonly passes: UploadPass,
    private readonly faults: Faults,
  ) {}

  serves(url: URL): boolean {
    return PATH.test(url.pathname);
  }

  /** @param origin of the media server: `url` in the answer starts with it */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL, origin: string): Promise<void> {
    const { status, body } = await this.judge(request, url, origin);
    // A client that still writes would see a broken connection and not the answer.
    await finished(request.resume());
    answerJson(response, status, body);
  }

  private async judge(request: IncomingMessage, url: URL, origin: string): Promise<Verdict> {
    const phone = this.passes.phoneOf(url.searchParams.get('auth'));
    if (phone === undefined) return refused(401, 'auth is not valid');
    const hash = PATH.exec(url.pathname)?.[1] ?? '';
    if (url.searchParams.get('token') !== hash) return refused(400, 'token does not fit the path');
    const failing = this.faults.take('media-upload-failure', { phone });
    if (failing) return refused(failing.code ?? 500, 'failed by a fault');
    if (Number(request.headers['content-length'] ?? 0) > MOST_UPLOAD_BYTES)
      return refused(413, 'the file is too large');
    return this.take(request, phone, Buffer.from(hash, 'base64url'), origin);
  }

  private async take(
    request: IncomingMessage,
    phone: string,
    expected: Buffer,
    origin: string,
  ): Promise<Verdict> {
    try {
      const body = request.iterator({ destroyOnReturn: false });
      const file = await this.store.add(body, phone, { expected, limit: MOST_UPLOAD_BYTES });
      const slow = this.faults.take('media-slow', { phone, direction: 'upload' });
      if (slow) await pause(slow.ms ?? 0, undefined, { ref: false });
      const directPath = this.store.directPath(file);
      return { status: 200, body: { url: `${origin}${directPath}&mms3=true`, direct_path: directPath } };
    } catch (error) {
      if (error instanceof WrongHash) return refused(400, error.message);
      if (error instanceof TooLarge) return refused(413, error.message);
      throw error;
    }
  }
}
