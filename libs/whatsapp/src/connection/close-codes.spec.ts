import { banSecondsOf, closeCodeOf, meaningOf, statusCodeOf } from './close-codes.js';

function boom(statusCode: number, data?: unknown): Error {
  return Object.assign(new Error('ended'), { output: { statusCode }, data });
}

describe('a close code', () => {
  it.each([
    [400, 'stop'],
    [401, 'wipe'],
    [402, 'wait'],
    [403, 'stop'],
    [405, 'refresh-version'],
    [406, 'stop'],
    [408, 'back-off'],
    [409, 'stop'],
    [411, 'stop'],
    [415, 'stop'],
    [418, 'stop'],
    [428, 'back-off'],
    [440, 'stop-if-replaced-again'],
    [500, 'back-off'],
    [501, 'stop'],
    [503, 'back-off'],
    [515, 'reopen'],
    [599, 'back-off'],
    [undefined, 'back-off'],
  ])('%s is met with %s', (code, remedy) => {
    expect(meaningOf(code).remedy).toBe(remedy);
  });

  it('is what WhatsApp said', () => {
    expect(closeCodeOf(boom(401, { reason: '401', location: 'frc' }))).toBe(401);
    expect(closeCodeOf(boom(428))).toBe(428);
    expect(closeCodeOf(new Error('no code'))).toBeUndefined();
    expect(statusCodeOf(undefined)).toBeUndefined();
  });

  it('says how long a temporary ban lasts', () => {
    expect(banSecondsOf(boom(402, { reason: '402', expire: '3600' }))).toBe(3600);
    for (const data of [undefined, { reason: '402' }, { expire: '-1' }, { expire: 'x' }])
      expect(banSecondsOf(boom(402, data))).toBeUndefined();
  });

  it.each([401, 402, 403, 405, 406, 411, 440, 515])(
    '%i from a proxy on the way is a passing fault',
    (code) => {
      const refused = new Error(`Unexpected server response: ${code}`);
      expect(meaningOf(closeCodeOf(boom(code, refused))).remedy).toBe('back-off');
    },
  );
});
