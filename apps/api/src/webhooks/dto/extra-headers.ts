import { headerFaults } from '#libs/webhooks';

/** What is wrong with headers that are to be added to every request; undefined if they are valid. */
export function extraHeaders(value: unknown): string | undefined {
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
