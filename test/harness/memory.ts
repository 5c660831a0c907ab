import { readFileSync } from 'node:fs';

export const MIB = 1024 * 1024;

/** The most memory that a process has ever held, in bytes (Linux). */
export function peakOf(pid: number | undefined): number {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
