import { framesOf } from './frames.js';

const LONG = 60_000;

function bodyOf(chunks: readonly Uint8Array[], ends = true): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      if (ends) controller.close();
    },
  });
}

async function read(chunks: readonly Uint8Array[]) {
  const frames = [];
  for await (const frame of framesOf(bodyOf(chunks), LONG)) frames.push(frame);
  return frames;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('server-sent events', () => {
  const text =
    'retry: 2000\n\nid: 7\nevent: message\ndata: {"text":"día 👍"}\n\n: quiet\n\nevent:qr\ndata:x\n\n';
  const frames = [
    { id: '7', event: 'message', data: '{"text":"día 👍"}' },
    { id: undefined, event: 'qr', data: 'x' },
  ];

  it('are read however their bytes are cut', async () => {
    expect(await read([bytes(text)])).toEqual(frames);
    expect(await read([...bytes(text)].map((byte) => Uint8Array.of(byte)))).toEqual(frames);
  });

  it('may have lines of Windows, several lines of data, and no name', async () => {
    expect(await read([bytes('data: one\r\ndata: two\r\n\r\n')])).toEqual([
      { id: undefined, event: 'message', data: 'one\ntwo' },
    ]);
  });

  it('that are not complete at the end are none', async () => {
    expect(await read([bytes('data: half\n')])).toEqual([]);
  });

  it('end with their signal', async () => {
    const controller = new AbortController();
    const texts: string[] = [];
    for await (const { data } of framesOf(bodyOf([bytes('data: one\n\n')], false), LONG, controller.signal)) {
      texts.push(data);
      controller.abort();
    }
    expect(texts).toEqual(['one']);
  });

  it('end if nothing comes any more', async () => {
    const texts: string[] = [];
    for await (const { data } of framesOf(bodyOf([bytes('data: last\n\n')], false), 1)) texts.push(data);
    expect(texts).toEqual(['last']);
  });
});
