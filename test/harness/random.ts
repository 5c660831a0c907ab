/** Chance that can be repeated: the same seed gives the same sequence (the mulberry32 generator). */
export class Dice {
  constructor(private state: number) {}

  /** From 0 up to, not including, `sides`. */
  roll(sides: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  /** @throws when there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.roll(from.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }
}

/** Characters that have a meaning to somebody on the way: shells, SQL, JSON, HTML, paths, terminals, Unicode. */
const CHARACTERS = [
  ...'aZ09 _-.:/\\%@#?&=;\'"`$<>{}[]()|*~!+,\0\n\r\t\u001b\u007f\u0085\u00a0ßé\u0301\u200b\u202e\u2028字\ufeff\uffff🤖',
  '../',
  '%00',
  '\r\n\r\n',
  '\ud800',
  '__proto__',
];

const NUMBERS = ['0', '-0', '1', '-1', '1.5', '1e400', '-1e-400', '9007199254740993', '1735118400000'];
const NAMES = ['a', 'id', 'name', 'constructor', 'toString', 'valueOf', 'length', 'then', 'toJSON', ''];
const DEEPEST = 6;

/** A text of up to 40 odd characters. */
export function oddText(dice: Dice): string {
  return Array.from({ length: dice.roll(40) }, () => dice.pick(CHARACTERS)).join('');
}

/** Any JSON value, as text. */
export function anyJson(dice: Dice, depth = 0): string {
  const kinds = depth < DEEPEST ? 7 : 5;
  switch (dice.roll(kinds)) {
    case 0:
      return dice.pick(['null', 'true', 'false']);
    case 1:
      return dice.pick(NUMBERS);
    case 2:
    case 3:
      return JSON.stringify(oddText(dice));
    case 4:
      return dice.pick(['""', '[]', '{}']);
    case 5:
      return `[${some(dice, () => anyJson(dice, depth + 1))}]`;
    default:
      return `{${some(dice, () => `${JSON.stringify(dice.pick(NAMES))}:${anyJson(dice, depth + 1)}`)}}`;
  }
}

/** A text with a few characters lost, doubled or exchanged. */
export function damaged(dice: Dice, text: string): string {
  let result = text;
  for (let wounds = 1 + dice.roll(3); wounds > 0; wounds -= 1) {
    const place = dice.roll(result.length + 1);
    const instead = dice.pick(['', '"', '{', '}', ',', '\\', '\0', 'e', result.slice(place, place + 5)]);
    result = result.slice(0, place) + instead + result.slice(place + dice.roll(3));
  }
  return result;
}

function some(dice: Dice, make: () => string): string {
  return Array.from({ length: dice.roll(4) }, make).join(',');
}
