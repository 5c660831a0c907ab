import { isObject, isText, isTextByName, isTexts, parsed } from './json.js';

describe('JSON from the database', () => {
  it('has the type of what was written', () => {
    expect(parsed('"15550001111"', isText)).toBe('15550001111');
    expect(parsed('["message","ready"]', isTexts)).toEqual(['message', 'ready']);
    expect(parsed('{"X-Tenant":"7"}', isTextByName)).toEqual({ 'X-Tenant': '7' });
    expect(parsed('{"at":5}', isObject)).toEqual({ at: 5 });
  });

  it('is refused when something else was written', () => {
    expect(() => parsed('null', isObject)).toThrow(/form/);
    expect(() => parsed('[1]', isTexts)).toThrow(/form/);
    expect(() => parsed('{"X-Tenant":7}', isTextByName)).toThrow(/form/);
    expect(() => parsed('{', isObject)).toThrow(SyntaxError);
  });

  it('passes through a reviver', () => {
    const reviver = (_key: string, value: unknown) => (value === 'x' ? 'y' : value);
    expect(parsed('"x"', isText, reviver)).toBe('y');
  });
});
