import { listIn, numberIn, objectIn, readJson, textIn } from './json.js';

describe('JSON of a sender', () => {
  it('is read by its fields, whatever their types', () => {
    const json = readJson('{"a":"x","n":1.5,"o":{"b":2},"l":[{"c":1},7,null],"e":"","t":true}');
    expect(textIn(json, 'e', 'none', 'a')).toBe('x');
    expect(textIn(json, 'n')).toBe('1.5');
    expect(textIn(json, 'o', 't')).toBeUndefined();
    expect(numberIn(json, 'n')).toBe(1.5);
    expect(numberIn(json, 'a')).toBeUndefined();
    expect(objectIn(json, 'o')).toEqual({ b: 2 });
    expect(objectIn(json, 'l')).toBeUndefined();
    expect(listIn(json, 'l')).toEqual([{ c: 1 }]);
    expect(listIn(json, 'a')).toEqual([]);
  });

  it('is read up to its limits, whatever stands in its texts', () => {
    const list = Array.from({ length: 1_998 }, () => '[[[{,\\"');
    expect(readJson(JSON.stringify({ list, text: '{'.repeat(100) }))).toEqual({
      list,
      text: '{'.repeat(100),
    });
    expect(readJson(`${'{"a":'.repeat(12)}{}${'}'.repeat(12)}`)).toBeDefined();
    expect(readJson(`${'{"a":'.repeat(13)}{}${'}'.repeat(13)}`)).toBeUndefined();
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['broken', '{'],
    ['a text', '"x"'],
    ['a list', '[1]'],
    ['null', 'null'],
    ['too long', JSON.stringify({ a: 'x'.repeat(70_000) })],
    ['too deep', `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`],
    ['of too many values', JSON.stringify({ a: Array.from({ length: 3000 }, () => 1) })],
  ])('is not read if it is %s', (_what, text) => {
    expect(readJson(text)).toBeUndefined();
  });
});
