import { Semaphore } from 'async-mutex';
import { Worker } from 'node:worker_threads';
import { LIMITS } from '#libs/config';

const WORKER = new URL('./sound-worker.js', import.meta.url);
/** Heap of one worker, MiB. */
const HEAP_MIB = 64;

/** Few files are read at a time: each takes a thread. */
const turns = new Semaphore(2);

/** The length of a recording, which its message contains. */
export interface Sound {
  /** 0 if it is unknown. With undefined, Baileys would read the file itself, without a limit. */
  seconds: number;
}

/**
 * Measures how long a recording is. Some formats do not say it, so that all of the file has to be read: what is made to take
 * long is given up, and sent without its length. Never throws.
 * @param path path of an audio file
 */
export async function soundOf(path: string): Promise<Sound> {
  return turns.runExclusive(async () => ({ seconds: Math.round(await lengthOf(path)) }));
}

/** @returns seconds; 0 if they cannot be found out in time */
async function lengthOf(path: string): Promise<number> {
  const worker = workerFor(path);
  if (!worker) return 0;
  const alarm = setTimeout(() => void worker.terminate(), LIMITS.soundMs);
  try {
    return await new Promise<number>((resolve) => {
      worker.once('message', (seconds: unknown) =>
        resolve(typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : 0),
      );
      worker.once('error', () => resolve(0));
      worker.once('exit', () => resolve(0));
    });
  } finally {
    clearTimeout(alarm);
    void worker.terminate();
  }
}

/** @returns undefined if there is no thread for it */
function workerFor(path: string): Worker | undefined {
  try {
    return new Worker(WORKER, {
      workerData: path,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
      // What a library prints there is nobody's business.
      stdout: true,
      stderr: true,
    });
  } catch {
    return undefined;
  }
}
