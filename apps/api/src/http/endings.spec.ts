import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { type Ending, LEFT, reportEndings } from './endings.js';

describe('the end of a request', () => {
  let server: FastifyInstance;
  let endings: [string, number][];
  let client: Socket;

  beforeEach(async () => {
    server = fastify();
    endings = [];
    reportEndings(server);
    server.endings.add(({ request, status }: Ending) => endings.push([request.url, status]));
    server.get('/now', async () => ({}));
    server.get('/refused', async (_request, reply) => reply.status(403).send({}));
    server.get('/never', async () => new Promise(() => undefined));
    const url = new URL(await server.listen({ port: 0, host: '127.0.0.1' }));
    client = connect(Number(url.port), url.hostname);
    await once(client, 'connect');
  });

  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  const ask = (...paths: string[]) =>
    client.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));

  async function ended(count: number): Promise<[string, number][]> {
    for (let n = 0; n < 200 && endings.length < count; n += 1) await wait(10);
    return endings;
  }

  it('is reported once, with the status of the answer', async () => {
    ask('/now', '/refused', '/missing');
    expect(await ended(3)).toEqual([
      ['/now', 200],
      ['/refused', 403],
      ['/missing', 404],
    ]);
    client.destroy();
    await wait(50);
    expect(endings).toHaveLength(3);
  });

  it('is reported if the caller leaves before the answer, and for what waits behind it', async () => {
    ask('/never', '/refused', '/never');
    await wait(50);
    expect(endings).toEqual([]);
    client.destroy();
    expect(await ended(3)).toEqual(
      expect.arrayContaining([
        ['/never', LEFT],
        ['/refused', 403],
        ['/never', LEFT],
      ]),
    );
    expect(endings).toHaveLength(3);
  });
});
