import { Expired, ManualClock } from './clock.js';

describe('a deadline', () => {
  const clock = new ManualClock();

  it('hands on what came in time', async () => {
    await expect(clock.within(10, Promise.resolve('answer'))).resolves.toBe('answer');
    await expect(clock.within(10, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(clock.waiting).toBe(0);
  });

  it('ends the wait, not the work', async () => {
    let end: (value: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => (end = resolve));
    const waiting = clock.within(10, work);
    clock.advance(9);
    clock.advance(1);
    await expect(waiting).rejects.toThrow(Expired);
    end('late');
    await expect(work).resolves.toBe('late');
  });

  it('passes over failures where only the end counts', async () => {
    await clock.atMost(10, Promise.reject(new Error('broken')));
    const waiting = clock.atMost(10, new Promise(() => undefined));
    clock.advance(10);
    await waiting;
    expect(clock.waiting).toBe(0);
  });
});
