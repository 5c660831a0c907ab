import { Fields } from '../state/fields.js';
import { ServerSettings } from '../state/server-settings.js';
import { StateFile } from '../state/state-file.js';
import { Rates } from './rates.js';

it('lets an account ask so often at once and per second, in each namespace by itself', () => {
  const settings = new ServerSettings(StateFile.open());
  settings.change(Fields.of({ rates: { 'w:g2': { burst: 2, perSecond: 1 } } }));
  let now = 0;
  const rates = new Rates(settings, () => now);
  const ask = (xmlns = 'w:g2') => rates.take('15550001111', xmlns);
  expect([ask(), ask(), ask()]).toEqual([true, true, false]);
  expect(ask('usync')).toBe(true);
  expect(rates.take('15550002222', 'w:g2')).toBe(true);
  now = 1000;
  expect([ask(), ask()]).toEqual([true, false]);
});
