import { safeFileName } from '#libs/outbound';
import { checkPicture } from '#libs/whatsapp';
import { type Arrival, type MediaCall, type Ready, textField } from './media-arrival.js';
import type { Converted } from './media-converter.js';
import { receiveForm } from './media-form.js';
import { receiveJson } from './media-json.js';
import type { MediaKind } from './media-type.js';
import { whileConnected } from './while-connected.js';

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
  /** Of a recording that was converted to a voice note. */
  seconds?: number;
  waveform?: number[];
  /** Set for an animation that became a video. */
  loops?: true;
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
   * @param ready called before the bytes are received, and once more with those of a form before they are converted; an
   *   answer of it is the result
   * @param work may use the file until its promise settles
   * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MEDIA_FETCH_FAILED;
   *   CONVERSION_UNAVAILABLE; WhatsAppFault MEDIA_FETCH_FAILED for a picture with too many pixels; what `ready` and `work`
   *   throw
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
    const { fields, digest } = arrival;
    // Only now are the bytes of a form known, and a conversion costs more than to ask again.
    if (arrival.type.conversion && request.isMultipart()) {
      const answer = await ready(fields, digest);
      if (answer !== undefined) return { answer };
    }
    const { sizeBytes, mimetype, extension: ending, ...heard } = await this.converted(arrival, path);
    if (DECODED.has(kind)) await checkPicture(path);
    const names = [textField(fields, 'fileName'), arrival.fileName];
    const fileName = names.map((name) => safeFileName(name ?? '')).find((name) => name !== undefined);
    const extension = ending === undefined ? '' : `.${ending}`;
    return { path, sizeBytes, mimetype, fileName: fileName ?? kind + extension, fields, digest, ...heard };
  }

  /** Converts the file, if its caller wants that and its type needs it. */
  private async converted(
    { type: { conversion, ...type }, sizeBytes }: Arrival<T>,
    path: string,
  ): Promise<Omit<Converted, 'extension'> & { extension?: string }> {
    if (!conversion) return { ...type, sizeBytes };
    const { converter } = this.call.intake;
    return whileConnected(this.call.request, (signal) => converter.convert(conversion, path, signal));
  }
}
