import { readRange } from './byte-range.js';

describe('a Range header', () => {
  it.each([
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=16-1000', { start: 16, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes= 5 - 5', { start: 5, end: 5 }],
  ])('%s names a part of 100 bytes', (header, part) => {
    expect(readRange(header, 100)).toEqual(part);
  });

  it.each([undefined, '', 'bytes=-', 'bytes=9-5', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=a-b'])(
    '%j leaves the file whole',
    (header) => {
      expect(readRange(header, 100)).toBe('whole');
    },
  );

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s lies outside', (header) => {
    expect(readRange(header, 100)).toBe('unsatisfiable');
  });

  it('finds nothing in an empty file', () => {
    expect(readRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(readRange('bytes=-5', 0)).toBe('unsatisfiable');
  });
});
