import { Deadline, Expired, ManualClock } from './clock.js';

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

  it('can be put off, before it has passed', async () => {
    const deadline = new Deadline(clock, 10);
    const settled: string[] = [];
    const waiting = deadline.within(new Promise(() => undefined));
    waiting.catch(() => settled.push('expired'));
    clock.advance(9);
    deadline.putOff(20);
    deadline.putOff(5);
    clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(24);
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toEqual([]);
    clock.advance(1);
    await expect(waiting).rejects.toThrow(Expired);
    expect(clock.waiting).toBe(0);
  });

  it('passes over failures where only the end counts', async () => {
    await clock.atMost(10, Promise.reject(new Error('broken')));
    const waiting = clock.atMost(10, new Promise(() => undefined));
    clock.advance(10);
    await waiting;
    expect(clock.waiting).toBe(0);
  });
});
