/** A number in a protobuf message. */
export type Count = number | { toNumber(): number } | null | undefined;

/** The last time that `Date` knows, epoch ms. */
const LAST_TIME = 8.64e15;

/** Reads a protobuf number, which may have 64 bits. Undefined for 0, which is also the value of an absent field. */
export function numberOf(value: Count): number | undefined {
  return (typeof value === 'number' ? value : value?.toNumber()) || undefined;
}

/** A time in epoch ms, from epoch seconds; undefined if it is absent or impossible. */
export function millisecondsOf(seconds: Count): number | undefined {
  return possible((numberOf(seconds) ?? 0) * 1000);
}

/** A time in epoch ms, from an attribute with epoch seconds; undefined if it is absent or impossible. */
export function timeIn(seconds: string | undefined): number | undefined {
  return possible(Number(seconds) * 1000);
}

/** A time in epoch ms; undefined if it is absent, or none that a date can have. */
export function possible(milliseconds: number): number | undefined {
  return milliseconds > 0 && milliseconds <= LAST_TIME && Number.isInteger(milliseconds)
    ? milliseconds
    : undefined;
}

/** An amount of money in units of its currency, from thousandths. 0 is an amount. */
export function amountOf(thousandths: Count): number | undefined {
  if (thousandths === null || thousandths === undefined) return undefined;
  return (numberOf(thousandths) ?? 0) / 1000;
}
