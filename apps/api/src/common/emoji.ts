/** Accepts one emoji: a single grapheme cluster that is a picture, not a letter or digit. */
export function emojiFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value === '') return undefined;
  const [first, another] = new Intl.Segmenter().segment(value.slice(0, 64));
  const whole = first?.segment === value && another === undefined;
  const picture = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|^[\d#*]\u{fe0f}?\u{20e3}$/u.test(
    value,
  );
  return whole && picture ? undefined : 'must be one emoji, or empty to remove the reaction';
}
