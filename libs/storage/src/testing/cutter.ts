import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between the server and its database, and can cut their connections. */
export class Cutter {
  /** At the next commit, `before`: the database is never told to commit; `after`: its answer does not arrive. */
  cut: 'before' | 'after' | undefined;
  /** A text that the database is told within the commit that is cut; undefined: any commit is meant. */
  text: string | undefined;
  /** A text at which the next connection that says it ends, before the database hears it. */
  interrupts: string | undefined;
  /** Whether nobody gets a connection. */
  isClosed = false;
  /** How long everything takes to pass, ms. */
  slowMs = 0;
  private muted: 'questions' | 'answers' | 'all' | undefined;
  private readonly server: Server;
  private readonly pairs = new Set<{ client: Socket; database: Socket }>();

  constructor(private readonly to: URL) {
    this.server = createServer((client) => this.join(client));
  }

  /** @returns the URL of the database, through here */
  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const url = new URL(this.to);
    url.port = String(Object(this.server.address()).port);
    return String(url);
  }

  close(): void {
    this.server.close();
    for (const { client, database } of this.pairs) for (const each of [client, database]) each.destroy();
  }

  /** From now on nothing passes, or what the server asks, or what the database answers; nobody is told: as if a cable were out. */
  mute(what: 'questions' | 'answers' | 'all' = 'all'): void {
    this.muted = what;
  }

  /** Lets everything pass again, over new connections. */
  unmute(): void {
    this.muted = undefined;
    for (const { client, database } of this.pairs) for (const each of [client, database]) each.destroy();
  }

  /** Ends the connections of the server. The database does not notice. */
  part(): void {
    for (const { client } of this.pairs) client.destroy();
  }

  private join(client: Socket): void {
    if (this.isClosed) {
      client.destroy();
      return;
    }
    const database = connect(Number(this.to.port), this.to.hostname);
    const pair = { client, database };
    this.pairs.add(pair);
    let isCutting = false;
    let isTold = false;
    const end = () => {
      client.destroy();
      database.destroy();
      this.pairs.delete(pair);
    };
    const ignore = () => undefined;
    client.on('error', ignore).on('end', end);
    database.on('error', ignore).on('close', end);
    const ask = this.later((bytes) => database.destroyed || database.write(bytes));
    const answer = this.later((bytes) => client.destroyed || client.write(bytes));
    client.on('data', (bytes) => {
      if (this.muted === 'all' || this.muted === 'questions') return;
      if (this.interrupts !== undefined && bytes.includes(this.interrupts)) {
        this.interrupts = undefined;
        end();
        return;
      }
      isTold ||= this.text !== undefined && bytes.includes(this.text);
      if (bytes.includes('commit\0')) {
        if (this.cut && (isTold || this.text === undefined)) {
          isCutting = this.cut === 'after';
          this.isClosed = this.text !== undefined;
          if (this.cut === 'before') end();
          this.cut = undefined;
        }
        isTold = false;
      }
      ask(bytes);
    });
    database.on('data', (bytes) => {
      if (this.muted === 'all' || this.muted === 'answers') return;
      if (isCutting) end();
      else answer(bytes);
    });
  }

  /** Does something with bytes as late as they are to pass, in their order. */
  private later(pass: (bytes: Buffer) => void): (bytes: Buffer) => void {
    let dueMs = 0;
    return (bytes) => {
      const now = performance.now();
      dueMs = Math.max(dueMs, now + this.slowMs);
      if (dueMs <= now) pass(bytes);
      else setTimeout(() => pass(bytes), dueMs - now);
    };
  }
}
