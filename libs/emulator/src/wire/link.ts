import type { BinaryNode } from '@whiskeysockets/baileys';
import type { RawData, WebSocket } from 'ws';
import { Lane } from '#libs/observability';
import { codec } from './codec.js';
import { DelayedWriter, type Latency } from './delayed-writer.js';
import { frame, FrameReader, prologue } from './frames.js';
import { type ClientProof, NoiseResponder } from './noise.js';
import type { NoiseIdentity } from '../trust/noise-identity.js';

/** Receives what happens on a link, one call at a time and in the order of the wire. */
export interface LinkListener {
  authenticated(proof: ClientProof): Promise<void> | void;
  stanza(node: BinaryNode): Promise<void> | void;
  failed(error: Error): void;
  closed(): void;
}

/**
 * How long the server takes until its first stanza. Without a network in between, it would come while clients still
 * derive the keys for it: Baileys then fails to decrypt it.
 */
const FIRST_STANZA_MS = 30;

type Stage = 'hello' | 'finish' | 'transport';

function asBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** One WebSocket of a client: frames, Noise and the binary codec. */
export class Link {
  private readonly frames = new FrameReader();
  private readonly noise: NoiseResponder;
  private readonly lane = new Lane();
  private readonly writer: DelayedWriter;
  private stage: Stage = 'hello';

  constructor(
    private readonly socket: WebSocket,
    identity: NoiseIdentity,
    private readonly listener: LinkListener,
    latency: () => Latency,
  ) {
    this.writer = new DelayedWriter(latency);
    this.noise = new NoiseResponder(identity);
    socket.on('message', (data) => this.received(asBuffer(data)));
    socket.on('close', () => listener.closed());
    socket.on('error', (error) => listener.failed(error));
  }

  get open(): boolean {
    return this.stage === 'transport' && this.socket.readyState === this.socket.OPEN;
  }

  /** Sends a stanza; does nothing on a closed socket. */
  send(node: BinaryNode): void {
    if (this.open) this.write(this.noise.seal(codec(this.frames.dictionary).encode(node)));
  }

  /** Closes the socket once everything written has been sent. */
  close(): void {
    this.writer.run(() => this.socket.close());
  }

  /** Cuts the connection without a close frame. */
  drop(): void {
    this.socket.terminate();
  }

  /** Stops reading, even close frames: the peer sees an open connection without traffic. */
  freeze(): void {
    this.socket.pause();
  }

  private write(body: Uint8Array): void {
    const bytes = frame(body);
    this.writer.run(() => {
      if (this.socket.readyState === this.socket.OPEN) this.socket.send(bytes);
    });
  }

  private received(chunk: Buffer): void {
    void this.lane
      .run(async () => {
        for (const body of this.frames.push(chunk)) await this.frame(body);
      })
      .catch((error: unknown) => {
        this.listener.failed(error instanceof Error ? error : new Error(String(error)));
        this.drop();
      });
  }

  private async frame(body: Buffer): Promise<void> {
    if (this.stage === 'hello') {
      this.write(this.noise.answerHello(body, prologue(this.frames.dictionary)));
      this.stage = 'finish';
    } else if (this.stage === 'finish') {
      const proof = this.noise.finish(body);
      this.stage = 'transport';
      this.writer.pause(FIRST_STANZA_MS);
      await this.listener.authenticated(proof);
    } else {
      await this.listener.stanza(await codec(this.frames.dictionary).decode(this.noise.open(body)));
    }
  }
}
