import { CloseRemedies } from './close-remedies.js';

const SETTINGS = { reconnectDelayMs: 1_000, reconnectMaxDelayMs: 8_000, qrRounds: 2, replacements: 0 };

describe('what follows the end of a connection', () => {
  let remedies: CloseRemedies;

  beforeEach(() => {
    remedies = new CloseRemedies(SETTINGS);
  });

  it('is a pause that grows up to a limit, until a login', () => {
    for (const [attempt, most] of [
      [1, 1_000],
      [2, 2_000],
      [3, 4_000],
      [4, 8_000],
      [5, 8_000],
    ] as const) {
      const step = remedies.after({ code: 503 }, false);
      expect(step).toMatchObject({ next: 'back-off', reason: 'unavailable', attempt });
      const { ms } = Object(step);
      expect(ms).toBeGreaterThanOrEqual(most / 2);
      expect(ms).toBeLessThanOrEqual(most);
    }
    remedies.reset();
    expect(remedies.after({ code: 503 }, false)).toMatchObject({ attempt: 1 });
    const fault = new Error('a fault');
    expect(remedies.after({ fault }, false)).toMatchObject({ reason: 'internal_fault', attempt: 2 });
  });

  it('is a new connection at once, but only once before a login', () => {
    expect(remedies.after({ code: 515 }, false)).toEqual({ next: 'open' });
    expect(remedies.after({ code: 515 }, false)).toMatchObject({ next: 'back-off' });
    remedies.reset();
    expect(remedies.after({ code: 515 }, false)).toEqual({ next: 'open' });
  });

  it('is another set of QR codes, as long as there are any', () => {
    expect(remedies.after({ code: 408 }, true)).toEqual({ next: 'open' });
    expect(remedies.after({ code: 408 }, true)).toEqual({ next: 'halt', reason: 'qr_expired' });
    remedies.reset();
    const stopped = { passkey: 'passkey_expired' } as const;
    expect(remedies.after(stopped, false)).toEqual({ next: 'open', reason: 'passkey_expired' });
    expect(remedies.after(stopped, false)).toEqual({ next: 'halt', reason: 'passkey_expired' });
  });

  it('is a look at the current version, then a long wait, in turn', () => {
    const steps = Array.from({ length: 3 }, () => remedies.after({ code: 405 }, false).next);
    expect(steps).toEqual(['refresh-version', 'wait', 'refresh-version']);
  });

  it('is another connection, twice at most, if another server may have had the session', () => {
    remedies = new CloseRemedies({ ...SETTINGS, replacements: 2 });
    const steps = Array.from({ length: 3 }, () => {
      const { next } = remedies.after({ code: 440 }, false);
      remedies.reset();
      return next;
    });
    expect(steps).toEqual(['back-off', 'back-off', 'halt']);
  });

  it('is what the code requires', () => {
    expect(remedies.after({ code: 401 }, false)).toEqual({ next: 'log-out' });
    expect(remedies.after({ code: 440 }, false)).toEqual({ next: 'halt', reason: 'replaced' });
    const banned = { next: 'wait', reason: 'temporarily_banned' };
    expect(remedies.after({ code: 402, banSeconds: 60 }, false)).toEqual({ ...banned, ms: 60_000 });
    expect(remedies.after({ code: 402 }, false)).toEqual({ ...banned, ms: 3_600_000 });
  });
});
