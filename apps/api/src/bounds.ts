import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';
import { LIMITS } from '#libs/config';

// Imported before Baileys, which unpacks what WhatsApp's server and the phone send without a limit: two megabytes can
// become gigabytes. It keeps `inflate` from when it is loaded, and calls `createInflate`, whose output nothing bounds.

const { inflate, createInflate } = zlib;

Reflect.set(
  zlib,
  'inflate',
  (
    data: zlib.InputType,
    ...more: [zlib.CompressCallback] | [zlib.ZlibOptions, zlib.CompressCallback]
  ): void => {
    const [options, done] = more.length === 1 ? [{}, more[0]] : more;
    inflate(data, { maxOutputLength: LIMITS.inflatedBytes, ...options }, done);
  },
);

Reflect.set(zlib, 'createInflate', (options?: zlib.ZlibOptions): zlib.Inflate => {
  const stream = createInflate(options);
  const push = stream.push.bind(stream);
  let size = 0;
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array) size += chunk.length;
    if (size <= LIMITS.inflatedBytes) return push(chunk, encoding);
    stream.destroy(new RangeError(`unpacks to more than ${LIMITS.inflatedBytes} bytes`));
    return false;
  };
  return stream;
});

syncBuiltinESMExports();
