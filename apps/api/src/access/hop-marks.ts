import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** The header by which a server says that it passes on a request of a caller. */
export const HOP = 'x-miaw-hop';
/** How long a mark is valid, ms: as long as clocks may differ. */
const VALID_MS = 60_000;

/** Whose request a server passes on. */
export interface Hop {
  /** Id of the key with which the caller came. */
  keyId: string;
  /** Address of the caller. */
  address: string;
}

/** What a mark is for: it is worth nothing for another request. */
interface Marked {
  method: string;
  url: string;
}

/** Marks requests that one server passes on to another. All servers of a database have the same root key. */
export class HopMarks {
  private readonly key: Buffer;

  constructor(rootKey: string) {
    this.key = Buffer.from(hkdfSync('sha256', rootKey, '', 'miaw-api hop', 32));
  }

  /** @param now epoch ms */
  make({ method, url }: Marked, { keyId, address }: Hop, now: number): string {
    const said = `${now}.${keyId}.${address}`;
    return `${said}.${this.sign({ method, url }, said)}`;
  }

  /** Whose request it is; undefined if no server has made this mark for it. @param now epoch ms */
  read(mark: unknown, request: Marked, now: number): Hop | undefined {
    if (typeof mark !== 'string') return undefined;
    const [, said = '', at, keyId = '', address = '', signature = ''] =
      /^((\d{1,15})\.([\w-]{1,64})\.([^\s]{1,64}))\.([\w-]{43})$/.exec(mark) ?? [];
    if (Math.abs(now - Number(at)) > VALID_MS) return undefined;
    const right = Buffer.from(this.sign(request, said));
    const given = Buffer.from(signature);
    const isRight = given.length === right.length && timingSafeEqual(given, right);
    return isRight ? { keyId, address } : undefined;
  }

  private sign({ method, url }: Marked, said: string): string {
    return createHmac('sha256', this.key).update(`${said}\n${method}\n${url}`).digest('base64url');
  }
}
