/** Longest JSON text that is read, in characters. */
const LONGEST = 65_536;
/** Deepest nesting that is read. */
const DEEPEST = 12;
/** Largest number of values in one text. */
const MOST = 2_000;

/** Something read from JSON: its fields have any type. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * Reads an object in JSON that comes from the sender of a message.
 * @returns undefined if it is no object, or longer than 65,536 characters, deeper than 12 levels or of more than 2000 values
 */
export function readJson(text: string | null | undefined): Json | undefined {
  if (!text || text.length > LONGEST || !looksModest(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) && isModest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads an object in JSON that comes from WhatsApp's server, whose lists can be long: there is no limit.
 * @returns undefined if it is no object
 */
export function readServerJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Whether a text may have as many values, as deep, as are read. Parsing one that has not would cost a hundred times as much as
 * this, and a message can have thousands. Text that is not JSON may pass.
 */
function looksModest(text: string): boolean {
  let values = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at + 1);
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
    if (code === COMMA || OPENING.has(code)) values += 1;
    if (depth > DEEPEST + 1 || values > MOST + 1) return false;
  }
  return true;
}

/** @param at index of its first character. @returns index of the quote that ends it, or the length of the text */
function endOfText(text: string, at: number): number {
  let end = at;
  while (end < text.length && text.charCodeAt(end) !== QUOTE)
    end += text.charCodeAt(end) === BACKSLASH ? 2 : 1;
  return end;
}

/** Looks level by level, so that no depth ends the stack. */
function isModest(value: object): boolean {
  let level: object[] = [value];
  let count = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    const inner = level.flatMap((each) => Object.values(each));
    count += inner.length;
    if (count > MOST) return false;
    level = inner.filter((each) => typeof each === 'object' && each !== null);
  }
  return true;
}

/** A text in an object, numbers included; undefined if it is empty or something else. */
export function textIn(json: Json | undefined, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = json?.[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

/** An object in an object. */
export function objectIn(json: Json | undefined, name: string): Json | undefined {
  const value = json?.[name];
  return isJson(value) ? value : undefined;
}

/** The objects of a list in an object. */
export function listIn(json: Json | undefined, name: string): Json[] {
  const value = json?.[name];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** A finite number in an object. */
export function numberIn(json: Json | undefined, name: string): number | undefined {
  const value = json?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
