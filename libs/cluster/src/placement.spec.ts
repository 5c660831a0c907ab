import type { NodeId } from '#libs/storage';
import { whomToGive } from './placement.js';

describe('a server with some instances', () => {
  function given(own: number, ...others: number[]): NodeId | undefined {
    return whomToGive(own, new Map(others.map((count, n): [NodeId, number] => [`nod_${n}`, count])));
  }

  it.each<[own: number, others: number[], to: NodeId | undefined]>([
    [12, [], undefined],
    [12, [0], 'nod_0'],
    [12, [4, 2], 'nod_1'],
    [6, [6], undefined],
    // One more than another is even.
    [4, [3], undefined],
    [2, [0], 'nod_0'],
    [1, [0], undefined],
    // A tenth more than the share is even enough.
    [105, [100, 95], undefined],
    [115, [100, 85], 'nod_1'],
    [0, [12], undefined],
  ])('with %i, beside servers with %j, gives one to %s', (own, others, to) => {
    expect(given(own, ...others)).toBe(to);
  });
});
