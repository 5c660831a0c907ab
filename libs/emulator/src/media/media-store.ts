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

/** `message` is an encrypted file of a message, `picture` a profile picture, which is not encrypted. */
export const FILE_KINDS = ['message', 'picture'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** A path on the media server. Several paths can lead to the same bytes. */
export interface StoredFile {
  id: string;
  /** The path is only valid with this in its query. */
  signature: string;
  /** SHA-256 of the bytes in hex; also their file name. */
  sha256: string;
  /** Phone of the account that uploaded it. */
  phone: string;
  /** Clients get 410 for an expired file. */
  expired: boolean;
  kind: FileKind;
}

/** An upload whose hash differs from the announced one. */
export class WrongHash extends Error {}

/** An upload above the limit. */
export class TooLarge extends Error {}

const NAME = 'media/file/';
const PATH = /^\/v\/(?:t62\.7118-24\/([0-9a-f]{24})_n\.enc|t61\.24694-24\/([0-9a-f]{24})_n\.jpg)$/;

const PLACES: Record<FileKind, (id: string) => string> = {
  message: (id) => `t62.7118-24/${id}_n.enc`,
  picture: (id) => `t61.24694-24/${id}_n.jpg`,
};

/** The files of the media server on disk, as they were uploaded. */
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

  /** Path and query of a file. */
  directPath({ id, signature, kind }: StoredFile): string {
    return `/v/${PLACES[kind](id)}?ccb=11-4&oh=${signature}`;
  }

  /** @returns undefined for an unknown path or a wrong signature */
  find(directPath: string): StoredFile | undefined {
    const url = new URL(directPath, 'https://media');
    const [, message, picture] = PATH.exec(url.pathname) ?? [];
    const file = this.files.get(message ?? picture ?? '');
    return file?.signature === url.searchParams.get('oh') ? file : undefined;
  }

  /**
   * Stores a file.
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
      if (expected && !expected.equals(sha256))
        throw new WrongHash('the hash in the path is not the SHA-256 of the file');
      await rename(beside, this.pathOf(sha256.toString('hex')));
      return this.publish(sha256.toString('hex'), phone, kind);
    } finally {
      await rm(beside, { force: true });
    }
  }

  /** Makes stored bytes available under a new path. */
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

  /** In bytes. */
  async size({ sha256 }: StoredFile): Promise<number> {
    return (await stat(this.pathOf(sha256))).size;
  }

  read({ sha256 }: StoredFile, range?: ByteRange): Readable {
    return createReadStream(this.pathOf(sha256), range);
  }

  private pathOf(sha256: string): string {
    return join(this.directory.files, sha256);
  }

  /** Writes immediately: a client relies on the answer that it gets. */
  private save(file: StoredFile): void {
    this.stateFile.put(NAME + file.id, () => ({ ...file }));
    this.stateFile.flush();
  }
}
