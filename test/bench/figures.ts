/** One line of the table. */
export interface Row {
  what: string;
  /** What each side took, with its unit. */
  ours: string;
  other: string;
  /** Ours by the other's. Absent for what is only shown. */
  ratio?: number;
  goal?: string;
}

/** The value below which a share (0 to 1) of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
}

export function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}

export function perSecond(count: number, milliseconds: number): string {
  return `${((count * 1_000) / milliseconds).toFixed(0)}/s`;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Runs `work` for each item, so many at a time. */
export async function each<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T, lane: number) => Promise<unknown>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: concurrency }, async (_, lane) => {
      for (const item of rest) await work(item, lane);
    }),
  );
}

export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
