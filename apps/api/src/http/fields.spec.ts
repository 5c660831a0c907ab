import 'reflect-metadata';
import { ApiFault, type FieldFault } from './fault.js';
import {
  Choice,
  Choices,
  Count,
  Decimal,
  Field,
  Flag,
  Identifier,
  Identifiers,
  Objects,
  Pattern,
  Text,
  Texts,
  Time,
} from './fields.js';
import { RequestPipe } from './request.pipe.js';

const pipe = new RequestPipe();

/** What is wrong with a body whose field `it` is declared so. */
async function faultsOf(declaration: PropertyDecorator, body: object): Promise<FieldFault[]> {
  class Body {
    it: unknown;
  }
  declaration(Body.prototype, 'it');
  try {
    await pipe.transform(body, { type: 'body', metatype: Body });
    return [];
  } catch (error) {
    if (error instanceof ApiFault) return [...(error.details?.fields ?? [])];
    throw error;
  }
}

async function reasonOf(declaration: PropertyDecorator, it: unknown): Promise<string | undefined> {
  return (await faultsOf(declaration, { it }))[0]?.reason;
}

class Card {
  @Text({ max: 3 })
  name: string;
}

const odd = (value: unknown) => (value === 'odd' ? 'must not be odd' : undefined);

describe('a field', () => {
  it.each<[string, PropertyDecorator, [value: unknown, reason: RegExp | undefined][]]>([
    [
      'of words',
      Text({ max: 4, judge: odd }),
      [
        [5, /must be a string/],
        ['', /must not be empty/],
        ['words', /must have at most 4 characters/],
        ['odd', /must not be odd/],
        ['fine', undefined],
      ],
    ],
    [
      'that identifies',
      Identifier({ max: 4, judge: odd }),
      [
        [null, /must be a string/],
        ['', /must not be empty/],
        ['words', /must have at most 4 characters/],
        ['odd', /must not be odd/],
        ['fine', undefined],
      ],
    ],
    [
      'that is true or false',
      Flag({ judge: (value) => (value === true ? 'must not be' : undefined) }),
      [
        ['true', /must be true or false/],
        [true, /must not be/],
        [false, undefined],
      ],
    ],
    [
      'of a whole number',
      Count({ min: 1, max: 12 }),
      [
        ['1', /must be a whole number from 1 to 12/],
        [1.5, /must be a whole number/],
        [0, /from 1 to 12/],
        [13, /from 1 to 12/],
        [12, undefined],
      ],
    ],
    [
      'of any number',
      Decimal({ min: -90, max: 90 }),
      [
        ['1', /must be a number from -90 to 90/],
        [-90.5, /from -90 to 90/],
        [91, /from -90 to 90/],
        [-6.1754, undefined],
      ],
    ],
    [
      'of a pattern',
      Pattern(/^[a-z]+$/, 'must be letters'),
      [
        ['', /must be letters/],
        ['a1', /must be letters/],
        [['abc'], /must be letters/],
        [null, /must be letters/],
        ['abc', undefined],
      ],
    ],
    [
      'of one of some words',
      Choice(['on', 'off']),
      [
        ['up', /must be one of on, off/],
        [['on'], /must be one of/],
        ['on', undefined],
      ],
    ],
    [
      'of some words',
      Choices(['on', 'off'], { notEmpty: true }),
      [
        ['on', /must be a list/],
        [[], /must not be empty/],
        [['on', 'up'], /must be one of on, off/],
        [['on', 'on'], /twice/],
        [['off', 'on'], undefined],
      ],
    ],
    ['of any words', Choices(['on', 'off']), [[[], undefined]]],
    [
      'of texts',
      Texts({ min: 2, max: 3, longest: 4 }),
      [
        ['a', /must be a list/],
        [['a'], /2 to 3 entries/],
        [['a', 'b', 'c', 'd'], /2 to 3 entries/],
        [['a', 'a'], /twice/],
        [['a', 1], /must be a string/],
        [['a', ''], /must not be empty/],
        [['a', 'words'], /must have at most 4 characters/],
        [['a', 'b'], undefined],
      ],
    ],
    [
      'of ids',
      Identifiers({ max: 2, judge: (value) => [value].flat().map(odd).find(Boolean) }),
      [
        ['a', /must be a list/],
        [['a', 'b', 'c'], /at most 2 entries/],
        [[1], /must be a string/],
        [['a', 'odd'], /must not be odd/],
        [['a', 'a'], undefined],
        [[], undefined],
      ],
    ],
    [
      'of objects',
      Objects(Card, { min: 1, max: 2 }),
      [
        [{ name: 'a' }, /must be a list/],
        [[], /1 to 2 entries/],
        [[{ name: 'a' }, { name: 'b' }, { name: 'c' }], /1 to 2 entries/],
        [['a'], /must be an object/],
        [[{ name: '' }], /must not be empty/],
        [[{ name: 'abc' }], undefined],
      ],
    ],
    [
      'of a time',
      Time({ judge: (value) => (value === '2026-01-31T09:00:00Z' ? 'must not be then' : undefined) }),
      [
        [1_769_850_000_000, /ISO 8601/],
        ['2026-01-31', /ISO 8601/],
        ['2026-01-31T09:00:00', /ISO 8601/],
        ['2026-13-31T09:00:00Z', /ISO 8601/],
        ['2026-01-31T09:00:00Z', /must not be then/],
        ['2026-01-31T09:00:00.250+07:00', undefined],
      ],
    ],
    ['that a function judges', Field(odd), [['odd', /must not be odd/], [7, undefined]]], // prettier-ignore
  ])('%s names the first thing that is wrong', async (_what, declaration, cases) => {
    for (const [value, reason] of cases) {
      const expected = reason ? expect.stringMatching(reason) : undefined;
      expect([value, await reasonOf(declaration, value)]).toEqual([value, expected]);
    }
  });

  it.each([
    { optional: false, nullable: false, absent: false, empty: false },
    { optional: true, nullable: false, absent: true, empty: false },
    { optional: false, nullable: true, absent: false, empty: true },
    { optional: true, nullable: true, absent: true, empty: true },
  ])('may be absent or null as it is declared: %o', async ({ optional, nullable, absent, empty }) => {
    const declaration = () => Count({ min: 0, max: 9, optional, nullable });
    expect((await faultsOf(declaration(), {})).length === 0).toBe(absent);
    expect((await faultsOf(declaration(), { it: null })).length === 0).toBe(empty);
    expect(await faultsOf(declaration(), { it: 10 })).toHaveLength(1);
    expect(await faultsOf(declaration(), { it: 9 })).toEqual([]);
  });

  it('is named, and so is one within an object', async () => {
    expect(await faultsOf(Text({ max: 3 }), { it: '' })).toMatchObject([{ field: 'it' }]);
    const cards = { it: [{ name: 'abc' }, { name: 'abcd' }] };
    expect(await faultsOf(Objects(Card, { min: 1, max: 2 }), cards)).toMatchObject([{ field: 'it.1.name' }]);
  });

  it('is judged beside the others of its request', async () => {
    const declaration = Field((_value, body) => ('other' in body ? 'must be alone' : undefined));
    class Body {
      it: unknown;
      @Flag({ optional: true })
      other?: boolean;
    }
    declaration(Body.prototype, 'it');
    const judged = (body: object) => pipe.transform(body, { type: 'body', metatype: Body });
    await expect(judged({ it: 1 })).resolves.toBeInstanceOf(Body);
    await expect(judged({ it: 1, other: true })).rejects.toMatchObject({
      details: { fields: [{ field: 'it', reason: 'must be alone' }] },
    });
  });
});
