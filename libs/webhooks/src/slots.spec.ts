import { SharedSlots } from './slots.js';

describe('shared slots', () => {
  it('are handed out up to their number', () => {
    const slots = new SharedSlots(2);
    expect([slots.take(), slots.take(), slots.take()]).toEqual([true, true, false]);
    slots.giveBack();
    expect(slots.take()).toBe(true);
  });

  it('wake who has waited longest, once, and go on when they are not needed', () => {
    const slots = new SharedSlots(1);
    const woken: string[] = [];
    slots.take();
    slots.whenFree(() => woken.push('first'));
    slots.whenFree(() => woken.push('second'));
    slots.giveBack();
    expect(woken).toEqual(['first']);
    slots.passOn();
    expect(woken).toEqual(['first', 'second']);
    slots.passOn();
    expect(woken).toHaveLength(2);
  });

  it('forget who went away', () => {
    const slots = new SharedSlots(0);
    const wake = () => {
      throw new Error('woken');
    };
    slots.whenFree(wake);
    slots.forget(wake);
    expect(() => slots.giveBack()).not.toThrow();
  });
});
