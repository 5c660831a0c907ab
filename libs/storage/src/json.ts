/**
 * Reads JSON that this server wrote: everything in the database that is JSON comes through here, and has its type from
 * then on.
 * @param guard tells what was written from anything else
 * @throws Error when it is no JSON, or not what `guard` knows
 */
export function parsed<T>(
  json: string,
  guard: (value: unknown) => value is T,
  reviver?: (key: string, value: unknown) => unknown,
): T {
  const value: unknown = JSON.parse(json, reviver);
  if (!guard(value)) throw new Error('the database holds JSON of a form that is not known');
  return value;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

/** An object whose values are all texts. */
export function isTextByName(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(isText);
}
