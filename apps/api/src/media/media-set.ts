import { createHash } from 'node:crypto';
import { safeFileName, writePrivateFile } from '#libs/outbound';
import { checkPicture } from '#libs/whatsapp';
import { invalidRequest } from '../http/fault.js';
import { inTurn } from '../http/turns.js';
import { type FilesCall, identify, type Ready, validated } from './media-arrival.js';
import { fetchFailed, MEDIA, mediaTooLarge, together, within } from './media-fault.js';
import { receiveFiles } from './media-form.js';
import { isRecord, jsonObject, split } from './media-json.js';
import { type MediaSource, readSource } from './media-source.js';
import type { SpoolFile } from './media-spool.js';
import type { MediaKind } from './media-type.js';
import { sampleOf } from './sniff.js';
import { whileConnected } from './while-connected.js';

/** Field of a request that has one item per file. */
const LIST = 'items';

/** What a request says of one of its files. */
interface Item {
  type: MediaKind;
  mimetype?: string;
  fileName?: string;
}

/** A file as it came. */
interface Raw {
  path: string;
  sizeBytes: number;
  /** Media type that came with the bytes. */
  hint?: string;
  fileName?: string;
}

/** A received file. */
export interface SetFile {
  path: string;
  sizeBytes: number;
  /** Detected from the bytes. */
  mimetype: string;
  /** A plain name without directories. */
  fileName: string;
}

/** Received files, and what came with them. */
export interface ReceivedSet<T> {
  /** One file per item, in their order. */
  files: SetFile[];
  /** The other fields of the request, validated. */
  fields: T;
  /** Identifies the files, see {@link MediaSet.use}. */
  digest: string;
}

/** Files that arrived, before their types are known. */
interface ArrivedSet<T> {
  raw: readonly Raw[];
  fields: T;
  digest: string;
}

/** The files of a request that has several, received on demand: by multipart, URL, data: URI or base64. */
export class MediaSet<T extends { items: Item[] }> {
  /** @param most largest number of files */
  constructor(
    private readonly call: FilesCall<T>,
    private readonly most: number,
  ) {}

  /**
   * Validates the request, asks `ready` whether it can be carried out, then receives or fetches all files, one after the
   * other, and calls `work`. The temporary files are always removed.
   * @param ready called before the bytes are received; an answer of it is the result. Its digest is that of all files: of
   *   their bytes (multipart), or of the texts of `media` (JSON)
   * @param work may use the files until its promise settles
   * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MEDIA_FETCH_FAILED; WhatsAppFault
   *   MEDIA_FETCH_FAILED for a picture with too many pixels; all name the item. What `ready` and `work` throw
   */
  async use<R>(ready: Ready<T, R>, work: (received: ReceivedSet<T>) => Promise<R>): Promise<R> {
    const spooled: SpoolFile[] = [];
    const allocate = (): string => {
      const file = this.call.intake.spool.allocate();
      spooled.push(file);
      return file.path;
    };
    try {
      const arrived = this.call.request.isMultipart()
        ? await this.fromForm(ready, allocate)
        : await this.fromJson(ready, allocate);
      if ('answer' in arrived) return arrived.answer;
      const { raw, fields, digest } = arrived;
      const files: SetFile[] = [];
      for (const [index, item] of fields.items.entries()) {
        const file = raw[index];
        if (file) files.push(await within(`${LIST}.${index}`, checked(item, file)));
      }
      return await work({ files, fields, digest });
    } finally {
      await Promise.all(spooled.map((each) => each.dispose()));
    }
  }

  private async fromForm(ready: Ready<T, unknown>, allocate: () => string): Promise<ArrivedSet<T>> {
    const expected = { most: this.most, allocate, list: LIST };
    const { fields, files } = await receiveFiles(this.call, ready, expected);
    if (files.length !== fields.items.length) {
      const reason = `must be given once per item: ${files.length} files came with ${fields.items.length} items`;
      throw invalidRequest({ field: MEDIA, reason });
    }
    return { raw: files, fields, digest: digestOf(files.map(({ digest }) => digest)) };
  }

  private async fromJson<R>(
    ready: Ready<T, R>,
    allocate: () => string,
  ): Promise<ArrivedSet<T> | { answer: R }> {
    const { request, dto, intake } = this.call;
    const { rest, media } = splitItems(jsonObject(request));
    const [fields, sources] = await inTurn(() => together(validated(dto, rest), this.located(media)));
    const digest = await inTurn(() => digestOf(media.map(String)));
    const answer = await ready(fields, digest);
    if (answer !== undefined) return { answer };
    return whileConnected(request, async (signal) => {
      const raw: Raw[] = [];
      let left = intake.maxBytes;
      for (const [index, source] of sources.entries()) {
        const path = allocate();
        const file = await within(`${LIST}.${index}`, this.written(source, path, left, signal));
        left -= file.sizeBytes;
        raw.push(file);
      }
      return { raw, fields, digest };
    });
  }

  /** Finds out where the files are, before anything is fetched. */
  private async located(media: readonly unknown[]): Promise<MediaSource[]> {
    const sources: MediaSource[] = [];
    // The fields are refused if there are more.
    for (const [index, each] of media.slice(0, this.most).entries())
      sources.push(await within(`${LIST}.${index}`, readSource(each, this.call.intake)));
    return sources;
  }

  private async written(
    source: MediaSource,
    path: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Raw> {
    const { intake } = this.call;
    if (source.kind === 'inline') {
      const { bytes, hint } = source;
      if (bytes.length > maxBytes) throw mediaTooLarge(intake.maxBytes);
      return { path, sizeBytes: await writePrivateFile(path, intake.spool.withinSpace([bytes])), hint };
    }
    const { sizeBytes, contentType, fileName } = await intake.fetch(source.url, path, signal, maxBytes);
    if (sizeBytes === 0) throw fetchFailed('empty', 'the URL leads to an empty file');
    return { path, sizeBytes, hint: contentType, fileName };
  }
}

async function checked(item: Item, { path, sizeBytes, hint, fileName }: Raw): Promise<SetFile> {
  const { mimetype, extension } = await identify(item.type, await sampleOf(path), item, hint);
  if (item.type === 'image') await checkPicture(path);
  const names = [item.fileName, fileName].map((each) => safeFileName(each ?? ''));
  const name = names.find((each) => each !== undefined);
  const ending = extension === undefined ? '' : `.${extension}`;
  return { path, sizeBytes, mimetype, fileName: name ?? item.type + ending };
}

/** Removes the files from the items of a body: they can be large, and nothing else needs them. */
function splitItems(body: Record<string, unknown>): { rest: Record<string, unknown>; media: unknown[] } {
  const items = body[LIST];
  if (!Array.isArray(items)) return { rest: body, media: [] };
  const parts = items.map((item: unknown) =>
    isRecord(item) ? split(item) : { rest: item, media: undefined },
  );
  return { rest: { ...body, [LIST]: parts.map(({ rest }) => rest) }, media: parts.map(({ media }) => media) };
}

function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest('hex');
}
