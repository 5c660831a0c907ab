import 'reflect-metadata';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiFault } from '../http/fault.js';
import { absent, Desk, DOCUMENT, IMAGE, NOTE } from './testing/desk.js';
import { held, MIB } from './testing/memory.js';
import { SAMPLES } from './testing/samples.js';
import { answerTo, BOUNDARY, Client, faults, form, head, type Part } from './testing/upload.js';

const TO: Part = { name: 'to', value: 'somebody' };
const PICTURE: Part = { name: 'media', value: SAMPLES.jpeg, fileName: 'a.jpg', type: 'image/jpeg' };

describe('a medium as a part of a form', () => {
  let desk: Desk;
  let client: Client;

  beforeAll(async () => {
    desk = await Desk.open({}, (sessionPath) => {
      mkdirSync(join(sessionPath, '.spool'));
      writeFileSync(join(sessionPath, '.spool', 'left-behind'), 'x');
    });
    client = new Client(desk.port);
  });

  beforeEach(() => desk.reset());

  afterEach(async () => {
    await desk.counter.call;
    expect(desk.spooled()).toEqual([]);
  });

  afterAll(() => desk.close());

  it('arrives with its fields converted, in a private file that is gone afterwards', async () => {
    const answer = await client.form(
      IMAGE,
      TO,
      { name: 'viewOnce', value: 'true' },
      { name: 'mentions', value: '1' },
      { name: 'mentions', value: '2' },
      PICTURE,
    );
    expect(answer).toMatchObject({ status: 200, data: { mimetype: 'image/jpeg', fileName: 'a.jpg' } });
    const { media, bytes, mode } = desk.counter.visit;
    expect(bytes?.equals(SAMPLES.jpeg)).toBe(true);
    expect(media?.sizeBytes).toBe(SAMPLES.jpeg.length);
    expect(media?.fields).toEqual({ to: 'somebody', viewOnce: true, mentions: ['1', '2'] });
    expect(mode).toBe(0o600);
    expect(existsSync(media?.path ?? '')).toBe(false);
    expect(desk.counter.asked).toBe(1);
  });

  it('may come before the other fields, and without a name', async () => {
    const answer = await client.form(IMAGE, { name: 'media', value: SAMPLES.png, type: 'image/png' }, TO);
    expect(answer).toMatchObject({ status: 200, data: { mimetype: 'image/png', fileName: 'image.png' } });
  });

  it('has the name that the caller gives, and never a path', async () => {
    const named = await client.form(DOCUMENT, TO, { name: 'fileName', value: '../../b.pdf' }, PICTURE);
    expect(named.data?.fileName).toBe('b.pdf');
    const hostile = await client.form(DOCUMENT, TO, { ...PICTURE, fileName: 'x/../../../etc/passwd' });
    expect(hostile.data?.fileName).toBe('passwd');
  });

  it.each<[string, Part[], string[]]>([
    ['no file', [TO], ['media']],
    ['neither', [], ['media', 'to']],
    ['no recipient, after the file', [PICTURE], ['to']],
    ['a second file', [TO, PICTURE, PICTURE], ['media']],
    ['a file in another field', [TO, { ...PICTURE, name: 'caption' }, PICTURE], ['caption']],
    ['a text instead of the file', [TO, { name: 'media', value: '/etc/passwd' }], ['media']],
    ['an empty file', [TO, { ...PICTURE, value: '' }], ['media']],
    ['an unknown part', [TO, { name: 'nonsense', value: 'x' }, PICTURE], ['nonsense']],
    ['an unknown part after the file', [TO, PICTURE, { name: 'nonsense', value: 'x' }], ['nonsense']],
    ['a wrong boolean', [TO, { name: 'viewOnce', value: 'yes' }, PICTURE], ['viewOnce']],
    ['a field twice', [TO, TO, PICTURE], ['to']],
    ['a type that is none', [TO, { name: 'mimetype', value: 'jpeg' }, PICTURE], ['mimetype']],
    ['a contradicting type', [TO, { name: 'mimetype', value: 'video/mp4' }, PICTURE], ['mimetype']],
    ['an encoded file', [TO, { ...PICTURE, encoding: 'base64' }], ['media']],
    ['a part without a name', [TO, { name: '', value: 'x' }, PICTURE], ['body']],
    ['a name that objects are born with', [TO, { name: 'toString', value: 'x' }, PICTURE], ['body']],
  ])('is refused with %s', async (_what, parts, fields) => {
    expect(faults(await client.form(IMAGE, ...parts))).toEqual(fields);
    expect(desk.counter.visit).toEqual({});
  });

  it('is refused in a form that is none', async () => {
    const whole = form(TO, PICTURE);
    const bodies = [whole.subarray(0, whole.length - 40), Buffer.from('x'), Buffer.from(`--${BOUNDARY}\r\n`)];
    for (const bytes of bodies) {
      const answer = await client.send(client.beginForm(IMAGE, { 'content-length': bytes.length }), [bytes]);
      expect(faults(answer)).toEqual(['body']);
    }
    const headers = { 'content-type': 'multipart/form-data', 'content-length': whole.length };
    expect(faults(await client.send(client.begin(IMAGE, headers), [whole]))).toEqual(['body']);
  });

  it('is refused where its type is not shown, by what it is and not by what it says', async () => {
    const answer = await client.form(IMAGE, TO, { ...PICTURE, value: SAMPLES.pdf });
    expect(answer).toMatchObject({
      status: 415,
      error: { code: 'UNSUPPORTED_MEDIA_TYPE', details: { field: 'media', found: 'application/pdf' } },
    });
  });

  it('is refused for an instance that cannot send, once the fields are known to be right', async () => {
    desk.counter.ready = absent;
    for (const parts of [
      [TO, PICTURE],
      [PICTURE, TO],
    ])
      expect(await client.form(IMAGE, ...parts)).toMatchObject({ status: 404 });
    for (const parts of [[PICTURE], [PICTURE, TO, { name: 'x', value: '1' }]])
      expect(faults(await client.form(IMAGE, ...parts))).toHaveLength(1);
    expect(desk.counter.asked).toBe(4);
  });

  it('is refused before its bytes have come, and the rest is dropped', async () => {
    desk.counter.ready = absent;
    const sending = client.beginForm(IMAGE);
    sending.write(form(TO).subarray(0, -`--${BOUNDARY}--\r\n`.length));
    sending.write(Buffer.concat([head(PICTURE), SAMPLES.jpeg]));
    expect(await answerTo(sending)).toMatchObject({ status: 404 });
    const chunk = Buffer.alloc(64 * 1024);
    for (let sent = 0; sent < 24 * MIB; sent += chunk.length)
      await new Promise((resolve) => sending.write(chunk, resolve));
    sending.destroy();
  });

  it('is refused without a reset where the connection ends with the answer', async () => {
    desk.counter.ready = absent;
    const sending = client.beginForm(IMAGE, { connection: 'close' });
    expect(await client.send(sending, largeForm(24 * MIB))).toMatchObject({ status: 404 });
  });

  it('is too large by its own word, or by its bytes', async () => {
    const announced = client.beginForm(IMAGE, { 'content-length': 80 * MIB });
    announced.flushHeaders();
    expect(await answerTo(announced)).toMatchObject({
      status: 413,
      error: { code: 'PAYLOAD_TOO_LARGE', details: { field: 'media', maxBytes: 64 * MIB } },
    });
    announced.destroy();
    const answer = await client.send(client.beginForm(DOCUMENT), largeForm(64 * MIB + 1));
    expect(answer).toMatchObject({ status: 413, error: { details: { field: 'media' } } });
  });

  it('may be as large as the limit, in little memory', async () => {
    let peak = 0;
    const before = held();
    const watched = function* (): Generator<Buffer> {
      let index = 0;
      for (const chunk of largeForm(60 * MIB)) {
        index += 1;
        if (index % 300 === 0) peak = Math.max(peak, held() - before);
        yield chunk;
      }
    };
    const answer = await client.send(client.beginForm(DOCUMENT), watched());
    expect(answer).toMatchObject({ status: 200, data: { sizeBytes: 60 * MIB } });
    expect(peak).toBeLessThan(30 * MIB);
  });

  it('comes with fields in reasonable numbers and sizes', async () => {
    const many = Array.from({ length: 2100 }, (_, index) => ({ name: 'mentions', value: String(index) }));
    expect(await client.form(IMAGE, TO, ...many, PICTURE)).toMatchObject({ status: 413 });
    const huge = { name: 'to', value: 'x'.repeat(2 * MIB) };
    expect(await client.form(IMAGE, huge, PICTURE)).toMatchObject({ status: 413 });
    const large = { name: 'mentions', value: 'x'.repeat(600 * 1024) };
    expect(await client.form(IMAGE, large, large, PICTURE)).toMatchObject({ status: 413 });
  });

  it('leaves nothing behind when the client goes away', async () => {
    const spooling = new Promise<void>((resolve) => {
      desk.counter.ready = () => resolve();
    });
    const sending = client.beginForm(IMAGE);
    sending.on('error', () => undefined);
    sending.write(Buffer.concat([form(TO).subarray(0, -`--${BOUNDARY}--\r\n`.length), head(PICTURE)]));
    sending.write(Buffer.alloc(MIB));
    await spooling;
    sending.destroy();
    await desk.counter.call;
    expect(desk.counter.visit).toEqual({});
  });

  it('leaves nothing behind when the work with it fails', async () => {
    desk.counter.work = async () => {
      expect(desk.spooled()).toHaveLength(1);
      throw new ApiFault('CONFLICT', 'no');
    };
    expect(await client.form(IMAGE, TO, PICTURE)).toMatchObject({ status: 409 });
  });

  it('leaves the other routes as they are', async () => {
    expect(await client.form(NOTE, { name: 'text', value: 'x' })).toMatchObject({
      status: 415,
      error: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    });
    expect(await client.json(NOTE, { text: 'x'.repeat(MIB) })).toMatchObject({ status: 413 });
    expect(await client.json(NOTE, { text: 'x' })).toMatchObject({ status: 200, data: { text: 'x' } });
    expect(await client.form('/api/v1/nowhere', PICTURE)).toMatchObject({ status: 404 });
  });

  it('is documented as a part and as text', () => {
    const { paths, components } = desk.document();
    const body = paths[IMAGE]?.post?.requestBody;
    const content = body && 'content' in body ? body.content : {};
    const fields = { $ref: '#/components/schemas/PostcardDto' };
    const withMedia = (media: object) => ({
      schema: {
        allOf: [fields, { properties: { media: expect.objectContaining(media) }, required: ['media'] }],
      },
    });
    expect(content).toMatchObject({
      'application/json': withMedia({ type: 'string' }),
      'multipart/form-data': withMedia({ type: 'string', format: 'binary' }),
    });
    expect(components?.schemas?.PostcardDto).toBeDefined();
    expect(Object.keys(paths[IMAGE]?.post?.responses ?? {})).toEqual(
      expect.arrayContaining(['400', '413', '415', '422']),
    );
  });

  it('waits in a private directory that was emptied at the start', () => {
    expect(statSync(desk.spool).mode & 0o777).toBe(0o700);
    expect(desk.spooled()).toEqual([]);
  });
});
/** A form with a file of `size` bytes, made as it is sent. */
function* largeForm(size: number): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, 1);
  yield form(TO).subarray(0, -`--${BOUNDARY}--\r\n`.length);
  yield head({ ...PICTURE, fileName: 'large.bin' });
  for (let left = size; left > 0; left -= chunk.length) yield chunk.subarray(0, Math.min(left, chunk.length));
  yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
}
