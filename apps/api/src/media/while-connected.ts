import type { FastifyRequest } from 'fastify';

/** Runs work that is aborted when the client disconnects. */
export async function whileConnected<R>(
  { raw }: FastifyRequest,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const controller = new AbortController();
  const gone = () => controller.abort();
  raw.socket.once('close', gone);
  try {
    return await work(controller.signal);
  } finally {
    raw.socket.off('close', gone);
  }
}
