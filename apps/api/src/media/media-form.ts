import { createHash, type Hash } from 'node:crypto';
import { writePrivateFile } from '#libs/outbound';
import { ApiFault, invalidRequest } from '../http/fault.js';
import { UNKNOWN_FIELD } from '../http/request.pipe.js';
import { FormFields } from './form-fields.js';
import { type FilePart, formParts } from './form-parts.js';
import {
  type Arrival,
  type FilesCall,
  identify,
  type MediaCall,
  type Ready,
  validated,
} from './media-arrival.js';
import { emptyMedia, MEDIA, mediaFault, together, within } from './media-fault.js';
import { sampleOf } from './sniff.js';

/** A file of a form, on the disk. */
export interface SpooledPart {
  path: string;
  sizeBytes: number;
  /** SHA-256 of the bytes, in hex. */
  digest: string;
  fileName?: string;
  /** Media type of the part. */
  hint: string;
}

/** Which files a form may have. */
interface ExpectedFiles {
  most: number;
  /** Returns the path of a file that is to be written. */
  allocate(): string;
  /** Field that has one item per file, by which errors name them; absent if there is only one file. */
  list?: string;
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
  const { fields, files } = await receiveFiles(call, ready, { most: 1, allocate: () => path });
  const [{ sizeBytes, digest, fileName, hint }] = files;
  const type = await identify(call.kind, await sampleOf(path), fields, hint);
  return { fields, digest, sizeBytes, fileName, type };
}

/**
 * Receives the files of a multipart/form-data request, which are parts `media`, as {@link receiveForm} does.
 * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE; what `ready` throws
 */
export async function receiveFiles<T extends object>(
  call: FilesCall<T>,
  ready: Ready<T, unknown>,
  expected: ExpectedFiles,
): Promise<{ fields: T; files: [SpooledPart, ...SpooledPart[]] }> {
  const form = new Form(call, ready, expected);
  for await (const part of formParts(call.request, call.intake.maxBytes)) {
    if (part.kind === 'file') await form.takeFile(part);
    else form.takeField(part.name, part.value);
  }
  return form.whole();
}

class Form<T extends object> {
  private readonly fields = new FormFields();
  private readonly files: SpooledPart[] = [];
  private asked = false;
  /** Why the request cannot be carried out, if `ready` said so. */
  private unready: { fault: unknown } | undefined;

  constructor(
    private readonly call: FilesCall<T>,
    private readonly ready: Ready<T, unknown>,
    private readonly expected: ExpectedFiles,
  ) {}

  takeField(name: string, value: unknown): void {
    if (name === MEDIA) throw mediaFault('must be a file');
    this.fields.add(name, value);
  }

  async takeFile(part: FilePart): Promise<void> {
    const { most } = this.expected;
    if (part.name !== MEDIA) throw invalidRequest({ field: part.name, reason: UNKNOWN_FIELD });
    if (this.files.length === most)
      throw mediaFault(most === 1 ? 'must be given once' : `must be given at most ${most} times`);
    if (!this.asked) await this.askReady();
    this.files.push(await this.within(this.files.length, this.written(part)));
  }

  /** The complete request. To be called after the last part. */
  async whole(): Promise<{ fields: T; files: [SpooledPart, ...SpooledPart[]] }> {
    const [fields, files] = await together(this.validFields(), this.wholeFiles());
    if (this.unready) throw this.unready.fault;
    return { fields, files };
  }

  private async written({ fileName, mimetype: hint, bytes }: FilePart): Promise<SpooledPart> {
    const hash = createHash('sha256');
    const path = this.expected.allocate();
    const sizeBytes = this.unready
      ? await sizeOf(bytes)
      : await writePrivateFile(path, hashed(this.call.intake.spool.withinSpace(bytes), hash));
    return { path, sizeBytes, digest: hash.digest('hex'), fileName, hint };
  }

  private async validFields(): Promise<T> {
    const { dto } = this.call;
    return validated(dto, this.fields.asBodyOf(dto));
  }

  private async wholeFiles(): Promise<[SpooledPart, ...SpooledPart[]]> {
    const [first, ...others] = this.files;
    if (!first) throw mediaFault('is required');
    const empty = this.files.findIndex(({ sizeBytes }) => sizeBytes === 0);
    if (empty >= 0) await this.within(empty, Promise.reject(emptyMedia()));
    return [first, ...others];
  }

  private within<R>(index: number, work: Promise<R>): Promise<R> {
    const { list } = this.expected;
    return list === undefined ? work : within(`${list}.${index}`, work);
  }

  private async askReady(): Promise<void> {
    this.asked = true;
    const fields = await this.fieldsSoFar();
    try {
      await this.ready(fields);
    } catch (fault) {
      if (fields) throw fault;
      this.unready = { fault };
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
