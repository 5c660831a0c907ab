import { Repetitions } from './repetitions.js';

const answer = (statusCode: number, writableEnded = true) => ({ statusCode, writableEnded });

describe('a delivery that comes again', () => {
  it('has started a workflow, if the first answer was a success', () => {
    const repetitions = new Repetitions();
    const first = answer(200, false);
    expect(repetitions.of('a', first)).toBe('new');
    expect(repetitions.of('a', answer(200))).toBe('starting');
    first.writableEnded = true;
    expect(repetitions.of('a', answer(200))).toBe('started');
    repetitions.sent('a', first);
    expect(repetitions.of('a', answer(200))).toBe('started');
  });

  it('starts one, if n8n could not do so before', () => {
    const repetitions = new Repetitions();
    repetitions.of('a', answer(500));
    expect(repetitions.of('a', answer(200))).toBe('new');
    expect(repetitions.of('a', answer(200))).toBe('started');
  });

  it('is remembered for a while', () => {
    const repetitions = new Repetitions();
    repetitions.of('first', answer(200));
    for (let each = 0; each < 999; each++) repetitions.of(String(each), answer(200));
    expect(repetitions.of('first', answer(200))).toBe('started');
    repetitions.of('one more', answer(200));
    expect(repetitions.of('first', answer(200))).toBe('new');
  });
});
