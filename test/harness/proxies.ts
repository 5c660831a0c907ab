import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';

export const USER = 'proxy-user';
/** With characters that a URL has to encode. */
export const PASSWORD = 'p@ss:w/rd%';

/** What a proxy did: for whom it connected where, and whom it refused. */
export abstract class Proxy {
  /** Destinations as they were asked for, `host:port`. */
  readonly connected: string[] = [];
  /** Number of requests without the right login. */
  refused = 0;
  /** Bytes that passed through, in both directions. */
  bytes = 0;
  protected readonly sockets = new Set<Socket>();
  private port = 0;

  protected constructor(
    private readonly scheme: string,
    protected readonly server: Server,
  ) {
    server.on('connection', (socket: Socket) => this.track(socket));
  }

  async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  /** Ends it with all connections. It can listen again, on the port it had. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  url(password = PASSWORD): string {
    return `${this.scheme}://${USER}:${encodeURIComponent(password)}@127.0.0.1:${this.port}`;
  }

  /** As the API shows it. */
  get masked(): string {
    return `${this.scheme}://***:***@127.0.0.1:${this.port}`;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Connects to a host, which is this one whatever its name. */
  protected relay(host: string, port: number, client: Socket, ready: () => void): void {
    this.connected.push(`${host}:${port}`);
    const target = connect(port, '127.0.0.1');
    this.track(target);
    target.once('connect', () => {
      ready();
      for (const each of [client, target]) each.on('data', (chunk: Buffer) => (this.bytes += chunk.length));
      client.pipe(target);
      target.pipe(client);
    });
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroy());
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}

/** An HTTP proxy that makes tunnels by CONNECT. */
export class ConnectProxy extends Proxy {
  constructor() {
    const server = createHttpServer((_request, response) => response.writeHead(405).end());
    super('http', server);
    const login = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
    server.on('connect', (request, stream, head) => {
      const [client] = [...this.sockets].filter((socket) => socket === stream);
      if (!client) return;
      if (request.headers['proxy-authorization'] !== login) {
        this.refused += 1;
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      const { hostname, port } = new URL(`http://${request.url}`);
      this.relay(hostname, Number(port === '' ? 80 : port), client, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        if (head.length > 0) client.unshift(head);
      });
    });
  }
}

const VERSION = 5;
const BY_PASSWORD = 2;
const NONE_FITS = 0xff;
const IPV4 = 1;
const NAME = 3;

/** A SOCKS5 proxy (RFC 1928) with a login (RFC 1929). */
export class SocksProxy extends Proxy {
  /** Destinations that came as names, not as addresses. */
  readonly names: string[] = [];

  constructor(scheme: 'socks5' | 'socks5h' = 'socks5') {
    const server = createServer((client) => void this.serve(client).catch(() => client.destroy()));
    super(scheme, server);
  }

  private async serve(client: Socket): Promise<void> {
    const [, methods = 0] = await take(client, 2);
    const offered = await take(client, methods);
    if (!offered.includes(BY_PASSWORD)) {
      this.refused += 1;
      client.end(Buffer.from([VERSION, NONE_FITS]));
      return;
    }
    client.write(Buffer.from([VERSION, BY_PASSWORD]));
    const [, userLength = 0] = await take(client, 2);
    const user = await take(client, userLength);
    const [passwordLength = 0] = await take(client, 1);
    const password = await take(client, passwordLength);
    if (user.toString() !== USER || password.toString() !== PASSWORD) {
      this.refused += 1;
      client.end(Buffer.from([1, 1]));
      return;
    }
    client.write(Buffer.from([1, 0]));
    const [, , , type] = await take(client, 4);
    const host = await this.destination(client, type);
    const port = (await take(client, 2)).readUInt16BE();
    this.relay(host, port, client, () => {
      client.write(Buffer.from([VERSION, 0, 0, IPV4, 0, 0, 0, 0, 0, 0]));
    });
  }

  private async destination(client: Socket, type: number | undefined): Promise<string> {
    if (type === IPV4) return [...(await take(client, 4))].join('.');
    if (type !== NAME) throw new Error('no such type of address');
    const [length = 0] = await take(client, 1);
    const name = (await take(client, length)).toString();
    this.names.push(name);
    return name;
  }
}

/** The next bytes of a connection. @throws if it ends before */
async function take(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = count === 0 ? Buffer.alloc(0) : socket.read(count);
    if (Buffer.isBuffer(bytes)) return bytes;
    if (socket.readableEnded || socket.destroyed) throw new Error('the connection ended');
    await Promise.race([once(socket, 'readable'), once(socket, 'close')]);
  }
}
