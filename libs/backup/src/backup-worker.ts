import { parentPort, workerData } from 'node:worker_threads';
import { BackupFault } from './fault.js';
import { type BackupOptions, writeBackup } from './write-backup.js';

/** What the thread answers with. */
export type WorkerAnswer =
  | { backup: Awaited<ReturnType<typeof writeBackup>> }
  | { fault: Pick<BackupFault, 'code' | 'message' | 'details'> }
  | { error: string };

/** What the thread is to do. */
export type WorkerOrder = Omit<BackupOptions, 'onProgress'>;

/** Runs in a thread of its own, see `backup-thread.ts`: makes one backup. */
async function run(order: WorkerOrder): Promise<WorkerAnswer> {
  try {
    return { backup: await writeBackup(order) };
  } catch (error) {
    if (!(error instanceof BackupFault))
      return { error: error instanceof Error ? error.message : String(error) };
    const { code, message, details } = error;
    return { fault: { code, message, details } };
  }
}

const order: WorkerOrder = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(await run(order));
