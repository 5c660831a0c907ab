import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MediaDirectory } from './media-directory.js';

/** Files handed in for people to send; kept until the emulator stops. */
export class Attachments {
  private readonly ids = new Set<string>();

  constructor(private readonly directory: MediaDirectory) {}

  /** @returns the file's id; it can be sent any number of times */
  async add(source: Readable): Promise<string> {
    const id = randomBytes(12).toString('hex');
    await pipeline(source, createWriteStream(this.pathOf(id), { mode: 0o600 }));
    this.ids.add(id);
    return id;
  }

  open(id: string): Readable | undefined {
    return this.ids.has(id) ? createReadStream(this.pathOf(id)) : undefined;
  }

  private pathOf(id: string): string {
    return join(this.directory.attachments, id);
  }
}
