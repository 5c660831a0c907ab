import { LIMITS } from '#libs/config';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const TOO_DEEP = `must not be nested deeper than ${LIMITS.bodyDepth} levels`;
const TOO_MANY = `must not contain more than ${LIMITS.bodyValues} values`;

/**
 * Judges a JSON text by the number of its values and the depth of its nesting, before it is parsed: what a request costs to
 * parse and validate depends on these, and hardly on its size. Reads each byte once. Text that is not JSON may pass.
 * @returns undefined if it may be parsed, otherwise what is wrong with it
 */
export function shapeFault(json: Uint8Array): string | undefined {
  let values = 1;
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) {
      at = endOfText(json, at + 1);
    } else if (byte === COMMA) {
      values += 1;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      values += 1;
      depth += 1;
      if (depth > LIMITS.bodyDepth) return TOO_DEEP;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth -= 1;
    }
    if (values > LIMITS.bodyValues) return TOO_MANY;
  }
  return undefined;
}

/** Judges a value that was parsed elsewhere as {@link shapeFault} judges its text. */
export function parsedShapeFault(value: unknown): string | undefined {
  let values = 1;
  let level: unknown[] = [value];
  for (let depth = 0; depth <= LIMITS.bodyDepth; depth += 1) {
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each !== 'object' || each === null) continue;
      const within: unknown[] = Object.values(each);
      values += within.length;
      if (values > LIMITS.bodyValues) return TOO_MANY;
      next.push(...within);
    }
    if (next.length === 0) return undefined;
    level = next;
  }
  return TOO_DEEP;
}

/** @param at index of its first byte. @returns index of the quote that ends it, or the length of the JSON text */
function endOfText(json: Uint8Array, at: number): number {
  let end = at;
  while (end < json.length && json[end] !== QUOTE) end += json[end] === BACKSLASH ? 2 : 1;
  return end;
}
