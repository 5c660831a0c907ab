import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { oneAtATime } from './pipelining.js';

describe('requests that are sent before the answers to those before them', () => {
  let server: Server;

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function send(handle: RequestListener, count: number): Promise<Socket> {
    server = createServer(oneAtATime(handle)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
    client.on('error', () => undefined);
    const requests = Array.from({ length: count }, (_, n) => `GET /${n} HTTP/1.1\r\nHost: x\r\n`);
    client.write(`${requests.join('\r\n')}Connection: close\r\n\r\n`);
    return client;
  }

  it('are handled one after the other, in their order', async () => {
    const paths: (string | undefined)[] = [];
    let open = 0;
    const client = await send(({ url }, response) => {
      paths.push(url);
      open += 1;
      expect(open).toBe(1);
      setImmediate(() => {
        open -= 1;
        response.end(url);
      });
    }, 17);
    const answers = (await buffer(client)).toString();
    expect(answers.match(/^\/\d+/gm)).toEqual(Array.from({ length: 17 }, (_, n) => `/${n}`));
    expect(paths).toHaveLength(17);
  });

  it('are not handled if there are too many', async () => {
    let handled = 0;
    const client = await send((_request, response) => {
      handled += 1;
      setImmediate(() => response.end());
    }, 18);
    await once(client.resume(), 'close');
    expect(handled).toBe(1);
  });

  it('are handled at once if it is known who sends them', async () => {
    let handled = 0;
    server = createServer(
      oneAtATime(
        () => {
          handled += 1;
          if (handled === 100) server.emit('all');
        },
        () => true,
      ),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100));
    await once(server, 'all');
    client.destroy();
    expect(handled).toBe(100);
  });

  it('are not handled once their sender has gone', async () => {
    const paths: (string | undefined)[] = [];
    const first = new Promise<ServerResponse>((resolve) => {
      void send(({ url }, response) => {
        paths.push(url);
        resolve(response);
      }, 5);
    });
    const response = await first;
    response.socket?.destroy();
    await once(response, 'close');
    expect(paths).toEqual(['/0']);
  });
});
