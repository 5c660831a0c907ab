import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The text in one encoding, with the entity tag of these bytes. */
interface Encoded {
  bytes: Buffer;
  tag: string;
}

/**
 * A text that is identical for every caller. It is encoded once, and all sockets share its bytes: an answer that nobody
 * reads does not hold a copy.
 */
export class SharedText {
  private readonly plain: Encoded;
  private readonly gzipped: Encoded;

  /** @param type its Content-Type */
  constructor(
    private readonly type: string,
    text: string,
  ) {
    const bytes = Buffer.from(text);
    const hash = createHash('sha256').update(bytes).digest('base64url');
    this.plain = { bytes, tag: `"${hash}"` };
    this.gzipped = { bytes: gzipSync(bytes), tag: `"${hash}-gzip"` };
  }

  /** Answers 200 with the text in the encoding that the request prefers, or 304 when the caller has it already. */
  answer(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const gzip = request.encoding(['gzip', 'identity']) === 'gzip';
    const { bytes, tag } = gzip ? this.gzipped : this.plain;
    const vary = [reply.getHeader('Vary'), 'Accept-Encoding'].flat().filter((name) => name !== undefined);
    void reply.headers({ 'Cache-Control': 'no-cache', ETag: tag, Vary: vary.join(', ') });
    if (names(request.headers['if-none-match'], tag)) return reply.status(304).send();
    if (gzip) void reply.header('Content-Encoding', 'gzip');
    return reply.type(this.type).send(bytes);
  }
}

/** Whether `If-None-Match` names `tag`, by the weak comparison of RFC 9110, 13.1.2. */
function names(ifNoneMatch: string | undefined, tag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((each) => each.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(tag);
}
