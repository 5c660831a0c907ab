import { keyOf, keyOfFile } from './key-names.js';

describe('the name of a key file', () => {
  it.each([
    ['pre-key-17', 'pre-key', '17'],
    ['session-15550001111.0', 'session', '15550001111.0'],
    ['session-913103037140909_1.3', 'session', '913103037140909_1.3'],
    ['sender-key-120363001@g.us--15550001111--0', 'sender-key', '120363001@g.us::15550001111::0'],
    ['sender-key-1555-1600@g.us--91310_1--12', 'sender-key', '1555-1600@g.us::91310_1::12'],
    ['sender-key-memory-1555-1600@g.us', 'sender-key-memory', '1555-1600@g.us'],
    ['app-state-sync-key-AA__A+____==', 'app-state-sync-key', 'AA/A+//=='],
    ['app-state-sync-version-critical_block', 'app-state-sync-version', 'critical_block'],
    ['lid-mapping-913103037140909_reverse', 'lid-mapping', '913103037140909_reverse'],
    ['device-list-15550001111', 'device-list', '15550001111'],
    ['tctoken-15550001111@s.whatsapp.net', 'tctoken', '15550001111@s.whatsapp.net'],
    ['identity-key-15550001111.0', 'identity-key', '15550001111.0'],
  ])('%s is of a %s', (stem, type, id) => {
    expect(keyOfFile(stem)).toEqual({ type, id });
  });

  it('is none of Baileys otherwise', () => {
    expect(['creds', 'package', 'session', 'sessions-1'].map(keyOfFile)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the name of a key elsewhere', () => {
  it('is taken as it is', () => {
    expect(keyOf('sender-key-120363001@g.us::15550001111::0')?.id).toBe('120363001@g.us::15550001111::0');
    expect(keyOf('app-state-sync-key-AA/A+//==')?.id).toBe('AA/A+//==');
  });
});
