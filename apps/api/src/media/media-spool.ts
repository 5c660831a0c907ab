import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger, type OnModuleInit, StreamableFile } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type Config, LIMITS } from '#libs/config';
import { ApiFault } from '../http/fault.js';
import { MEDIA } from './media-fault.js';

/** No instance has this name: ids of instances begin with a letter or a digit. */
const DIRECTORY = '.spool';

/** A file that is sent is on the disk as it came, once more as Baileys reads it, and encrypted. */
const LATER_COPIES = 2;
/** Bytes of a file after which the disk is looked at again. */
const STEP = 4 * 1024 * 1024;

/** A temporary file. */
export interface SpoolFile {
  readonly path: string;
  /** Removes the file, if it exists. Never throws: the work with the file is done. */
  dispose(): Promise<void>;
}

/** Media type, length and disposition of an answer with a file. */
type FileDescription = ConstructorParameters<typeof StreamableFile>[1];

/** Temporary files of media that arrive or are sent. Only their owner can read them, and none survives a restart. */
@Injectable()
export class MediaSpool implements OnModuleInit {
  private readonly logger = new Logger(MediaSpool.name);
  private readonly directory: string;

  constructor(config: ConfigService<Config, true>) {
    this.directory = join(config.get('sessionPath', { infer: true }), DIRECTORY);
  }

  /** Empties the directory: an earlier process may have been killed and left files behind. */
  async onModuleInit(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
  }

  /**
   * Passes bytes on, as long as the disk has space for them and for the copies that sending takes, besides what the database
   * needs.
   * @throws ApiFault INSUFFICIENT_STORAGE
   */
  async *withinSpace(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
    let size = 0;
    let judged = -1;
    for await (const chunk of bytes) {
      size += chunk.length;
      const steps = Math.floor(size / STEP);
      if (steps > judged) await this.mustHaveSpace(chunk.length + size * LATER_COPIES);
      judged = steps;
      yield chunk;
    }
  }

  private async mustHaveSpace(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.directory);
    if (bavail * bsize < LIMITS.freeBytes + bytes)
      throw new ApiFault('INSUFFICIENT_STORAGE', 'the disk of the server has no space for the file', {
        field: MEDIA,
      });
  }

  /** Returns a unique path that cannot be guessed. The file does not exist yet. */
  allocate(): SpoolFile {
    const path = join(this.directory, randomUUID());
    return { path, dispose: () => this.remove(path) };
  }

  /**
   * Answers with a temporary file, which is removed when it has been read.
   * @param fill writes the file and describes the answer; if it throws, the file is removed and the error is passed on
   */
  async answer(fill: (path: string) => Promise<FileDescription>): Promise<StreamableFile> {
    const file = this.allocate();
    try {
      const options = await fill(file.path);
      const stream = createReadStream(file.path);
      stream.once('close', () => void file.dispose());
      return new StreamableFile(stream, options);
    } catch (error) {
      await file.dispose();
      throw error;
    }
  }

  private async remove(path: string): Promise<void> {
    try {
      await rm(path, { force: true });
    } catch (error) {
      this.logger.error(error instanceof Error ? error.message : 'a temporary file cannot be removed');
    }
  }
}
