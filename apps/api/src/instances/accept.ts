/**
 * The media type that an `Accept` header prefers among those on offer (RFC 9110, 12.5.1): the highest weight
 * wins, then the order of the offers.
 * @returns undefined when it accepts none of them
 */
export function preferred<T extends string>(accept: string | undefined, offers: readonly T[]): T | undefined {
  const ranges = (accept?.trim() || '*/*').split(',').map(parseRange);
  let best: { offer: T; weight: number } | undefined;
  for (const offer of offers) {
    const weight = weightOf(offer, ranges);
    if (weight > 0 && (!best || weight > best.weight)) best = { offer, weight };
  }
  return best?.offer;
}

interface Range {
  type: string;
  weight: number;
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, weight: Number.isFinite(weight) ? Math.min(Math.max(weight, 0), 1) : 0 };
}

/** The most specific range that covers the type says its weight. */
function weightOf(type: string, ranges: readonly Range[]): number {
  const group = `${type.split('/', 1)[0] ?? ''}/*`;
  for (const name of [type, group, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === name);
    if (range) return range.weight;
  }
  return 0;
}
