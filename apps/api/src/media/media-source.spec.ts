import { AddressGuard } from '#libs/outbound';
import { ApiFault } from '../http/fault.js';
import { INLINE_MAX_BYTES } from '../http/media-body.js';
import { type MediaSource, readSource } from './media-source.js';

const BYTES = Buffer.from([0xfb, 0xff, 0xfe, 1]);

async function read(media: unknown, production = false, maxBytes = 1000): Promise<MediaSource | string> {
  const guard = new AddressGuard({ production, allowedHosts: [] });
  return readSource(media, { guard, httpsOnly: production, maxBytes }).catch((error: unknown) => {
    if (!(error instanceof ApiFault)) throw error;
    const [field] = error.details?.fields ?? [];
    return field ? `${field.field} ${field.reason}` : error.code;
  });
}

describe('the field media', () => {
  it('may be base64 or a data: URI', async () => {
    expect(await read('+//+AQ==')).toEqual({ kind: 'inline', bytes: BYTES });
    expect(await read('data:image/png;base64,+//+AQ==')).toEqual({
      kind: 'inline',
      bytes: BYTES,
      hint: 'image/png',
    });
    expect(await read('DATA:text/plain;charset=utf-8;base64,+//+AQ==')).toMatchObject({
      hint: 'text/plain;charset=utf-8',
    });
    expect(await read('data:;base64,+//+AQ==')).toEqual({ kind: 'inline', bytes: BYTES });
  });

  it('may be a web URL, in production an https one', async () => {
    expect(await read('http://127.0.0.1:8080/x')).toEqual({ kind: 'url', url: 'http://127.0.0.1:8080/x' });
    expect(await read('HTTPS://example.com/x', true)).toEqual({ kind: 'url', url: 'HTTPS://example.com/x' });
    expect(await read('http://example.com/x', true)).toBe('media must be an https URL');
    expect(await read('https://user:pw@example.com/x')).toMatch(/^media must not contain a user name/);
    expect(await read('https://exa mple.com/')).toMatch(/^media must not contain spaces/);
    expect(await read(`https://example.com/${'x'.repeat(9000)}`)).toMatch(/^media must be a URL of at most/);
    expect(await read('https://')).toMatch(/^media is not a URL/);
  });

  it.each([
    ['/etc/passwd'],
    ['/etc/crontab'],
    ['/tmp'],
    ['/Users/me/x1'],
    ['../../etc/passwd'],
    ['C:\\Windows\\win.ini'],
    ['file:///etc/passwd'],
    ['javascript:alert(1)'],
    ['ftp://example.com/x'],
    ['blob:https://example.com/x'],
    ['data:text/plain,hello'],
    ['data:text/plain;base64'],
    ['data:text/plain;base64,'],
    ['data:text/plain;base64,@@@@'],
    ['YWJ'],
    ['YWJj\nYWJj'],
    ['YW=j'],
    ['===='],
    ['_-_-'],
    ['ü'],
    [''],
    [' '],
    [null],
    [undefined],
    [7],
    [{ url: 'https://example.com' }],
    [['YWJj']],
  ])('may not be %j', async (media) => expect(await read(media)).toMatch(/^media (?:must|is)/));

  it('has its limits, whatever is allowed elsewhere', async () => {
    expect(await read(Buffer.alloc(1000).toString('base64'))).toMatchObject({ kind: 'inline' });
    expect(await read(Buffer.alloc(1001).toString('base64'))).toBe('PAYLOAD_TOO_LARGE');
    const most = Buffer.alloc(INLINE_MAX_BYTES).toString('base64');
    expect(await read(most, false, 2 * INLINE_MAX_BYTES)).toMatchObject({ kind: 'inline' });
    expect(await read(`${most}AAAA`, false, 2 * INLINE_MAX_BYTES)).toBe('PAYLOAD_TOO_LARGE');
  });

  it('lets addresses pass that only a connection is refused to', async () => {
    expect(await read('https://127.0.0.1/x', true)).toMatchObject({ kind: 'url' });
  });
});
