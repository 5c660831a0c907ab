import { createHash, type Hash } from 'node:crypto';
import { writePrivateFile } from '#libs/outbound';
import { ApiFault, invalidRequest } from '../http/fault.js';
import { UNKNOWN_FIELD } from '../http/request.pipe.js';
import { FormFields } from './form-fields.js';
import { type FilePart, formParts } from './form-parts.js';
import { type Arrival, identify, type MediaCall, type Ready, validated } from './media-arrival.js';
import { emptyMedia, MEDIA, mediaFault, together } from './media-fault.js';
import { sampleOf } from './sniff.js';

interface SpooledPart {
  sizeBytes: number;
  digest: string;
  fileName?: string;
  /** Media type of the part. */
  hint: string;
}

/**
 * Receives the file of a multipart/form-data request: one file part `media`, and the other fields as parts, in any
 * order. `ready` is called before the bytes are read. If it throws while fields are still to come, the bytes are dropped
 * and the fields are validated first.
 * @param path path of the file to write
 * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE; what `ready` throws
 */
export async function receiveForm<T extends object>(
  call: MediaCall<T>,
  ready: Ready<T, unknown>,
  path: string,
): Promise<Arrival<T>> {
  const form = new Form(call, ready, path);
  for await (const part of formParts(call.request, call.intake.maxBytes)) {
    if (part.kind === 'file') await form.takeFile(part);
    else form.takeField(part.name, part.value);
  }
  return form.arrival();
}

class Form<T extends object> {
  private readonly fields = new FormFields();
  private file: SpooledPart | undefined;
  /** Why the request cannot be carried out, if `ready` said so. */
  private unready: { fault: unknown } | undefined;

  constructor(
    private readonly call: MediaCall<T>,
    private readonly ready: Ready<T, unknown>,
    private readonly path: string,
  ) {}

  takeField(name: string, value: unknown): void {
    if (name === MEDIA) throw mediaFault('must be a file');
    this.fields.add(name, value);
  }

  async takeFile({ name, fileName, mimetype, bytes }: FilePart): Promise<void> {
    if (name !== MEDIA) throw invalidRequest({ field: name, reason: UNKNOWN_FIELD });
    if (this.file) throw mediaFault('must be given once');
    const fields = await this.fieldsSoFar();
    this.unready = await this.askReady(fields);
    if (this.unready && fields) throw this.unready.fault;
    const hash = createHash('sha256');
    const sizeBytes = this.unready
      ? await sizeOf(bytes)
      : await writePrivateFile(this.path, hashed(this.call.intake.spool.withinSpace(bytes), hash));
    this.file = { sizeBytes, digest: hash.digest('hex'), fileName, hint: mimetype };
  }

  /** The complete request. To be called after the last part. */
  async arrival(): Promise<Arrival<T>> {
    const [fields, { sizeBytes, digest, fileName, hint }] = await together(
      this.validFields(),
      this.wholeFile(),
    );
    if (this.unready) throw this.unready.fault;
    const type = await identify(this.call.kind, await sampleOf(this.path), fields, hint);
    return { fields, digest, sizeBytes, fileName, type };
  }

  private async validFields(): Promise<T> {
    const { dto } = this.call;
    return validated(dto, this.fields.asBodyOf(dto));
  }

  private async wholeFile(): Promise<SpooledPart> {
    if (!this.file) throw mediaFault('is required');
    if (this.file.sizeBytes === 0) throw emptyMedia();
    return this.file;
  }

  private async askReady(fields: T | undefined): Promise<{ fault: unknown } | undefined> {
    try {
      await this.ready(fields);
      return undefined;
    } catch (fault) {
      return { fault };
    }
  }

  /** The fields that have arrived, if they are valid and complete. */
  private async fieldsSoFar(): Promise<T | undefined> {
    try {
      return await this.validFields();
    } catch (error) {
      if (error instanceof ApiFault) return undefined;
      throw error;
    }
  }
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncIterable<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

/** Reads and drops bytes. @returns how many */
async function sizeOf(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
}
