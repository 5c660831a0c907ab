import { Worker } from 'node:worker_threads';
import type { WorkerAnswer, WorkerOrder } from './backup-worker.js';
import { BackupFault } from './fault.js';
import type { Backup } from './write-backup.js';

const WORKER = new URL('./backup-worker.js', import.meta.url);

/** Makes a backup in a thread of its own, so that the event loop stays free. */
export class BackupThread {
  /** @throws BackupFault, or Error if the thread fails or is stopped */
  readonly result: Promise<Backup>;
  private readonly worker: Worker;

  constructor(order: WorkerOrder) {
    this.worker = new Worker(WORKER, { workerData: order });
    this.result = new Promise((resolve, reject) => {
      this.worker.once('message', (answer: WorkerAnswer) => {
        if ('backup' in answer) resolve(answer.backup);
        else if ('fault' in answer)
          reject(new BackupFault(answer.fault.code, answer.fault.message, answer.fault.details));
        else reject(new Error(answer.error));
      });
      this.worker.once('error', reject);
      this.worker.once('exit', () => reject(new Error('the backup was stopped')));
    });
  }

  /** Stops the work. What it has written is removed by the next backup. */
  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}
