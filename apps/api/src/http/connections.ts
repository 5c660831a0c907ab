import type { Server } from 'node:http';
import { LIMITS } from '#libs/config';
import type { Logger } from '#libs/observability';

/** How long no byte may move on a connection while an answer waits to be read, ms. */
const STILL_MS = LIMITS.stillMs;
/** Refused connections are logged at most once in this time, ms. */
const LOG_EVERY_MS = 60_000;

/**
 * Limits what clients can hold by not reading. At most `most` connections are open at a time; further ones are closed
 * immediately. A connection is also closed if no byte moves on it for `stillMs` while an answer waits to be read.
 *
 * A slow reader keeps its connection, because Node counts the bytes that the system accepts as movement. So does a
 * request that is still being processed, and a quiet stream: on those, nothing waits to be read.
 */
export function boundConnections(
  server: Server,
  most: number,
  logger: Logger,
  stillMs: number = STILL_MS,
): void {
  server.maxConnections = most;
  let logged = false;
  server.on('drop', () => {
    if (logged) return;
    logged = true;
    setTimeout(() => (logged = false), LOG_EVERY_MS).unref();
    logger.warn({ most }, 'connections are refused: API_MAX_CONNECTIONS is reached');
  });
  server.on('request', ({ socket }, response) => {
    // There may be hundreds more on a connection that was closed for its many requests.
    if (socket.destroyed) return;
    response.setTimeout(stillMs, () => {
      if (socket.writableLength > 0) socket.destroy();
    });
  });
}
