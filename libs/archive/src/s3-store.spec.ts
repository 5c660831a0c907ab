import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { S3Store } from './s3-store.js';

const BUCKET = 'files-of-the-spec';
const NEVER = new AbortController().signal;
let directory: string;
let server: Server;
let store: S3Store;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'miaw-s3-'));
  const s3 = new S3rver({ directory, silent: true, configureBuckets: [{ name: BUCKET, configs: [] }] });
  await s3.configureBuckets();
  server = createServer(s3.callback());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  store = storeIn(BUCKET);
});

afterAll(async () => {
  await store.close();
  server.close();
  server.closeAllConnections();
  rmSync(directory, { recursive: true });
});

function storeIn(bucket: string): S3Store {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return new S3Store({
    bucket,
    prefix: 'miaw/',
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    pathStyle: true,
    credentials: Object.freeze({ accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }),
  });
}

async function put(name: string, text: string): Promise<void> {
  const path = join(directory, 'incoming');
  writeFileSync(path, text);
  await store.put(name, path, NEVER);
}

async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of store.list()) found.push(name);
  return found.sort();
}

describe('a bucket of archived files', () => {
  it('keeps what it takes, and replaces it', async () => {
    await put('ins_0a/fil_01', 'one');
    await put('ins_0a/fil_01', 'two');
    const destination = join(directory, 'out');
    expect(await store.fetch('ins_0a/fil_01', destination)).toBe(true);
    expect(readFileSync(destination, 'utf8')).toBe('two');
    expect(statSync(destination).mode & 0o777).toBe(0o600);
  });

  it('lists and removes files, whether they are there or not', async () => {
    for (let n = 10; n < 30; n += 1) await put(`ins_0b/fil_${n}`, 'x');
    const all = await names();
    expect(all.filter((name) => name.startsWith('ins_0b'))).toHaveLength(20);
    await store.remove([...all, 'ins_0c/fil_00']);
    expect(await names()).toEqual([]);
  });

  it('says that a file is not there, and leaves nothing', async () => {
    const destination = join(directory, 'none');
    expect(await store.fetch('ins_0a/fil_ff', destination)).toBe(false);
    expect(existsSync(destination)).toBe(false);
  });

  it('does not take a bucket that is not there for a file that is not there', async () => {
    const other = storeIn('not-there');
    await expect(other.fetch('ins_0a/fil_01', join(directory, 'none'))).rejects.toThrow('bucket');
    await other.close();
  });

  it('gives up an upload that is no longer wanted', async () => {
    const path = join(directory, 'incoming');
    writeFileSync(path, 'x');
    await expect(store.put('ins_0a/fil_02', path, AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect(await names()).not.toContain('ins_0a/fil_02');
  });

  it('refuses names that lead elsewhere', async () => {
    await expect(store.fetch('../fil_01', join(directory, 'none'))).rejects.toThrow('no name');
  });
});
