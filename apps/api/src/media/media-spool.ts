import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger, type OnModuleInit, StreamableFile } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { Config } from '#libs/config';

/** No instance can be called so: their names begin with a letter or a digit. */
const DIRECTORY = '.spool';

/** A place for the bytes of one medium, for as long as somebody works with them. */
export interface SpoolFile {
  readonly path: string;
  /** Removes the file, if there is one. Never throws: what was done with the bytes is done. */
  dispose(): Promise<void>;
}

/** How a file is to be sent. */
type FileDescription = ConstructorParameters<typeof StreamableFile>[1];

/** Where media wait on their way out and in. Files are their owner's alone, and none outlives the process. */
@Injectable()
export class MediaSpool implements OnModuleInit {
  private readonly logger = new Logger(MediaSpool.name);
  private readonly directory: string;

  constructor(config: ConfigService<Config, true>) {
    this.directory = join(config.get('sessionPath', { infer: true }), DIRECTORY);
  }

  /** Makes the directory anew: what a process that was killed left behind is nobody's. */
  async onModuleInit(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
  }

  /** A path that nobody has and nobody can guess. Nothing is there yet. */
  allocate(): SpoolFile {
    const path = join(this.directory, randomUUID());
    return { path, dispose: () => this.remove(path) };
  }

  /**
   * An answer with a file that is there for as long as it is being read.
   * @param fill writes the file, and says how it is to be sent; what it throws is thrown, and leaves no file
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
