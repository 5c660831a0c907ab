import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { S3Config } from '#libs/config';
import { ArchiveStore, checkName, isArchiveName, type StoredFile } from './archive-store.js';

/** Time to connect, and time in which nothing moves, ms. */
const CONNECT_MS = 5_000;
const IDLE_MS = 30_000;
/** Whoever calls the store logs what fails. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
/** Objects that are removed at a time. */
const REMOVED_AT_ONCE = 8;

/** Files in a bucket of S3, or of a service with its interface. */
export class S3Store extends ArchiveStore {
  private readonly client: S3Client;

  constructor(private readonly config: S3Config) {
    super();
    const { endpoint, region, pathStyle, credentials } = config;
    this.client = new S3Client({
      endpoint,
      region,
      forcePathStyle: pathStyle,
      // The client notes in it where it comes from, and the configuration is frozen.
      credentials: credentials && { ...credentials },
      logger: SILENT,
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        socketTimeout: IDLE_MS,
      },
      // Other services need not know the checksums that AWS has added.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async open(): Promise<void> {
    // It may be out of reach now, and come back.
  }

  async put(name: string, path: string, signal: AbortSignal): Promise<void> {
    const { size } = await stat(path);
    const body = createReadStream(path);
    try {
      await this.client.send(
        new PutObjectCommand({ ...this.placeOf(name), Body: body, ContentLength: size }),
        { abortSignal: signal },
      );
    } finally {
      body.destroy();
    }
  }

  async fetch(name: string, destination: string): Promise<boolean> {
    try {
      const { Body: body } = await this.client.send(new GetObjectCommand(this.placeOf(name)));
      if (!(body instanceof Readable)) throw new Error('the object has no content');
      await pipeline(body, createWriteStream(destination, { flags: 'wx', mode: 0o600 }));
      return true;
    } catch (error) {
      await rm(destination, { force: true });
      if (error instanceof NoSuchKey) return false;
      throw error;
    }
  }

  /** One by one: not every service can remove several at once. */
  async remove(names: readonly string[]): Promise<void> {
    for (let start = 0; start < names.length; start += REMOVED_AT_ONCE)
      await Promise.all(
        names
          .slice(start, start + REMOVED_AT_ONCE)
          .map(async (name) => this.client.send(new DeleteObjectCommand(this.placeOf(name)))),
      );
  }

  async *list(): AsyncGenerator<StoredFile> {
    const { bucket, prefix } = this.config;
    for await (const { Contents: objects = [] } of paginateListObjectsV2(
      { client: this.client },
      { Bucket: bucket, Prefix: prefix },
    ))
      for (const { Key: key = '', LastModified: modified } of objects) {
        const name = key.slice(prefix.length);
        if (modified && isArchiveName(name)) yield { name, storedAt: modified.getTime() };
      }
  }

  async close(): Promise<void> {
    this.client.destroy();
  }

  private placeOf(name: string): { Bucket: string; Key: string } {
    checkName(name);
    const { bucket, prefix } = this.config;
    return { Bucket: bucket, Key: prefix + name };
  }
}
