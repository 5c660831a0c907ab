import type { ArchiveConfig } from '#libs/config';
import type { ArchiveStore } from './archive-store.js';
import { DiskStore } from './disk-store.js';

/** @throws if the store cannot be used */
export async function openStore({ path }: ArchiveConfig): Promise<ArchiveStore> {
  const store = new DiskStore(path);
  await store.open();
  return store;
}
