import { cursorOf, positionIn } from './cursor.js';
import { ApiFault } from './fault.js';

describe('a cursor', () => {
  it.each([[[1_735_118_400_000, 'x@s.whatsapp.net']], [[0, 17]], [[1, '']]] as const)(
    'leads back to %j',
    (position) => {
      expect(positionIn(cursorOf(position))).toEqual(position);
    },
  );

  it.each([
    '',
    'x',
    '[]',
    'bnVsbA',
    'W10',
    'WzFd',
    'W251bGwsMV0',
    `${cursorOf([1, 2])}=`,
    `${cursorOf([1, 2])} `,
  ])('is not %j', (cursor) => {
    expect(() => positionIn(cursor)).toThrow(ApiFault);
  });
});
