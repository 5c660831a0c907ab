import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { createLogger } from '#libs/observability';
import { boundConnections } from './connections.js';

/** More than the system buffers for both ends of a connection. */
const LARGE = Buffer.alloc(64 * 1024 * 1024, 'x');
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

const logger = createLogger('silent');

describe('the connections of the server', () => {
  let server: Server;
  const clients: Socket[] = [];

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function serve(answer: RequestListener, most: number, stillMs?: number): Promise<void> {
    server = createServer(answer);
    boundConnections(server, most, logger, stillMs);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  /** A connection that reads nothing yet. */
  function open(): Socket {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const client = connect(port, '127.0.0.1').pause();
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  }

  /** Sends a request on a connection of its own. Resolves with both ends of it. */
  async function ask(): Promise<{ client: Socket; accepted: Socket }> {
    const client = open();
    client.write(REQUEST);
    const [{ socket: accepted }] = await once(server, 'request');
    return { client, accepted };
  }

  it('are closed when an answer waits and nothing of it is read', async () => {
    await serve((_request, response) => response.end(LARGE), 10, 200);
    const { accepted } = await ask();
    await once(accepted, 'close');
    expect(accepted.writableFinished).toBe(false);
  });

  it('stay as long as a slow reader reads at all', async () => {
    await serve((_request, response) => response.end(LARGE), 10, 3000);
    const slow = await ask();
    let read = 0;
    let slowly = true;
    slow.client.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (!slowly) return;
      slow.client.pause();
      setTimeout(() => slow.client.resume(), 20);
    });
    slow.client.resume();
    // Two connections of those who read nothing are closed meanwhile, one after the other.
    for (let n = 0; n < 2; n += 1) await once((await ask()).accepted, 'close');
    expect(slow.accepted.destroyed).toBe(false);
    expect(slow.accepted.writableLength).toBeGreaterThan(0);
    slowly = false;
    await once(slow.client, 'end');
    expect(read).toBeGreaterThan(LARGE.length);
  });

  it('stay while an answer is still being made, or pauses', async () => {
    const answers: ServerResponse[] = [];
    await serve((_request, response) => answers.push(response), 10, 50);
    const { client, accepted } = await ask();
    const received = buffer(client);
    await once(accepted, 'timeout');
    answers[0]?.write('one');
    await once(accepted, 'timeout');
    answers[0]?.end('two');
    expect((await received).toString()).toMatch(/one[^]*two/);
  });

  it('are no more than allowed, which is logged once', async () => {
    const warn = jest.spyOn(logger, 'warn');
    await serve((_request, response) => response.end(), 2);
    const admitted = async (): Promise<Socket> => {
      open();
      const [accepted] = await once(server, 'connection');
      return accepted;
    };
    const first = await admitted();
    await admitted();
    for (let n = 0; n < 2; n += 1) await once(open().resume(), 'close');
    expect(warn).toHaveBeenCalledTimes(1);
    first.destroy();
    await once(first, 'close');
    const { client } = await ask();
    expect((await buffer(client)).toString()).toMatch(/^HTTP\/1\.1 200 /);
  });
});
