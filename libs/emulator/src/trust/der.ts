/** An element of DER; this file has only the types that a certificate needs. */
function element(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

export function sequence(...items: Uint8Array[]): Buffer {
  return element(0x30, ...items);
}

export function set(...items: Uint8Array[]): Buffer {
  return element(0x31, ...items);
}

/** A non-negative integer from its big-endian bytes. */
export function integer(value: Uint8Array): Buffer {
  const signed = (value[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), value]) : value;
  return element(0x02, signed);
}

export function boolean(value: boolean): Buffer {
  return element(0x01, Buffer.from([value ? 0xff : 0]));
}

/** @param unused how many bits of the last byte are unused */
export function bitString(value: Uint8Array, unused = 0): Buffer {
  return element(0x03, Buffer.from([unused]), value);
}

export function octetString(value: Uint8Array): Buffer {
  return element(0x04, value);
}

export function utf8String(value: string): Buffer {
  return element(0x0c, Buffer.from(value, 'utf8'));
}

/** A context-specific element; constructed if it holds other elements, primitive if it holds bytes. */
export function context(number: number, value: Uint8Array, constructed: boolean): Buffer {
  return element((constructed ? 0xa0 : 0x80) | number, value);
}

/** UTCTime, for years before 2050. */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`, 'latin1'));
}

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}
