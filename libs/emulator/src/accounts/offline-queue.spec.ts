import { StateFile } from '../state/state-file.js';
import { stanza } from '../wire/stanza.js';
import { OfflineQueue } from './offline-queue.js';

function message(id: string, category?: string) {
  return stanza('message', { id, category });
}

describe('the queue of a companion', () => {
  let queue: OfflineQueue;

  beforeEach(() => {
    queue = new OfflineQueue(StateFile.open(), '15550001111', 1);
  });

  it('keeps what was written until it is answered', () => {
    const entry = queue.push(message('A'));
    expect(queue.acknowledge({ tag: 'message', id: 'A' }, true)).toBe(false);
    queue.markWritten(entry);
    expect(queue.unacknowledged).toBe(1);
    expect(queue.acknowledge({ tag: 'message', id: 'A' }, true)).toBe(true);
    expect(queue.size).toBe(0);
    expect(queue.acknowledged).toEqual(['A']);
  });

  it('does not count what was refused, nor what the own phone sent', () => {
    for (const node of [message('A'), message('B', 'peer')]) queue.markWritten(queue.push(node));
    queue.acknowledge({ tag: 'message', id: 'A' }, false);
    queue.acknowledge({ tag: 'message', id: 'B' }, true);
    expect(queue.size).toBe(0);
    expect(queue.acknowledged).toEqual([]);
  });

  it('takes one stanza per answer, the oldest first', () => {
    for (const node of [message('A'), message('A')]) queue.markWritten(queue.push(node));
    queue.acknowledge({ tag: 'message', id: 'A' }, false);
    expect(queue.entries.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('tells receipts of one message apart by their type', () => {
    for (const type of [undefined, 'read'])
      queue.markWritten(queue.push(stanza('receipt', { id: 'A', type })));
    queue.acknowledge({ tag: 'receipt', id: 'A', type: 'read' }, true);
    expect(queue.entries.map(({ node }) => node.attrs.type)).toEqual([undefined]);
  });
});
