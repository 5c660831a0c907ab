import { newSecret, secretsOf } from './endpoint-secrets.js';

const SERVER = { secret: 'of the server', previousSecret: 'of the server, before' };

describe('the secrets of an endpoint', () => {
  it('are those of the server while it has none of its own', () => {
    const none = { secret: null, previous_secret: null, previous_until: null };
    expect(secretsOf(none, SERVER, 5)).toEqual(SERVER);
  });

  it('are its own, without any of the server', () => {
    const own = { secret: 'own', previous_secret: null, previous_until: null };
    expect(secretsOf(own, SERVER, 5)).toEqual({ secret: 'own' });
  });

  it('include the one before until its grace is over, which may have been the one of the server', () => {
    const rotated = { secret: 'new', previous_secret: 'old', previous_until: 10 };
    expect(secretsOf(rotated, SERVER, 9)).toEqual({ secret: 'new', previousSecret: 'old' });
    expect(secretsOf(rotated, SERVER, 10)).toEqual({ secret: 'new' });
    const first = { ...rotated, previous_secret: null };
    expect(secretsOf(first, SERVER, 9)).toEqual({ secret: 'new', previousSecret: SERVER.secret });
  });

  it('are made of 256 bits', () => {
    expect(Buffer.from(newSecret(), 'base64url')).toHaveLength(32);
    expect(newSecret()).not.toBe(newSecret());
  });
});
