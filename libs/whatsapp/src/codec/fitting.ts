import { LIMITS } from '#libs/config';
import { beginning } from './limits.js';

/** Shorter texts are never cut, in characters: there are not many, and words and ids among them have to stay whole. */
const SHORT = 64;
/** What is bounded where it is read. */
const CARD = 'vcard';
/** What is of use as a whole only: bytes in base64, and objects whose form the sender chose. */
const WHOLE: ReadonlySet<string> = new Set(['bytes', 'data']);

/**
 * Shortens the texts in what is made of a message, until all of them together have the length that is allowed. Its lists
 * are bounded already. What is made of a message can be far longer than the message: one title may stand in every row.
 * @param content is changed
 * @param apart names of its fields that are left as they are
 * @returns how many characters were left out
 */
export function fit(content: object, apart: ReadonlySet<string>): number {
  const budget = { left: LIMITS.detailCharacters, omitted: 0 };
  for (const name of Object.keys(content)) if (!apart.has(name)) fitField(content, name, budget);
  return budget.omitted;
}

interface Budget {
  left: number;
  omitted: number;
}

function fitField(parent: object, name: string, budget: Budget): void {
  if (name === CARD) return;
  const value: unknown = Reflect.get(parent, name);
  if (typeof value === 'object' && value !== null && !WHOLE.has(name)) {
    for (const each of Object.keys(value)) fitField(value, each, budget);
  } else if (typeof value === 'string' || (typeof value === 'object' && value !== null)) {
    const shown = shownOf(name, value, budget.left);
    if (shown === undefined) Reflect.deleteProperty(parent, name);
    else if (shown !== value) Reflect.set(parent, name, shown);
    const length = shown === undefined ? 0 : lengthOf(shown);
    budget.omitted += lengthOf(value) - length;
    budget.left = Math.max(0, budget.left - length);
  }
}

function shownOf(name: string, value: string | object, left: number): string | object | undefined {
  if (WHOLE.has(name)) return lengthOf(value) <= left ? value : undefined;
  return typeof value === 'string' ? beginning(value, Math.max(left, SHORT)) : value;
}

function lengthOf(value: string | object): number {
  return typeof value === 'string' ? value.length : JSON.stringify(value).length;
}
