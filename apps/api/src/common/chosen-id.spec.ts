import { idInPath, pathOfId } from './chosen-id.js';

describe('an id in a path', () => {
  it.each([
    '3EB0C431C26A1916E07A',
    '..',
    '.',
    '../disconnect',
    '~',
    '~Li4',
    'a b',
    'ü',
    '🎉',
    '%2e%2e',
    '?a#b',
  ])('comes back as it was: %j', (id) => {
    const segment = pathOfId(id);
    expect(segment).toMatch(/^~?[\w-]+$/);
    expect(idInPath(segment)).toBe(id);
  });

  it('stays as it is if it is usual', () => {
    expect(pathOfId('3EB0C431C26A1916E07A')).toBe('3EB0C431C26A1916E07A');
    expect(idInPath('a b')).toBe('a b');
  });

  it.each(['~=', '~Li4=', '~Li', '~_w', '~ü', '~a.b'])('is wrong: %s', (segment) => {
    expect(idInPath(segment)).toBeUndefined();
  });

  it('is refused by its length if it is empty', () => {
    expect(idInPath('~')).toBe('');
  });
});
