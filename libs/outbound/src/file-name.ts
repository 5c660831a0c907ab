import { isUtf8 } from 'node:buffer';
import { parse } from 'content-disposition';

/** The longest name that file systems and WhatsApp's clients accept, in bytes of UTF-8. */
const LONGEST_NAME = 255;
/** The longest suffix that counts as an extension, in bytes. */
const LONGEST_EXTENSION = 16;

/** Control characters, and those that change the direction of text, which can show `gpj.exe` as `exe.jpg`. */
const UNSEEN = /[\p{Cc}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2028}\u{2029}\u{2066}-\u{2069}]/gu;

/**
 * Makes a name safe: without directories and control characters, at most 255 bytes, with its extension.
 * @returns undefined if nothing remains
 */
export function safeFileName(text: string): string | undefined {
  // Encoding replaces halves of surrogate pairs.
  const whole = Buffer.from(text).toString();
  const base = whole.split(/[/\\]/).at(-1) ?? '';
  const name = base.replace(UNSEEN, '').trim();
  return /^\.*$/.test(name) ? undefined : shortened(name);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  const dot = name.lastIndexOf('.');
  const tail = dot > 0 ? name.slice(dot) : '';
  const extension = Buffer.byteLength(tail) <= LONGEST_EXTENSION ? tail : '';
  const room = LONGEST_NAME - Buffer.byteLength(extension);
  let stem = '';
  let size = 0;
  for (const character of name) {
    size += Buffer.byteLength(character);
    if (size > room) break;
    stem += character;
  }
  return stem + extension;
}

/**
 * What a downloaded file is called: by Content-Disposition (RFC 6266), or by the URL's last segment where the header
 * names no file or is malformed.
 * @param disposition the header as Node gives it, in latin1
 */
export function downloadName(disposition: string | undefined, url: string): string | undefined {
  const named = disposition === undefined ? undefined : dispositionName(disposition);
  return (named === undefined ? undefined : safeFileName(named)) ?? safeFileName(lastSegment(url));
}

function dispositionName(header: string): string | undefined {
  // Some servers end the list of parameters with a semicolon, for which the grammar has no place.
  const list = header.endsWith(';') ? header.slice(0, -1) : header;
  try {
    const { filename } = parse(list).parameters;
    return filename === undefined ? undefined : asUtf8(filename);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function lastSegment(url: string): string {
  return percentDecoded(new URL(url).pathname.split('/').at(-1) ?? '');
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Many servers send raw UTF-8 in headers, which the parser passes on byte by byte. */
function asUtf8(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const isLatin1 = bytes.toString('latin1') === text;
  return isLatin1 && isUtf8(bytes) ? bytes.toString('utf8') : text;
}
