import type { QueuedDelivery, Uid } from '#libs/storage';
import { Lines, LOOKED_UP } from './lines.js';

const NONE = new Set<number>();
const ONE = 'ins_one';
const TWO = 'ins_two';

function at(position: number, chat: string | null = 'a', instance: Uid = ONE): QueuedDelivery {
  return { position, chat, instance, attempts: 0, due_at: 0 };
}

describe('the heads of lines', () => {
  let lines: Lines;

  beforeEach(() => {
    lines = new Lines();
  });

  const heads = (underWay = NONE) => lines.ready(underWay).map(({ position }) => position);

  it('are the oldest of each chat, those under way left out', () => {
    lines.read([at(1), at(2), at(3, 'b'), at(4, null), at(5, null)]);
    lines.read([at(2, 'a', TWO)]);
    expect(heads()).toEqual([1, 2, 3, 4]);
    expect(heads(new Set([1, 4]))).toEqual([2, 3]);
  });

  it('move on to what is behind them', () => {
    lines.read([at(1), at(2)]);
    expect(lines.advance(at(1))).toBe(true);
    expect(heads()).toEqual([2]);
    expect(lines.advance(at(2))).toBe(true);
    expect(heads()).toEqual([]);
  });

  it('have the rest of a long line looked up, up to where its instance was read', () => {
    const page = Array.from({ length: 30 }, (_, index) => at(index + 1));
    lines.read(page);
    for (let n = 1; n < LOOKED_UP - 1; n += 1) expect(lines.advance(at(n))).toBe(true);
    expect(lines.advance(at(LOOKED_UP - 1))).toBe(false);
    expect([lines.reach(ONE), lines.reach(TWO)]).toEqual([30, 0]);
    lines.resume(at(LOOKED_UP - 1), [LOOKED_UP, LOOKED_UP + 1]);
    expect(heads()).toEqual([LOOKED_UP]);
  });

  it('come of one instance after the other, each read on from where it was', () => {
    for (const instance of [ONE, TWO, ONE] as const) lines.expect(instance);
    expect(lines.next()).toBe(ONE);
    // What is added while a page is read may not be on it.
    lines.expect(ONE);
    lines.read([at(100)]);
    expect([lines.next(), lines.next(), lines.next()]).toEqual([TWO, ONE, undefined]);
    expect(lines.reach(ONE)).toBe(100);
  });

  it('are bounded: what finds no room is read again later', () => {
    const page = Array.from({ length: 300 }, (_, index) => at(index + 1, `chat${index}`));
    expect(lines.read(page)).toBe(false);
    expect(lines.isFull).toBe(true);
    expect(lines.reach(ONE)).toBe(heads().length);
    lines.clear();
    expect([lines.isFull, lines.reach(ONE), heads()]).toEqual([false, 0, []]);
  });
});
