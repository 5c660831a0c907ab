export type Bindable = null | number | bigint | string | Uint8Array;

/**
 * A value as a statement takes it. NUL, which strangers may write, is left out of texts: PostgreSQL refuses it, and what
 * follows it would not be read back from SQLite.
 * @throws TypeError if no column has such values
 */
export function bindable(value: unknown): Bindable {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`cannot bind a ${typeof value} to a statement`);
}
