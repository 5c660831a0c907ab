import { credentialsIn } from './credentials.js';

const CREDENTIALS = {
  noiseKey: {},
  signedIdentityKey: {},
  signedPreKey: {},
  registrationId: 17,
  advSecretKey: 'secret-of-the-device',
  account: {},
  me: { id: '628111111111:7@s.whatsapp.net', lid: '913103037140909:7@lid', name: 'Shop' },
};

const read = (change: object) => credentialsIn(JSON.stringify({ ...CREDENTIALS, ...change }), 'creds.json');

describe('the credentials of a linked device', () => {
  it('name its account', () => {
    expect(read({})).toMatchObject({
      phone: '628111111111',
      lid: '913103037140909',
      name: 'Shop',
      device: '628111111111:7@s.whatsapp.net',
    });
    expect(read({ me: { id: '1:2@s.whatsapp.net' } })).toMatchObject({ phone: '1', lid: null, name: null });
  });

  it('may be JSON of JSON', () => {
    const twice = JSON.stringify(JSON.stringify(CREDENTIALS));
    expect(JSON.parse(credentialsIn(twice, 'creds').json)).toEqual(CREDENTIALS);
  });

  it.each([
    ['without an account', { account: undefined }, 'no phone has linked it'],
    ['while a pairing code waits', { account: undefined, me: CREDENTIALS.me }, 'no phone has linked it'],
    ['without the account’s address', { me: undefined }, 'no phone has linked it'],
    ['of something that is no device', { me: { id: '1@s.whatsapp.net' } }, 'of no linked device'],
    ['without a key', { signedPreKey: null }, 'there is no signedPreKey in it'],
  ])('are refused %s', (_name, change, reason) => {
    expect(() => read(change)).toThrow(reason);
  });

  it('are refused without showing them', () => {
    const half = JSON.stringify(CREDENTIALS).slice(0, -20);
    expect(() => credentialsIn(half, 'creds.json')).toThrow('creds.json is not complete: it is not JSON');
  });
});
