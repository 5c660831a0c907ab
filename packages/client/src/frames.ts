/** One server-sent event. */
export interface Frame {
  id?: string;
  event: string;
  data: string;
}

/**
 * The server-sent events of a body (HTML, 9.2.6), until it ends. Comments and `retry` are left out.
 * @param idleMs a body of which nothing comes for so long is given up
 * @param signal gives it up at once
 */
export async function* framesOf(
  body: ReadableStream<Uint8Array>,
  idleMs: number,
  signal?: AbortSignal,
): AsyncGenerator<Frame, void> {
  const reader = body.getReader();
  const giveUp = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', giveUp, { once: true });
  const decoder = new TextDecoder();
  let text = '';
  try {
    if (signal?.aborted === true) return;
    for (;;) {
      const bytes = await nextOf(reader, idleMs);
      if (!bytes) return;
      text = (text + decoder.decode(bytes, { stream: true })).replaceAll('\r\n', '\n');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const frame = frameOf(block);
        if (frame) yield frame;
      }
    }
  } finally {
    signal?.removeEventListener('abort', giveUp);
    giveUp();
  }
}

/** The next bytes; undefined at the end, or if there are none for `idleMs`. */
async function nextOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  idleMs: number,
): Promise<Uint8Array | undefined> {
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), idleMs);
  try {
    return (await reader.read()).value;
  } finally {
    clearTimeout(timer);
  }
}

function frameOf(block: string): Frame | undefined {
  const fields = new Map<string, string[]>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  const data = fields.get('data')?.join('\n');
  if (data === undefined) return undefined;
  return { id: fields.get('id')?.at(-1), event: fields.get('event')?.at(-1) ?? 'message', data };
}
