import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { safeFileName, writePrivateFile } from '#libs/outbound';
import { checkPicture, WhatsAppFault } from '#libs/whatsapp';
import { ApiFault, invalidRequest } from '../http/fault.js';
import { identify } from './media-arrival.js';
import { fetchFailed, MEDIA, mediaTooLarge } from './media-fault.js';
import { MediaIntake } from './media-intake.js';
import { type MediaSource, readSource } from './media-source.js';
import type { SpoolFile } from './media-spool.js';
import type { MediaKind } from './media-type.js';
import { sampleOf } from './sniff.js';

/** A file that a JSON body contains or points to, among others. */
export interface SetItem {
  type: MediaKind;
  media: string;
  mimetype?: string;
  fileName?: string;
}

/** Where a file is. */
export interface LocatedItem {
  item: SetItem;
  source: MediaSource;
  /** Path of the item in the request. */
  name: string;
}

/** A received file. */
export interface SetFile {
  path: string;
  sizeBytes: number;
  mimetype: string;
  fileName: string;
}

/** Receives the files of a request that has several. */
@Injectable()
export class MediaSet {
  constructor(private readonly intake: MediaIntake) {}

  /** What identifies the files of a request, without their bytes. */
  static digestsOf(items: readonly SetItem[]): object[] {
    return items.map(({ media, ...rest }) => ({
      ...rest,
      digest: createHash('sha256').update(media).digest('hex'),
    }));
  }

  /**
   * Finds out where the files are, before anything is fetched.
   * @param field name of the list in the request, for errors
   * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE; they name the item
   */
  async locate(field: string, items: readonly SetItem[]): Promise<LocatedItem[]> {
    const located: LocatedItem[] = [];
    for (const [index, item] of items.entries()) {
      const name = `${field}.${index}`;
      located.push({ item, name, source: await within(name, readSource(item.media, this.intake)) });
    }
    return located;
  }

  /**
   * Receives or fetches all files, one after the other, and calls `work`. The temporary files are always removed.
   * @param signal aborts downloads when the client is gone
   * @param work may use the files until its promise settles
   * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MEDIA_FETCH_FAILED; WhatsAppFault
   *   MEDIA_FETCH_FAILED for a picture with too many pixels; all name the item
   */
  async use<R>(
    located: readonly LocatedItem[],
    signal: AbortSignal,
    work: (files: SetFile[]) => Promise<R>,
  ): Promise<R> {
    const spooled: SpoolFile[] = [];
    try {
      const files: SetFile[] = [];
      let maxBytes = this.intake.maxBytes;
      for (const { item, source, name } of located) {
        const spool = this.intake.spool.allocate();
        spooled.push(spool);
        const received = this.receive(item, source, { path: spool.path, maxBytes, signal });
        const file = await within(name, received);
        maxBytes -= file.sizeBytes;
        files.push(file);
      }
      return await work(files);
    } finally {
      await Promise.all(spooled.map((each) => each.dispose()));
    }
  }

  private async receive(
    item: SetItem,
    source: MediaSource,
    { path, maxBytes, signal }: { path: string; maxBytes: number; signal: AbortSignal },
  ): Promise<SetFile> {
    const { sizeBytes, hint, name } = await this.write(source, path, maxBytes, signal);
    if (sizeBytes === 0) throw fetchFailed('empty', 'the URL leads to an empty file');
    if (sizeBytes > maxBytes) throw mediaTooLarge(this.intake.maxBytes);
    const type = await identify(item.type, await sampleOf(path), item, hint);
    if (item.type === 'image') await checkPicture(path);
    const names = [item.fileName, name].map((each) => safeFileName(each ?? ''));
    const fileName = names.find((each) => each !== undefined);
    const extension = type.extension === undefined ? '' : `.${type.extension}`;
    return { path, sizeBytes, mimetype: type.mimetype, fileName: fileName ?? item.type + extension };
  }

  private async write(
    source: MediaSource,
    path: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<{ sizeBytes: number; hint?: string; name?: string }> {
    if (source.kind === 'inline')
      return {
        sizeBytes: await writePrivateFile(path, this.intake.spool.withinSpace([source.bytes])),
        hint: source.hint,
      };
    const fetched = await this.intake.fetch(source.url, path, signal, maxBytes);
    return { sizeBytes: fetched.sizeBytes, hint: fetched.contentType, name: fetched.fileName };
  }
}

/** Makes errors about a file name the item that it belongs to. */
async function within<T>(item: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiFault && error.details?.fields)
      throw invalidRequest(
        ...error.details.fields.map(({ field, reason }) => ({ field: `${item}.${field}`, reason })),
      );
    const field = `${item}.${MEDIA}`;
    if (error instanceof ApiFault && error.details?.['field'] === MEDIA)
      throw new ApiFault(error.code, error.message, { ...error.details, field });
    if (error instanceof WhatsAppFault && error.details['field'] === MEDIA)
      throw new WhatsAppFault(error.code, error.message, { ...error.details, field });
    throw error;
  }
}
