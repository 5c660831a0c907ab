import { frame, FrameReader, prologue } from './frames.js';

const NOISE_PROLOGUE = prologue(3);

const first = Buffer.from('first');
const second = Buffer.from('second');

describe('the frames of a client', () => {
  it('are cut at their lengths, however the bytes arrive', () => {
    const stream = Buffer.concat([NOISE_PROLOGUE, frame(first), frame(second)]);
    for (let step = 1; step <= stream.length; step++) {
      const reader = new FrameReader();
      const found: Buffer[] = [];
      for (let at = 0; at < stream.length; at += step)
        found.push(...reader.push(stream.subarray(at, at + step)));
      expect(found).toEqual([first, second]);
    }
  });

  it('may follow a routing block', () => {
    const routing = Buffer.concat([Buffer.from('ED'), Buffer.from([0, 1, 0, 0, 3]), Buffer.from('abc')]);
    expect(new FrameReader().push(Buffer.concat([routing, NOISE_PROLOGUE, frame(first)]))).toEqual([first]);
  });

  it('are refused when the prologue is missing', () => {
    expect(() => new FrameReader().push(Buffer.from('GET / HTTP/1.1'))).toThrow('prologue');
  });
});
