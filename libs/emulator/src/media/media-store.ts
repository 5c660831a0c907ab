import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Fields } from '../state/fields.js';
import type { StateFile } from '../state/state-file.js';
import type { ByteRange } from './byte-range.js';
import type { MediaDirectory } from './media-directory.js';

/** Encrypted, as files of messages are, or a profile picture, which is not. */
export const FILE_KINDS = ['message', 'picture'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** A file as the media server offers it, under one path. Several paths may lead to the same bytes. */
export interface StoredFile {
  id: string;
  /** Without it in the query the path leads nowhere. */
  signature: string;
  /** Of the bytes that lie there, hex. */
  sha256: string;
  /** Phone of the account that has uploaded it. */
  phone: string;
  /** Clients get 410. */
  expired: boolean;
  kind: FileKind;
}

/** What came is not what was announced. */
export class WrongHash extends Error {}

/** More came than is taken. */
export class TooLarge extends Error {}

const NAME = 'media/file/';
const PATH = /^\/v\/(?:t62\.7118-24\/([0-9a-f]{24})_n\.enc|t61\.24694-24\/([0-9a-f]{24})_n\.jpg)$/;

const PLACES: Record<FileKind, (id: string) => string> = {
  message: (id) => `t62.7118-24/${id}_n.enc`,
  picture: (id) => `t61.24694-24/${id}_n.jpg`,
};

/** The files of the media server, as they came, on disk. */
export class MediaStore {
  private readonly files = new Map<string, StoredFile>();

  constructor(
    private readonly stateFile: StateFile,
    private readonly directory: MediaDirectory,
  ) {
    for (const [name, value] of stateFile.entries(NAME)) {
      const fields = Fields.of(value, name);
      this.files.set(fields.text('id'), {
        id: fields.text('id'),
        signature: fields.text('signature'),
        sha256: fields.text('sha256'),
        phone: fields.text('phone'),
        expired: fields.flag('expired'),
        kind: fields.optionalOneOf('kind', FILE_KINDS) ?? 'message',
      });
    }
  }

  /** Path and query under which clients find a file. */
  directPath({ id, signature, kind }: StoredFile): string {
    return `/v/${PLACES[kind](id)}?ccb=11-4&oh=${signature}`;
  }

  /** @returns undefined for a path that was never given out, or not with this signature */
  find(directPath: string): StoredFile | undefined {
    const url = new URL(directPath, 'https://media');
    const [, message, picture] = PATH.exec(url.pathname) ?? [];
    const file = this.files.get(message ?? picture ?? '');
    return file?.signature === url.searchParams.get('oh') ? file : undefined;
  }

  /**
   * Takes in a file.
   * @param phone of the account that uploads it
   * @throws WrongHash when its SHA-256 is not the expected one, TooLarge above the limit (bytes)
   */
  async add(
    source: AsyncIterable<Buffer>,
    phone: string,
    { expected, limit = Infinity, kind }: { expected?: Buffer; limit?: number; kind?: FileKind } = {},
  ): Promise<StoredFile> {
    const beside = join(this.directory.incoming, randomBytes(12).toString('hex'));
    const hash = createHash('sha256');
    let size = 0;
    async function* counted() {
      for await (const chunk of source) {
        size += chunk.length;
        if (size > limit) throw new TooLarge(`more than ${limit} bytes`);
        hash.update(chunk);
        yield chunk;
      }
    }
    try {
      await pipeline(counted, createWriteStream(beside, { mode: 0o600 }));
      const sha256 = hash.digest();
      if (expected && !expected.equals(sha256)) throw new WrongHash('the hash is not that of the file');
      await rename(beside, this.pathOf(sha256.toString('hex')));
      return this.publish(sha256.toString('hex'), phone, kind);
    } finally {
      await rm(beside, { force: true });
    }
  }

  /** Offers bytes that are there under a new path. */
  publish(sha256: string, phone: string, kind: FileKind = 'message'): StoredFile {
    const id = randomBytes(12).toString('hex');
    const signature = randomBytes(24).toString('base64url');
    const file = { id, signature, sha256, phone, expired: false, kind };
    this.files.set(file.id, file);
    this.save(file);
    return file;
  }

  expire(file: StoredFile): void {
    file.expired = true;
    this.save(file);
  }

  /** Bytes. */
  async size({ sha256 }: StoredFile): Promise<number> {
    return (await stat(this.pathOf(sha256))).size;
  }

  read({ sha256 }: StoredFile, range?: ByteRange): Readable {
    return createReadStream(this.pathOf(sha256), range);
  }

  private pathOf(sha256: string): string {
    return join(this.directory.files, sha256);
  }

  /** At once: a client that has its answer relies on it. */
  private save(file: StoredFile): void {
    this.stateFile.put(NAME + file.id, () => ({ ...file }));
    this.stateFile.flush();
  }
}
