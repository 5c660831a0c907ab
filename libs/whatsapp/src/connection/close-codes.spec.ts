import { closeCodeOf, meaningOf, statusCodeOf } from './close-codes.js';

function boom(statusCode: number, data?: unknown): Error {
  return Object.assign(new Error('ended'), { output: { statusCode }, data });
}

describe('a close code', () => {
  it.each([
    [401, 'wipe'],
    [403, 'stop'],
    [405, 'refresh-version'],
    [408, 'back-off'],
    [411, 'stop'],
    [428, 'back-off'],
    [440, 'stop'],
    [500, 'back-off'],
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

  it.each([401, 403, 405, 411, 440, 515])('%i from a proxy on the way is a passing fault', (code) => {
    const refused = new Error(`Unexpected server response: ${code}`);
    expect(meaningOf(closeCodeOf(boom(code, refused))).remedy).toBe('back-off');
  });
});
