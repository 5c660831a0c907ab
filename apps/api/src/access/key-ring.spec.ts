import type { ApiKeyRow } from '#libs/storage';
import { isOver, KeyRing } from './key-ring.js';
import { digestOf, newKey } from './key-text.js';

const NOW = Date.parse('2026-01-31T09:00:00Z');

function row(id: string, key: string, more: Partial<ApiKeyRow> = {}): ApiKeyRow {
  return {
    id,
    name: id,
    digest: digestOf(key),
    previous_digest: null,
    previous_until: null,
    scopes: '["messages:read"]',
    instances: null,
    expires_at: null,
    rate_limit: null,
    created_at: NOW,
    created_by: 'root',
    used_at: null,
    ...more,
  };
}

describe('the root key', () => {
  const ring = new KeyRing('s3cret');

  it.each([
    ['a bearer token', { authorization: 'Bearer s3cret' }],
    ['a bearer token in other letters', { authorization: 'bearer  s3cret' }],
    ['X-API-Key', { 'x-api-key': 's3cret' }],
    ['X-API-Key beside a foreign Authorization', { authorization: 'Basic eDp5', 'x-api-key': 's3cret' }],
  ])('is taken as %s', (_name, headers) => {
    expect(ring.principalIn(headers, NOW)?.id).toBe('root');
  });

  it.each([
    ['nothing', {}],
    ['an empty key', { 'x-api-key': '' }],
    ['a beginning of it', { 'x-api-key': 's3cre' }],
    ['more than it', { 'x-api-key': 's3cret ' }],
    ['a key in bytes beyond ASCII', { 'x-api-key': 's3cr\u00e9t' }],
    ['another scheme', { authorization: 'Basic s3cret' }],
    ['a bare Authorization', { authorization: 's3cret' }],
    ['several keys', { 'x-api-key': ['s3cret', 's3cret'] }],
  ])('is not %s', (_name, headers) => {
    expect(ring.principalIn(headers, NOW)).toBeUndefined();
  });
});

describe('another key', () => {
  const id = 'AbCdEfGh';
  const key = newKey(id);
  let ring: KeyRing;

  beforeEach(() => {
    ring = new KeyRing('s3cret');
  });

  const who = (text: string, now = NOW) => ring.principalIn({ 'x-api-key': text }, now);

  it('is known by its whole text, with what it may do', () => {
    ring.put(row(id, key, { instances: '["one"]', rate_limit: 5 }));
    expect(who(key)).toMatchObject({ id, ratePerMinute: 5, scopes: new Set(['messages:read']) });
    expect([...(who(key)?.instances ?? [])]).toEqual(['one']);
    expect(who(newKey(id))).toBeUndefined();
    expect(who(newKey('HgFeDcBa'))).toBeUndefined();
  });

  it('ends when it expires', () => {
    ring.put(row(id, key, { expires_at: NOW + 1 }));
    expect(who(key)).toBeDefined();
    expect(who(key, NOW + 1)).toBeUndefined();
  });

  it('is valid beside its successor until the grace is over', () => {
    const next = newKey(id);
    ring.put(row(id, next, { previous_digest: digestOf(key), previous_until: NOW + 10 }));
    expect(who(key)).toMatchObject({ endsAt: NOW + 10, previous: true });
    expect(who(next)).toMatchObject({ endsAt: undefined, previous: false });
    expect(who(key, NOW + 10)).toBeUndefined();
    expect(who(next, NOW + 10)).toBeDefined();
  });

  it('expires with its successor, whatever the grace', () => {
    const next = newKey(id);
    const until = { previous_digest: digestOf(key), previous_until: NOW + 10, expires_at: NOW + 5 };
    ring.put(row(id, next, until));
    expect(who(key, NOW + 5)).toBeUndefined();
  });

  it('ends for those who hold it when it is changed or removed', () => {
    ring.put(row(id, key));
    const first = who(key);
    ring.put(row(id, key, { scopes: '[]' }));
    const second = who(key);
    expect(first && isOver(first, NOW)).toBe(true);
    expect(second && isOver(second, NOW)).toBe(false);
    ring.remove(id);
    expect(second && isOver(second, NOW)).toBe(true);
    expect(who(key)).toBeUndefined();
  });

  it('drops scopes that this version does not know', () => {
    ring.put(row(id, key, { scopes: '["messages:read","moon:read"]' }));
    expect([...(who(key)?.scopes ?? [])]).toEqual(['messages:read']);
  });

  it('is noted as used, to the minute, once', () => {
    ring.put(row(id, key));
    expect(ring.find(id)?.used_at).toBeNull();
    who(key, NOW + 61_000);
    expect(ring.find(id)?.used_at).toBe(NOW + 60_000);
    expect([...ring.takeUses()]).toEqual([[id, NOW + 60_000]]);
    expect([...ring.takeUses()]).toEqual([]);
    expect(ring.list().map(({ used_at }) => used_at)).toEqual([NOW + 60_000]);
    ring.returnUses(new Map([[id, NOW + 60_000]]));
    expect([...ring.takeUses()]).toEqual([[id, NOW + 60_000]]);
  });
});

describe('ten thousand keys', () => {
  it('are not compared with one another: a request costs what it costs with one', () => {
    const ring = new KeyRing('s3cret');
    let compared = 0;
    const counted = (id: string, key: string): ApiKeyRow =>
      Object.defineProperty(row(id, key), 'digest', {
        get: () => {
          compared += 1;
          return digestOf(key);
        },
      });
    const keys = Array.from({ length: 10_000 }, (_, n) => {
      const id = String(n).padStart(8, '0');
      return { id, key: newKey(id) };
    });
    for (const { id, key } of keys) ring.put(counted(id, key));
    const first = keys[0]?.key ?? '';
    const last = keys.at(-1)?.key ?? '';
    const costOf = (text: string): number => {
      compared = 0;
      ring.principalIn({ 'x-api-key': text }, NOW);
      return compared;
    };
    expect([first, last, newKey('00000007'), newKey('unknown0'), 's3cret', 'nonsense'].map(costOf)).toEqual([
      1, 1, 1, 0, 0, 0,
    ]);
    expect(ring.principalIn({ 'x-api-key': last }, NOW)?.id).toBe('00009999');
  });
});
