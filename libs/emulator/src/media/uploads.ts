import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from '../faults/faults.js';
import { answerJson } from './answer.js';
import type { CoverPhotos } from './cover-photos.js';
import { type MediaStore, TooLarge, WrongHash } from './media-store.js';
import type { UploadPass } from './upload-pass.js';

/** The largest upload in bytes, announced in `media_conn`. */
export const MOST_UPLOAD_BYTES = 268_435_456;

/**
 * The paths of uploads, with the hash of the file; from MEDIA_PATH_MAP of Baileys. Some clients pad the hash
 * (whatsmeow `upload.go`).
 */
const PATH =
  /^\/(?:mms\/(?:image|video|document|audio|md-app-state)|newsletter\/newsletter-\w+|product\/image|pps\/biz-cover-photo)\/([\w-]{43})=?$/;

interface Verdict {
  status: number;
  body: object;
}

function refused(status: number, error: string): Verdict {
  return { status, body: { error } };
}

/** Accepts uploads from clients. They are encrypted, so only pass, hash and size can be checked. */
export class Uploads {
  constructor(
    private readonly store: MediaStore,
    private readonly passes: UploadPass,
    private readonly faults: Faults,
    private readonly covers: CoverPhotos,
  ) {}

  serves(url: URL): boolean {
    return PATH.test(url.pathname);
  }

  /** @param origin of the media server, for the `url` in the answer */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL, origin: string): Promise<void> {
    const { status, body } = await this.judge(request, url, origin);
    // A client that is still writing would see a broken connection instead of the answer.
    await finished(request.resume());
    answerJson(response, status, body);
  }

  private async judge(request: IncomingMessage, url: URL, origin: string): Promise<Verdict> {
    const phone = this.passes.phoneOf(url.searchParams.get('auth'));
    if (phone === undefined) return refused(401, 'auth: is not valid');
    const hash = PATH.exec(url.pathname)?.[1] ?? '';
    if (url.searchParams.get('token')?.replace(/=$/, '') !== hash)
      return refused(400, 'token: must be the hash in the path');
    const failing = this.faults.take('media-upload-failure', { phone });
    if (failing) return refused(failing.code ?? 500, 'refused by a fault');
    // All known clients send it: Baileys `uploadWithNodeHttp`, whatsmeow `rawUpload`.
    const length = request.headers['content-length'];
    if (length === undefined) return refused(411, 'Content-Length: is required');
    if (Number(length) > MOST_UPLOAD_BYTES)
      return refused(413, `the file is larger than ${MOST_UPLOAD_BYTES} bytes`);
    const isCover = url.pathname.startsWith('/pps/biz-cover-photo/');
    return this.take(request, phone, Buffer.from(hash, 'base64url'), origin, isCover);
  }

  private async take(
    request: IncomingMessage,
    phone: string,
    expected: Buffer,
    origin: string,
    isCover: boolean,
  ): Promise<Verdict> {
    try {
      const body = request.iterator({ destroyOnReturn: false });
      const file = await this.store.add(body, phone, { expected, limit: MOST_UPLOAD_BYTES });
      const slow = this.faults.take('media-slow', { phone, direction: 'upload' });
      if (slow) await pause(slow.ms ?? 0, undefined, { ref: false });
      const directPath = this.store.directPath(file);
      const handle = file.id;
      const url = `${origin}${directPath}&mms3=true`;
      const pass = isCover ? this.covers.issue(file) : {};
      return { status: 200, body: { url, direct_path: directPath, handle, ...pass } };
    } catch (error) {
      if (error instanceof WrongHash) return refused(400, error.message);
      if (error instanceof TooLarge) return refused(413, error.message);
      throw error;
    }
  }
}
