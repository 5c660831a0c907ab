import { safeFileName } from '#libs/outbound';
import { type MediaCall, type Ready, textField } from './media-arrival.js';
import { receiveForm } from './media-form.js';
import { receiveJson } from './media-json.js';

/** A medium that is here, and what came with it. */
export interface ReceivedMedia<T> {
  /** Path of our own file, gone when the work with it is done. */
  path: string;
  sizeBytes: number;
  /** Told from the bytes. */
  mimetype: string;
  /** Always there, and nothing but a name. */
  fileName: string;
  /** The other fields of the request, validated. */
  fields: T;
}

/** A request's medium, on demand: by multipart, URL, data: URI or base64. */
export class MediaInput<T extends object> {
  constructor(private readonly call: MediaCall<T>) {}

  /**
   * Validates the request, asks whether it can be carried out, only then receives or fetches the bytes, and
   * works with them. Their file is removed in any case.
   * @param ready called once, when what needs no bytes was found valid
   * @param work has the file until its promise settles
   * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MEDIA_FETCH_FAILED; what
   *   `ready` and `work` throw
   */
  async use<R>(ready: Ready<T>, work: (media: ReceivedMedia<T>) => Promise<R>): Promise<R> {
    const file = this.call.intake.spool.allocate();
    try {
      return await work(await this.receive(ready, file.path));
    } finally {
      await file.dispose();
    }
  }

  private async receive(ready: Ready<T>, path: string): Promise<ReceivedMedia<T>> {
    const { request, kind } = this.call;
    const arrival = await (request.isMultipart() ? receiveForm : receiveJson)(this.call, ready, path);
    const { fields, sizeBytes, type } = arrival;
    const names = [textField(fields, 'fileName'), arrival.fileName];
    const fileName = names.map((name) => safeFileName(name ?? '')).find((name) => name !== undefined);
    const extension = type.extension === undefined ? '' : `.${type.extension}`;
    return { path, sizeBytes, mimetype: type.mimetype, fileName: fileName ?? kind + extension, fields };
  }
}
