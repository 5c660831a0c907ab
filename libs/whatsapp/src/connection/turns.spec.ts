import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Turns } from './turns.js';

let time = 0;
const turns = new Turns(() => time);

/** Takes longer than a turn. */
function work(): void {
  time += 30;
}

function socketThat(listens: (value: number) => void): EventEmitter {
  const socket = new EventEmitter();
  turns.share(socket);
  for (const event of ['message', 'close', 'frame']) socket.on(event, listens);
  return socket;
}

describe('what comes over many sockets at once', () => {
  it('is handed on in its order, with turns of the event loop in between, each in its own context', async () => {
    const context = new AsyncLocalStorage<string>();
    const seen: string[] = [];
    const sockets = ['one', 'other'].map((name) =>
      socketThat((value) => {
        seen.push(`${name} ${value} ${context.getStore()}`);
        work();
      }),
    );
    sockets.forEach((socket, index) =>
      context.run(`context ${index}`, () => {
        socket.emit('message', 1);
        socket.emit('message', 2);
        socket.emit('close', 3);
      }),
    );
    expect(seen).toEqual(['one 1 context 0']);
    while (seen.length < 6) {
      const before = seen.length;
      await setImmediate();
      expect(seen.length - before).toBeLessThanOrEqual(1);
    }
    expect(seen).toEqual([
      'one 1 context 0',
      'one 2 context 0',
      'one 3 context 0',
      'other 1 context 1',
      'other 2 context 1',
      'other 3 context 1',
    ]);
  });

  it('is handed on at once while there is time, as is what Baileys tells itself', async () => {
    await setImmediate();
    const seen: number[] = [];
    const socket = socketThat((value) => seen.push(value));
    socket.emit('message', 1);
    socket.emit('message', 2);
    expect(seen).toEqual([1, 2]);
    socket.removeAllListeners('message').on('message', work);
    socket.emit('message');
    socket.emit('message');
    socket.emit('frame', 3);
    expect(seen).toEqual([1, 2, 3]);
  });
});
