import type { ArchiveConfig } from '#libs/config';
import type { ArchiveStore } from './archive-store.js';
import { DiskStore } from './disk-store.js';

/** @throws if the store cannot be used */
export async function openStore({ path, s3 }: ArchiveConfig): Promise<ArchiveStore> {
  const store = s3 ? new (await s3Store())(s3) : new DiskStore(path);
  await store.open();
  return store;
}

/** The client of S3 takes time and memory: only those who need it load it. */
async function s3Store() {
  return (await import('./s3-store.js')).S3Store;
}
