import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Emulator } from '../../harness/emulator.js';

/** Stands between a server and WhatsApp, and can be shut without a word. */
export class Door {
  private isShut = false;
  private readonly server: Server;
  private readonly pairs = new Set<{ client: Duplex; whatsapp: Socket }>();

  constructor(private readonly emulator: Emulator) {
    this.server = createServer((_request, response) => void this.tell(response));
    this.server.on('upgrade', (request, client) => this.join(request, client));
  }

  /** @returns the URL of the emulator, through here */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this.through(this.emulator.url);
  }

  /** From now on nothing passes, and nobody is told. */
  shut(): void {
    this.isShut = true;
  }

  /** Lets everything pass again, over new connections. */
  open(): void {
    this.isShut = false;
    this.end();
  }

  close(): void {
    this.server.close();
    this.end();
  }

  /** What to trust, and where WhatsApp is: here. */
  private async tell(response: ServerResponse): Promise<void> {
    const trust = await this.emulator.get('/trust');
    response.end(JSON.stringify({ ...trust, webSocketUrl: this.through(trust.webSocketUrl) }));
  }

  private end(): void {
    for (const { client, whatsapp } of this.pairs) for (const each of [client, whatsapp]) each.destroy();
  }

  private through(to: string): string {
    const url = new URL(to);
    url.port = String(Object(this.server.address()).port);
    return String(url);
  }

  private join(request: IncomingMessage, client: Duplex): void {
    const whatsapp = connect(Number(new URL(this.emulator.url).port), '127.0.0.1');
    const pair = { client, whatsapp };
    this.pairs.add(pair);
    const end = (): void => {
      client.destroy();
      whatsapp.destroy();
      this.pairs.delete(pair);
    };
    for (const each of [client, whatsapp]) each.on('error', () => undefined).on('close', end);
    const headers = request.rawHeaders.flatMap((name, index, all) =>
      index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
    );
    whatsapp.write(`GET ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    client.on('data', (bytes: Buffer) => this.isShut || whatsapp.destroyed || whatsapp.write(bytes));
    whatsapp.on('data', (bytes) => this.isShut || client.destroyed || client.write(bytes));
  }
}
