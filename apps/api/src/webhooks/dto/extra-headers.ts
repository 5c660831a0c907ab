import { headerFaults } from '#libs/webhooks';

/** A rule for headers that a caller wants on every request to his receiver. */
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
