import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** How much of what ffmpeg writes about itself is kept, in bytes. */
const MOST_WORDS = 4096;

/** How a run of ffmpeg ended. */
export type Ending = 'done' | 'failed' | 'timeout' | 'aborted' | 'missing';

export interface Run {
  ending: Ending;
  /** The end of what it wrote about itself, for the log. */
  words: string;
}

/**
 * Runs ffmpeg. It gets nothing of the server's environment but PATH, and is killed when its time is up.
 * @param onOutput gets what it writes to its standard output, in full: what is kept of it is up to the caller
 */
export async function ffmpeg(
  program: string,
  args: readonly string[],
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  onOutput: (chunk: Buffer) => void,
): Promise<Run> {
  if (signal.aborted) return { ending: 'aborted', words: '' };
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '' },
      shell: false,
      windowsHide: true,
    });
    let words = '';
    let stopped: Ending | undefined;
    const stop = (why: Ending) => {
      stopped ??= why;
      child.kill('SIGKILL');
    };
    const abort = () => stop('aborted');
    const timer = setTimeout(() => stop('timeout'), timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    listen(child.stdout, onOutput);
    listen(child.stderr, (chunk) => (words = (words + chunk.toString('utf8')).slice(-MOST_WORDS)));
    const end = (ending: Ending) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve({ ending: stopped ?? ending, words });
    };
    child.once('error', () => end('missing'));
    child.once('close', (code) => end(code === 0 ? 'done' : 'failed'));
  });
}

function listen(stream: Readable, onData: (chunk: Buffer) => void): void {
  stream.on('data', onData);
  // The end of the process says what there is to say.
  stream.on('error', () => undefined);
}
