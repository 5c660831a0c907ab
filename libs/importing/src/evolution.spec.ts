import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvolution } from './evolution.js';

const CREDENTIALS = {
  noiseKey: {},
  signedIdentityKey: {},
  signedPreKey: {},
  registrationId: 17,
  advSecretKey: 'secret',
  account: {},
  me: { id: '628111111111:7@s.whatsapp.net' },
};
/** Evolution makes JSON of JSON. */
const twice = (value: unknown): string => JSON.stringify(JSON.stringify(value));
const HASH = {
  'pre-key-1': twice({ private: { type: 'Buffer', data: 'AQ==' }, public: { type: 'Buffer', data: 'Ag==' } }),
  'lid-mapping-15550001111': twice('913103037140909'),
  'sender-key-120363001@g.us::15550001111::0': twice({ type: 'Buffer', data: 'W10=' }),
  'something-else': twice({}),
};

describe('the keys of Evolution API in Redis', () => {
  let directory: string;
  const at = (name: string): string => join(directory, name);
  const write = (name: string, value: unknown): void => writeFileSync(at(name), JSON.stringify(value));
  const imported = () => readEvolution(at('row.json'), at('hash.json'), Date.now());

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'evolution-'));
    write('row.json', { id: 'x', name: 'bot', creds: twice(CREDENTIALS), webhook: null });
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('are read from a hash, as an object or as a list', async () => {
    for (const hash of [HASH, Object.entries(HASH).flat()]) {
      write('hash.json', hash);
      const session = await imported();
      expect(session).toMatchObject({ name: 'bot', webhooks: [], credentials: { phone: '628111111111' } });
      expect(session.keys.get('lid-mapping')?.get('15550001111')).toBe('"913103037140909"');
      expect(session.keys.get('sender-key')?.get('120363001@g.us::15550001111::0')).toBe(
        '{"type":"Buffer","data":"W10="}',
      );
      expect(session.leftOut).toEqual(['something-else is not a key of Baileys']);
    }
  });

  it('may bring the credentials', async () => {
    write('row.json', { id: 'x', name: 'bot', creds: null });
    write('hash.json', { ...HASH, creds: twice(CREDENTIALS) });
    expect((await imported()).credentials.phone).toBe('628111111111');
    write('hash.json', HASH);
    await expect(imported()).rejects.toThrow('has no creds');
  });

  it.each([
    ['nothing', {}, 'has no pre-keys'],
    ['no texts', { ...HASH, 'pre-key-2': {} }, 'is not a hash of Redis'],
    ['half a key', { ...HASH, 'pre-key-2': twice({ private: {} }) }, 'there is no public in it'],
  ])('are refused with %s in them', async (_name, hash, reason) => {
    write('hash.json', hash);
    await expect(imported()).rejects.toThrow(reason);
  });

  it('are refused if the export is of something else', async () => {
    write('hash.json', HASH);
    write('row.json', 'nothing');
    await expect(imported()).rejects.toThrow('is not');
  });
});
