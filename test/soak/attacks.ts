import { connect, type Socket } from 'node:net';
import { deflateSync } from 'node:zlib';
import { NOT_HTTP, NOT_THE_KEY } from '../harness/bad-requests.js';
import { type Call, Caller, JSON_TYPE, talk } from '../harness/http.js';
import { MALFORMED } from '../harness/malformed.js';
import { API_KEY } from '../harness/server.js';
import type { Crew } from './crew.js';
import type { Memory } from './load.js';
import { PEOPLE, type Stage, STEADY, STRANGER } from './stage.js';

/** What a request that is wrong may be answered. */
const DECENT = new Set([200, 400, 401, 403, 404, 405, 406, 408, 409, 413, 415, 417, 422, 431, 501, 503, 505]);
const NOWHERE = '/api/v1/instances/nobody';
/** Connections that attackers keep open at a time. */
const MOST_HELD = 30;

function many<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

/** Bodies that cost far more to read than to write. */
const BODIES: readonly Call[] = [
  json('/messages/text', `{${many(80_000, (n) => `"f${n}":1`).join(',')}}`),
  json('/messages/text', `{"to":"1","text":"x","mentions":[${many(300_000, () => '{}').join(',')}]}`),
  json('/messages/image', `{"to":"1","media":[${many(1_000_000, () => '1').join(',')}]}`),
  json('/messages/text', '['.repeat(300_000)),
  json('/messages/text', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  json('/messages/text', '{"__proto__":{"admin":true},"to":"1","text":"x"}'),
  json('/messages/text', JSON.stringify({ to: '1', text: 'x'.repeat(2_000_000) })),
  json('/messages/image', JSON.stringify({ to: '1', media: 'A'.repeat(20_000_000), mimetype: 'a/b' })),
  json(
    '/messages/image',
    JSON.stringify({ to: '1', media: 'AAAA', mimetype: `a/b${';a=b  '.repeat(24)}\u0001` }),
  ),
  {
    method: 'POST',
    path: `${NOWHERE}/messages/image`,
    headers: [['Content-Type', 'multipart/form-data; boundary=b']],
    body: `--b\r\nContent-Disposition: form-data; name="mentions"\r\n\r\n${'['.repeat(300_000)}\r\n--b--\r\n`,
  },
];

/** Ids that lead elsewhere, or nowhere. */
const PATHS: readonly string[] = [
  `${STEADY.base}/messages/..%2f..%2fdisconnect`,
  `${STEADY.base}/messages/../disconnect`,
  `${STEADY.base}/messages/%00`,
  `${STEADY.base}/messages/%ff`,
  `${STEADY.base}/chats/${'1'.repeat(3_000)}%40s.whatsapp.net/messages`,
  `${STEADY.base}/chats/nobody%40nowhere/messages?limit=1e9&cursor=%7b%7d`,
  `${STEADY.base}/events?after=99999999999999999999`,
  '/api/v1/instances/..%2f..%2fetc%2fpasswd',
];

/** A picture that is small as a file and 268 million pixels when it is shown. */
function pictureBomb(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(16_383, 0);
  head.writeUInt32BE(16_383, 4);
  head.set([8, 6, 0, 0, 1], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc(4_000_000)));
  return Buffer.concat([signature, chunk('IHDR', head), pixels, chunk('IEND', Buffer.alloc(0))]);
}

/** Every few bytes begin an entry with a name of 64 KiB. */
const ARCHIVE_BOMB = Buffer.alloc(65_536, Buffer.from('504b0304ffffff', 'hex'));
const PICTURE_BOMB = pictureBomb();
/** A sound whose length takes minutes to find. */
const SOUND_BOMB = Buffer.concat([
  Buffer.from('ID3\u0004\0\0\0\0\0\0', 'latin1'),
  Buffer.alloc(300_000, 0xff),
]);

/** Messages that no client sends, by what they try. All of them become an event. */
const MESSAGES: readonly object[] = [
  { bytes: Buffer.of(0xff).toString('base64') },
  { message: { extendedTextMessage: { text: 'x', contextInfo: { mentionedJid: many(20_000, (n) => `${900_000_000_000_000 + n}@lid`) } } } }, // prettier-ignore
  { message: { extendedTextMessage: { text: '@123456 '.repeat(100_000) } }, attributes: { notify: 'N'.repeat(100_000) } }, // prettier-ignore
  { message: { pollCreationMessage: { name: 'all?', options: many(20_000, (n) => ({ optionName: `${n}` })) } } }, // prettier-ignore
  { message: { extendedTextMessage: { text: 'quoted', contextInfo: nested(150) } } },
  { message: { documentMessage: { mimetype: `a/b${';a=b  '.repeat(24)}\u0001`, fileName: '../../x', title: '\r\nSet-Cookie: x' } } }, // prettier-ignore
  { message: { conversation: 'from the future' }, attributes: { t: '99999999999999' } },
  { message: { conversation: 'from nowhere' }, attributes: { t: 'NaN' } },
];

/** Quotes inside quotes. */
function nested(levels: number): object {
  let inside: object = { conversation: 'the first' };
  for (let level = 0; level < levels; level += 1)
    inside = { extendedTextMessage: { text: 'x', contextInfo: { stanzaId: 'A', participant: '1@s.whatsapp.net', quotedMessage: inside } } }; // prettier-ignore
  return { stanzaId: 'A', participant: '1@s.whatsapp.net', quotedMessage: inside };
}

function json(path: string, body: string): Call {
  return { method: 'POST', path: NOWHERE + path, headers: [JSON_TYPE], body };
}

/** Those who want the server to stop, hang, or tell more than it should. */
export class Attackers {
  /** Connections that are kept open to be in the way. */
  private held: Socket[] = [];
  private stanzas = 0;
  /** What was answered otherwise than an attack may be. */
  readonly effects: string[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly memory: Memory,
  ) {}

  join(crew: Crew): void {
    const { api } = this.stage.world;
    const cycle = <T>(list: readonly T[], n: number): T | undefined => list[n % list.length];
    crew.does('bodies cost much', 2_500, async (_client, n) => {
      const call = cycle(BODIES, n);
      if (call) await this.attempt(`body ${n % BODIES.length}`, call);
    });
    crew.does('ids lead elsewhere', 1_500, async (_client, n) => {
      const path = cycle(PATHS, n) ?? '';
      await this.attempt(path, { path });
    });
    crew.does('keys are guessed', 1_500, async (_client, n) => {
      const { what = '', headers = [] } = cycle(NOT_THE_KEY, n) ?? {};
      // On a connection of its own: the server may close one that is kept just when it is used again.
      const stranger = new Caller(api.url);
      try {
        const answer = await stranger.call({ path: '/api/v1/instances', headers });
        if (answer.status !== 401) this.effects.push(`${what}: ${answer.status}`);
      } finally {
        stranger.close();
      }
    });
    crew.does('no HTTP is spoken', 1_500, async (_client, n) => {
      const [what, bytes] = cycle(NOT_HTTP, n) ?? ['', ''];
      const { status } = await talk(api.url, bytes);
      if (status !== 0 && !DECENT.has(status)) this.effects.push(`${what}: ${status}`);
    });
    crew.does('connections are held', 1_500, async (_client, n) => this.hold(n));
    crew.does('files are bombs', 4_000, async (client, n) => {
      const to = PEOPLE[n % PEOPLE.length] ?? '';
      const picture = await client.form(`${STEADY.base}/messages/image`, { to }, PICTURE_BOMB, 'a.png');
      if (picture.status !== 422) this.effects.push(`a picture bomb: ${picture.status}`);
      await this.sendFile(
        to,
        await client.form(`${STEADY.base}/messages/document`, { to }, ARCHIVE_BOMB, 'a.zip'),
      );
      if (n % 8 === 0)
        await this.sendFile(
          to,
          await client.form(`${STEADY.base}/messages/audio`, { to }, SOUND_BOMB, 'a.mp3'),
        );
    });
    crew.does('strangers send what no client does', 1_500, async (_client, n) => this.write(n));
    crew.does('stanzas make no sense', 700, async () => this.confuse());
    void this.leaveWith(crew);
  }

  /** Lets go of all connections when the crew stops. */
  private async leaveWith(crew: Crew): Promise<void> {
    await crew.pause(2 ** 31 - 1);
    for (const socket of this.held) socket.destroy();
    this.held = [];
  }

  /** Sends what is wrong on a connection of its own, which the server may close before it has read all. */
  private async attempt(what: string, call: Call): Promise<void> {
    const caller = new Caller(this.stage.world.api.url, [['X-API-Key', API_KEY]]);
    try {
      const { status, text } = await caller.call(call);
      if (!DECENT.has(status)) this.effects.push(`${what}: ${status} ${text.slice(0, 200)}`);
    } catch (error) {
      const code = String(Object(error).code);
      if (code !== 'ECONNRESET' && code !== 'EPIPE') this.effects.push(`${what}: ${String(error)}`);
    } finally {
      caller.close();
    }
  }

  private async sendFile(to: string, reply: Parameters<Stage['ledger']['noteOther']>[1]): Promise<void> {
    this.stage.ledger.noteOther(to, reply);
    const { messageId } = reply.data;
    if (typeof messageId === 'string') this.memory.sentFiles.push({ to, id: messageId });
  }

  /** Opens a connection and is slow, or reads nothing of what it asks for. */
  private hold(n: number): void {
    this.held = this.held.filter((socket) => !socket.destroyed);
    if (this.held.length >= MOST_HELD) this.held.shift()?.destroy();
    const { hostname, port } = new URL(this.stage.world.api.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    this.held.push(socket);
    const key = `Host: x\r\nX-API-Key: ${API_KEY}\r\n`;
    switch (n % 5) {
      case 0:
        socket.write('GET /health HT');
        break;
      case 1:
        socket.write(`POST ${NOWHERE}/messages/image HTTP/1.1\r\n${key}Content-Type: application/json\r\nContent-Length: 5000000\r\n\r\n{`); // prettier-ignore
        break;
      case 2:
        socket.write('GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(50));
        socket.pause();
        break;
      case 3:
        socket.write(`GET ${STEADY.base}/events/stream?after=0 HTTP/1.1\r\n${key}\r\n`);
        socket.pause();
        break;
      default:
        // It is gone before the answer is there.
        socket.end(`GET ${STEADY.base}/messages?search=x HTTP/1.1\r\n${key}\r\n`, () => socket.destroy());
    }
  }

  private async write(n: number): Promise<void> {
    const { emulator } = this.stage.world;
    const body = { to: STEADY.phone, ...MESSAGES[n % MESSAGES.length] };
    const { messageId } = await emulator.post(`/phones/${STRANGER}/raw`, body);
    this.stage.ledger.heard(STEADY.instanceId, String(messageId));
  }

  private async confuse(): Promise<void> {
    const n = this.stanzas++;
    const { attrs, ...stanza } = MALFORMED[n % MALFORMED.length] ?? { tag: 'x', attrs: {} };
    const node = { ...stanza, attrs: { id: `JUNK${n}`, ...attrs } };
    await this.stage.world.emulator.post(`/phones/${STEADY.phone}/stanzas`, node);
  }
}
