import { DICTIONARIES } from './codec.js';

/** The first bytes that every client sends: `WA`, protocol 6 and the version of its dictionary. */
export function prologue(dictionary: number): Buffer {
  return Buffer.from([0x57, 0x41, 0x06, dictionary]);
}

const PROLOGUE_LENGTH = 4;

const ROUTING_HEADER_LENGTH = 7;

/**
 * Splits the byte stream of a client into frames: an optional routing block (`ED` 00 01, a 3-byte length, that
 * many bytes), the prologue, then frames of a 3-byte big-endian length and a body.
 */
export class FrameReader {
  private buffered: Buffer = Buffer.alloc(0);
  private started: number | undefined;

  /** The version of the client's dictionary. @throws Error before the first frame */
  get dictionary(): number {
    if (this.started === undefined) throw new Error('the client has said nothing yet');
    return this.started;
  }

  /**
   * @returns the frames that are now complete
   * @throws Error when the stream does not start as a WhatsApp client's does
   */
  push(chunk: Buffer): Buffer[] {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    if (this.started === undefined && !this.skipIntroduction()) return [];
    const frames: Buffer[] = [];
    while (this.buffered.length >= 3) {
      const end = 3 + this.buffered.readUIntBE(0, 3);
      if (this.buffered.length < end) break;
      frames.push(this.buffered.subarray(3, end));
      this.buffered = this.buffered.subarray(end);
    }
    return frames;
  }

  private skipIntroduction(): boolean {
    const routed = this.buffered.subarray(0, 2).toString('latin1') === 'ED';
    if (routed && this.buffered.length < ROUTING_HEADER_LENGTH) return false;
    const start = routed ? ROUTING_HEADER_LENGTH + this.buffered.readUIntBE(4, 3) : 0;
    if (this.buffered.length < start + PROLOGUE_LENGTH) return false;
    const said = this.buffered.subarray(start, start + PROLOGUE_LENGTH);
    this.started = DICTIONARIES.find((dictionary) => said.equals(prologue(dictionary)));
    if (this.started === undefined) throw new Error('not a WhatsApp client: the prologue is missing');
    this.buffered = this.buffered.subarray(start + PROLOGUE_LENGTH);
    return true;
  }
}

/** A frame as the server sends it: 3-byte big-endian length and body, no prologue. */
export function frame(body: Uint8Array): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntBE(body.length, 0, 3);
  return Buffer.concat([head, body]);
}
