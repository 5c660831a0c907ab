import type { IncomingMessage, RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { LIMITS } from '#libs/config';

/**
 * Handles the requests of each connection one after the other, which is the order of their answers anyway. Node hands all of
 * them over at once: thousands in a few kilobytes would all be worked on before any request of somebody else, and even
 * when their sender has gone. A connection with too many that wait is closed.
 * @param isKnown requests of those whom one can hold to account are handled at once, all of them
 */
export function oneAtATime(
  handle: RequestListener,
  isKnown: (request: IncomingMessage) => boolean = () => false,
): RequestListener {
  const waiting = new WeakMap<Socket, (() => void)[]>();
  return (request, response) => {
    const { socket } = request;
    const line = waiting.get(socket);
    const start = (): void => {
      response.once('close', () => next(socket));
      handle(request, response);
    };
    if (isKnown(request)) {
      handle(request, response);
    } else if (!line) {
      waiting.set(socket, []);
      start();
    } else if (line.length < LIMITS.pipelinedRequests) {
      line.push(start);
    } else {
      socket.destroy();
    }
  };

  function next(socket: Socket): void {
    // What can no longer be answered, since the last answer closes the connection, is not worked on.
    const start = socket.writableEnded || socket.destroyed ? undefined : waiting.get(socket)?.shift();
    if (start) start();
    else waiting.delete(socket);
  }
}
