/** `WA`, protocol 6, dictionary 3: the first bytes that every client sends. */
export const NOISE_PROLOGUE = Buffer.from([0x57, 0x41, 0x06, 0x03]);

const ROUTING_HEADER_LENGTH = 7;

/**
 * Splits the byte stream of a client into frames: an optional routing block (`ED` 00 01, a 3-byte length, that
 * many bytes), the prologue, then frames of a 3-byte big-endian length and a body.
 */
export class FrameReader {
  private buffered: Buffer = Buffer.alloc(0);
  private started = false;

  /**
   * @returns the frames that are now complete
   * @throws Error when the stream does not start as a WhatsApp client's does
   */
  push(chunk: Buffer): Buffer[] {
    this.buffered = this.buffered.length === 0 ? chunk : Buffer.concat([this.buffered, chunk]);
    if (!this.started && !this.skipIntroduction()) return [];
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
    if (this.buffered.length < start + NOISE_PROLOGUE.length) return false;
    if (!this.buffered.subarray(start, start + NOISE_PROLOGUE.length).equals(NOISE_PROLOGUE))
      throw new Error('not a WhatsApp client: the prologue is missing');
    this.buffered = this.buffered.subarray(start + NOISE_PROLOGUE.length);
    this.started = true;
    return true;
  }
}

/** A frame as the server sends it: 3-byte big-endian length and body, no prologue. */
export function frame(body: Uint8Array): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntBE(body.length, 0, 3);
  return Buffer.concat([head, body]);
}
