import { isObject } from '#libs/storage';
import { ImportFault } from './fault.js';
import type { KeyType } from './key-names.js';

/** What a text that is JSON once more begins with. */
const JSON_AGAIN = /^[{["]/;

/**
 * Reads JSON of another gateway. Some of them make JSON of what is JSON already.
 * @param where names it in the error
 * @throws ImportFault
 */
export function read(text: string, where: string): unknown {
  let value: unknown = text;
  try {
    do value = JSON.parse(String(value));
    while (typeof value === 'string' && JSON_AGAIN.test(value));
  } catch {
    // The message of the parser shows a part of the text.
    throw new ImportFault(`${where} is not complete: it is not JSON`);
  }
  return value;
}

/** @returns undefined if `value` is no object, or has nothing of this name */
export function part(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** A text that is not empty. */
export function textIn(value: unknown, name: string): string | undefined {
  const text = part(value, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/**
 * The JSON of a key as it is stored.
 * @param where names it in the error
 * @throws ImportFault
 */
export function keyValue(type: KeyType, text: string, where: string): string {
  const value = read(text, where);
  const missing =
    type === 'pre-key' ? ['public', 'private'].find((name) => !isObject(part(value, name))) : undefined;
  if (value === null || value === '' || missing !== undefined)
    throw new ImportFault(`${where} is not complete: there is no ${missing ?? 'key'} in it`);
  return JSON.stringify(value);
}
