import { safeFileName } from '#libs/outbound';
import { checkPicture } from '#libs/whatsapp';
import { type MediaCall, type Ready, textField } from './media-arrival.js';
import { receiveForm } from './media-form.js';
import { receiveJson } from './media-json.js';
import type { MediaKind } from './media-type.js';

/** Kinds of media that are decoded, here or by the recipient. */
const DECODED: ReadonlySet<MediaKind> = new Set(['image', 'sticker']);

/** A received file, and what came with it. */
export interface ReceivedMedia<T> {
  /** Path of a temporary file, which is removed when the work is done. */
  path: string;
  sizeBytes: number;
  /** Detected from the bytes. */
  mimetype: string;
  /** A plain name without directories. */
  fileName: string;
  /** The other fields of the request, validated. */
  fields: T;
  /** Identifies the file, see `Arrival`. */
  digest: string;
}

/** The file of a request, received on demand: by multipart, URL, data: URI or base64. */
export class MediaInput<T extends object> {
  constructor(private readonly call: MediaCall<T>) {}

  /**
   * Validates the request, asks `ready` whether it can be carried out, then receives or fetches the bytes and calls
   * `work`. The temporary file is always removed.
   * @param ready called once, before the bytes are received; an answer of it is the result
   * @param work may use the file until its promise settles
   * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MEDIA_FETCH_FAILED;
   *   WhatsAppFault MEDIA_FETCH_FAILED for a picture with too many pixels; what `ready` and `work` throw
   */
  async use<R>(ready: Ready<T, R>, work: (media: ReceivedMedia<T>) => Promise<R>): Promise<R> {
    const file = this.call.intake.spool.allocate();
    try {
      const received = await this.receive(ready, file.path);
      return 'answer' in received ? received.answer : await work(received);
    } finally {
      await file.dispose();
    }
  }

  private async receive<R>(ready: Ready<T, R>, path: string): Promise<ReceivedMedia<T> | { answer: R }> {
    const { request, kind } = this.call;
    const arrival = request.isMultipart()
      ? await receiveForm(this.call, ready, path)
      : await receiveJson(this.call, ready, path);
    if ('answer' in arrival) return arrival;
    if (DECODED.has(kind)) await checkPicture(path);
    const { fields, digest, sizeBytes, type } = arrival;
    const names = [textField(fields, 'fileName'), arrival.fileName];
    const fileName = names.map((name) => safeFileName(name ?? '')).find((name) => name !== undefined);
    const extension = type.extension === undefined ? '' : `.${type.extension}`;
    return {
      path,
      sizeBytes,
      mimetype: type.mimetype,
      fileName: fileName ?? kind + extension,
      fields,
      digest,
    };
  }
}
