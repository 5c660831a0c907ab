import { fileURLToPath } from 'node:url';

/** To be loaded before a program, with VITALS_PORT in its environment. */
export const VITALS_PRELOAD = fileURLToPath(new URL('../preloads/vitals.js', import.meta.url));

/** What a process has used so far, and what it holds. */
export interface Vitals {
  /** CPU time so far, user and system, ms. */
  cpuMs(): Promise<number>;
  /** Bytes on the heap after a collection. */
  heapBytes(): Promise<number>;
}

export function vitalsAt(port: number): Vitals {
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(60_000) });
    return Object(await response.json());
  };
  return {
    cpuMs: async () => Number((await ask('/cpu')).cpuMs),
    heapBytes: async () => Number((await ask('/')).heapUsed),
  };
}
