import { jest } from '@jest/globals';
import { rootPrincipal } from './principal.js';
import { SESSION_COOKIE, SESSION_IDLE_MS, SESSION_LONGEST_MS, Sessions, TOKEN_HEADER } from './sessions.js';

const HOUR_MS = 60 * 60 * 1000;
/** Of the secret of a key. */
const DIGEST = 'digest';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

async function opened(sessions = new Sessions(), changed = new AbortController()) {
  const { session, secret } = await sessions.open({ ...rootPrincipal(), changed: changed.signal }, DIGEST);
  const cookie = `${SESSION_COOKIE}=${secret}`;
  const asks = (more: Record<string, string> = {}, method = 'GET') =>
    sessions.find({ method, headers: { cookie, ...more } });
  return { sessions, session, cookie, secret, changed, asks };
}

describe('a session', () => {
  it('is found by its cookie, among others', async () => {
    const { sessions, session, cookie } = await opened();
    const find = (text: string) => sessions.find({ method: 'GET', headers: { cookie: text } });
    for (const text of [cookie, `a=b; ${cookie}`, `${cookie}; c=d`, `a=b;${cookie};c=d`])
      expect(find(text)).toBe(session);
    const others = [
      '',
      `x${cookie}`,
      `${cookie}x`,
      `${SESSION_COOKIE}=`,
      `${SESSION_COOKIE}=${'A'.repeat(43)}`,
    ];
    for (const text of others) expect(find(text)).toBeUndefined();
    expect(sessions.find({ method: 'GET', headers: {} })).toBeUndefined();
  });

  it('changes something only with its token', async () => {
    const { asks, session } = await opened();
    const { token: other } = (await opened()).session;
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(asks({}, method)).toBeUndefined();
      for (const token of [other, session.token.slice(1), `${session.token}x`, ''])
        expect(asks({ [TOKEN_HEADER]: token }, method)).toBeUndefined();
      expect(asks({ [TOKEN_HEADER]: session.token }, method)).toBe(session);
    }
  });

  it.each(['cross-site', 'same-site', 'none'])('is not for requests that come from %s', async (site) => {
    const { asks, session } = await opened();
    expect(asks({ 'sec-fetch-site': site })).toBeUndefined();
    expect(asks({ 'sec-fetch-site': 'same-origin' })).toBe(session);
  });

  it('ends when it is not used for twelve hours, and not before', async () => {
    const { asks, session } = await opened();
    for (let times = 0; times < 3; times += 1) {
      jest.advanceTimersByTime(SESSION_IDLE_MS - 1);
      expect(asks()).toBe(session);
    }
    jest.advanceTimersByTime(SESSION_IDLE_MS);
    expect(SESSION_IDLE_MS).toBe(12 * HOUR_MS);
    expect(asks()).toBeUndefined();
    expect(session.principal.changed.aborted).toBe(true);
  });

  it('is not kept alive by requests that it does not belong to', async () => {
    const { asks } = await opened();
    jest.advanceTimersByTime(SESSION_IDLE_MS - 1);
    asks({}, 'POST');
    asks({ 'sec-fetch-site': 'cross-site' });
    jest.advanceTimersByTime(1);
    expect(asks()).toBeUndefined();
  });

  it('ends with its key', async () => {
    const { asks, changed, session } = await opened();
    changed.abort();
    expect(asks()).toBeUndefined();
    expect(session.principal.changed.aborted).toBe(true);
  });

  it('does not begin when its key has just been revoked', async () => {
    const changed = new AbortController();
    changed.abort();
    const { asks } = await opened(new Sessions(), changed);
    expect(asks()).toBeUndefined();
  });

  it('ends when it is closed, alone', async () => {
    const one = await opened();
    const other = await opened(one.sessions);
    await one.sessions.close({ headers: { cookie: one.cookie } });
    expect(one.asks()).toBeUndefined();
    expect(one.session.principal.changed.aborted).toBe(true);
    expect(other.asks()).toBe(other.session);
  });

  it('ends after seven days, however much it is used', async () => {
    const { asks, session } = await opened();
    for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
      jest.advanceTimersByTime(6 * HOUR_MS);
      expect(asks()).toBe(session);
    }
    expect(SESSION_LONGEST_MS).toBe(7 * 24 * HOUR_MS);
    jest.advanceTimersByTime(6 * HOUR_MS);
    expect(asks()).toBeUndefined();
    expect(session.principal.changed.aborted).toBe(true);
  });

  it('gives way to others of its key when there are too many', async () => {
    const first = await opened();
    const second = await opened(first.sessions);
    const ofOther = await first.sessions.open({ ...rootPrincipal(), id: 'AAAAAAAA' }, DIGEST);
    for (let number = 2; number < 50; number += 1) await first.sessions.open(rootPrincipal(), DIGEST);
    expect(first.asks()).toBe(first.session);
    await first.sessions.open(rootPrincipal(), DIGEST);
    expect(first.asks()).toBeUndefined();
    expect(second.asks()).toBe(second.session);
    expect(ofOther.session.principal.changed.aborted).toBe(false);
  });
});
