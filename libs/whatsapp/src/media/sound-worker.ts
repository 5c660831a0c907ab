import { parentPort, workerData } from 'node:worker_threads';
import { parseFile } from 'music-metadata';

/** Runs in a thread of its own, see `sound.ts`: reads a whole file, and answers with its length in seconds. */
const { format } = await parseFile(String(workerData), { duration: true, skipCovers: true });
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(format.duration);
