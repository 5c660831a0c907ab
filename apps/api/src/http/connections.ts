import type { Server } from 'node:http';
import type { Logger } from '#libs/observability';

/** How long a connection may stand still while an answer waits to be read, ms. */
const STILL_MS = 60_000;
/** Refused connections are logged once in so long, ms. */
const LOG_EVERY_MS = 60_000;

/**
 * Bounds what clients can hold by not reading: at most `most` connections are open at a time, others are closed as
 * they come; and one on which no byte moves for `stillMs` while an answer waits to be read is closed.
 *
 * A slow reader stays, since Node counts what the system takes of an answer as movement. So does a request that is
 * still being worked on, and a stream that has nothing to say: nothing waits to be read there.
 */
export function boundConnections(server: Server, most: number, logger: Logger, stillMs = STILL_MS): void {
  server.maxConnections = most;
  let logged = false;
  server.on('drop', () => {
    if (logged) return;
    logged = true;
    setTimeout(() => (logged = false), LOG_EVERY_MS).unref();
    logger.warn({ most }, 'connections are refused: API_MAX_CONNECTIONS is reached');
  });
  server.on('request', ({ socket }, response) => {
    response.setTimeout(stillMs, () => {
      if (socket.writableLength > 0) socket.destroy();
    });
  });
}
