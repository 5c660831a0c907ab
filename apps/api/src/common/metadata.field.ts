import { LIMITS } from '#libs/config';
import { Field } from '../http/fields.js';

const KEY = /^[A-Za-z][A-Za-z0-9_.-]*$/;
const KEYS = `letters, digits, \`_\`, \`-\` and \`.\`, at most ${LIMITS.metadataKeyCharacters}, beginning with a letter`;

function isKey(text: string): boolean {
  return text.length <= LIMITS.metadataKeyCharacters && KEY.test(text);
}

function metadataFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'must be an object that maps keys to strings';
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length > LIMITS.metadataKeys) return `must have at most ${LIMITS.metadataKeys} keys`;
  if (entries.some(([key]) => !isKey(key))) return `has a key of another form: it must be ${KEYS}`;
  for (const [key, text] of entries) {
    const fault = valueFault(text);
    if (fault !== undefined) return `${key} ${fault}`;
  }
  return undefined;
}

function valueFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > LIMITS.metadataValueCharacters)
    return `must have at most ${LIMITS.metadataValueCharacters} characters`;
  return /\p{Cs}/u.test(value) ? 'must be well-formed Unicode' : undefined;
}

/** What the operator notes about an instance: texts by key. */
export function Metadata(): PropertyDecorator {
  return Field(metadataFault, {
    optional: true,
    type: 'object',
    maxProperties: LIMITS.metadataKeys,
    additionalProperties: { type: 'string', maxLength: LIMITS.metadataValueCharacters },
    example: { customer: '42', plan: 'pro' },
  });
}

/** Most pairs that a query may ask for: there are no more in any instance. */
const MOST_PAIRS = LIMITS.metadataKeys;

function pairsFault(value: unknown): string | undefined {
  const pairs: unknown[] = [value].flat();
  if (pairs.length > MOST_PAIRS) return `must be given at most ${MOST_PAIRS} times`;
  const fit = pairs.every((pair) => typeof pair === 'string' && isKey(keyOf(pair)) && pair.includes(':'));
  return fit ? undefined : `must be a key and a value, such as customer:42. A key is ${KEYS}`;
}

/** Selects by metadata: `key:value`, repeated. */
export function MetadataPairs(): PropertyDecorator {
  return Field(pairsFault, {
    optional: true,
    type: [String],
    maxItems: MOST_PAIRS,
    example: ['customer:42'],
  });
}

/** Whether metadata has all pairs of a query. */
export function matches(metadata: Readonly<Record<string, string>>, pairs: string | string[] = []): boolean {
  return [pairs].flat().every((pair) => {
    const key = keyOf(pair);
    return Object.hasOwn(metadata, key) && metadata[key] === pair.slice(key.length + 1);
  });
}

function keyOf(pair: string): string {
  return pair.split(':', 1)[0] ?? '';
}
