import { headerFaults, MAX_CUSTOM_HEADERS, MAX_HEADER_LENGTH } from '#libs/webhooks';
import { Field } from '../../http/fields.js';

/** Headers that are to be added to every request. */
export function ExtraHeaders(): PropertyDecorator {
  return Field(extraHeaders, {
    optional: true,
    type: 'object',
    maxProperties: MAX_CUSTOM_HEADERS,
    additionalProperties: { type: 'string', maxLength: MAX_HEADER_LENGTH },
    example: { 'X-Tenant': 'acme' },
  });
}

/** What is wrong with such headers; undefined if they are valid. */
function extraHeaders(value: unknown): string | undefined {
  if (!isTextByName(value)) return 'must be an object that maps header names to strings';
  const names = Object.keys(value).map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) return 'must not name a header twice';
  const [first] = headerFaults(value);
  return first && `${first.name} ${first.fault}`.trim();
}

function isTextByName(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
