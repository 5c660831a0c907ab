/** WhatsApp's limits for names and descriptions of groups and channels, in UTF-16 code units. */
const LONGEST_NAME = 100;
export const LONGEST_DESCRIPTION = 2048;

export const NAME_LENGTH = { minLength: 1, maxLength: LONGEST_NAME };

/** What is wrong with the name of a group or channel; undefined if it is valid. */
export function nameFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.trim() === '') return 'must not be blank';
  if (/[\p{Cc}\u{2028}\u{2029}]/u.test(value)) return 'must not contain line breaks or control characters';
  return textFault(value, LONGEST_NAME);
}

/** What is wrong with the description of a group or channel; undefined if it is valid. */
export function descriptionFault(value: unknown): string | undefined {
  return typeof value === 'string' ? textFault(value, LONGEST_DESCRIPTION) : 'must be a string';
}

/** Counts like WhatsApp: a character outside the Basic Multilingual Plane counts as two. */
function textFault(value: string, most: number): string | undefined {
  if (value.length > most) return `must have at most ${most} characters`;
  return /\p{Cs}/u.test(value) ? 'must be well-formed Unicode' : undefined;
}
