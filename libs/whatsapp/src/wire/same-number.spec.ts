import { parsePhone } from './jids.js';
import { isSameNumber } from './same-number.js';

it.each([
  ['5547900001234', '554700001234', true],
  ['525512345678', '5215512345678', true],
  ['541112345678', '5491112345678', true],
  ['15550001111', '15550001111', true],
  ['15550001111', '15550001112', false],
  ['5547900001234', '5547900001235', false],
  ['4915112345678', '491511234567', false],
])('%s and %s are one account: %s', (one, other, same) => {
  expect(isSameNumber(parsePhone(one, 'to'), parsePhone(other, 'to'))).toBe(same);
});
