export { ArchiveStore, type StoredFile } from './archive-store.js';
export { openStore } from './open-store.js';
