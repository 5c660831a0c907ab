import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { filesBelow } from './archive.js';
import { freePort } from './process.js';

/** The only key that the server knows. */
export const S3_KEY = { id: 'S3RVER', secret: 'S3RVER' };
const OBJECT = '._S3rver_object';

/** A small server with the interface of S3, on this machine, which can be stopped and started again. */
export class S3Server {
  private readonly directory = mkdtempSync(join(tmpdir(), 'miaw-s3-'));
  private server: Server | undefined;
  private holding = false;
  /** Uploads that are not answered. */
  held = 0;

  private constructor(
    private readonly port: number,
    readonly bucket: string,
  ) {}

  static async start(bucket: string): Promise<S3Server> {
    const server = new S3Server(await freePort(), bucket);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Variables for a server that archives here. */
  get variables(): Record<string, string> {
    return {
      MEDIA_ARCHIVE: 's3',
      MEDIA_ARCHIVE_S3_ENDPOINT: this.url,
      MEDIA_ARCHIVE_S3_BUCKET: this.bucket,
      MEDIA_ARCHIVE_S3_ACCESS_KEY_ID: S3_KEY.id,
      MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY: S3_KEY.secret,
    };
  }

  /** Directory with the objects of the bucket. */
  get root(): string {
    return join(this.directory, this.bucket);
  }

  /** Keys of all objects, in order. */
  keys(): string[] {
    return filesBelow(this.root)
      .filter((path) => path.endsWith(OBJECT))
      .map((path) => path.slice(0, -OBJECT.length));
  }

  /** The file with the content of an object. */
  pathOf(key: string): string {
    return join(this.root, key + OBJECT);
  }

  /** Uploads are taken, but not answered, until they are released. */
  hold(): void {
    this.holding = true;
  }

  release(): void {
    this.holding = false;
    this.held = 0;
  }

  async start(): Promise<void> {
    const s3 = new S3rver({
      directory: this.directory,
      silent: true,
      configureBuckets: [{ name: this.bucket, configs: [] }],
    });
    await s3.configureBuckets();
    const answer = s3.callback();
    this.server = createServer((request, response) => {
      if (this.holding && request.method === 'PUT') {
        this.held += 1;
        request.resume();
        return;
      }
      answer(request, response);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Cuts all connections. What it has stays. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Ends it and removes what it has. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
