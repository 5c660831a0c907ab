import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { LIMITS } from '#libs/config';
import { ApiFault, invalidRequest } from '../http/fault.js';
import { JSON_BODY_LIMIT } from '../http/json-body.js';
import { parsedShapeFault } from '../http/json-shape.js';
import { malformedForm, MEDIA, mediaTooLarge } from './media-fault.js';

/** Allowance for boundaries and headers of parts, in bytes: far more than they need. */
const FORM_OVERHEAD = 256 * 1024;
/** Largest number of fields: a list may arrive as one part per item. */
const MOST_FIELDS = LIMITS.formFields;

/** Limits of the parser. The size of the file is counted here instead. */
const PARSER_LIMITS = {
  fieldNameSize: 128,
  fieldSize: JSON_BODY_LIMIT,
  fields: MOST_FIELDS,
  parts: MOST_FIELDS + 2,
  headerPairs: 32,
  fileSize: Number.POSITIVE_INFINITY,
};

export interface FieldPart {
  kind: 'field';
  name: string;
  value: unknown;
}

export interface FilePart {
  kind: 'file';
  name: string;
  fileName?: string;
  /** Media type, as the sender says. */
  mimetype: string;
  /** Must be read completely before the next part arrives. */
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * Yields the parts of a multipart/form-data request as they arrive. If the consumer stops early, the rest is read and
 * dropped, so that the answer reaches a client that is still sending.
 * @param maxBytes size of all files together
 * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE; also while the bytes of a file are read
 */
export async function* formParts(
  request: FastifyRequest,
  maxBytes: number,
): AsyncGenerator<FieldPart | FilePart, void> {
  const files = new Allowance(maxBytes);
  let fieldBytes = 0;
  try {
    if (Number(request.headers['content-length']) > maxBytes + JSON_BODY_LIMIT + FORM_OVERHEAD) {
      throw mediaTooLarge(maxBytes);
    }
    const parts = request.parts({ limits: PARSER_LIMITS, isPartAFile });
    for (let part = await next(parts); part; part = await next(parts)) {
      if (part.type === 'file') {
        yield asFile(part, files);
      } else {
        const reason = parsedShapeFault(part.value);
        if (reason !== undefined) throw invalidRequest({ field: part.fieldname, reason });
        fieldBytes += part.fieldname.length + sizeOf(part.value);
        if (fieldBytes > JSON_BODY_LIMIT || part.valueTruncated) throw fieldsTooLarge();
        yield { kind: 'field', name: part.fieldname, value: part.value };
      }
    }
  } finally {
    await dropRest(request.raw);
  }
}

/**
 * Reads and drops the rest of a request. If the connection ends with the answer, waits for the end of the request first:
 * bytes that arrive after the end would make the system reset the connection, and the answer would be lost.
 */
async function dropRest(raw: IncomingMessage): Promise<void> {
  raw.unpipe();
  raw.resume();
  const lasts = raw.httpVersion === '1.1' && !/\bclose\b/i.test(raw.headers.connection ?? '');
  // A client that hung up needs no answer.
  if (!lasts && !raw.complete) await finished(raw).catch(() => undefined);
}

/**
 * A part with a file name is a file. So is a part `media` with a media type other than text/plain. JSON elsewhere is a field:
 * browsers give it a file name.
 */
function isPartAFile(name?: string, contentType?: string, fileName?: string): boolean {
  if (name !== MEDIA && contentType === 'application/json') return false;
  return (
    fileName !== undefined || (name === MEDIA && contentType !== undefined && contentType !== 'text/plain')
  );
}

async function next(parts: AsyncIterableIterator<Multipart>): Promise<Multipart | undefined> {
  const part = await parts.next().catch((error: unknown) => {
    throw partFault(error);
  });
  if (part.done === true) return undefined;
  // A part can lack a name, although the parser's types do not say so.
  const name: unknown = part.value.fieldname;
  if (typeof name !== 'string' || name === '') throw malformedForm();
  return part.value;
}

function asFile(part: MultipartFile, allowance: Allowance): FilePart {
  const { fieldname: name, filename, mimetype, encoding } = part;
  if (!['7bit', '8bit', 'binary'].includes(encoding)) {
    throw invalidRequest({ field: name, reason: 'must not have a Content-Transfer-Encoding' });
  }
  const fileName: unknown = filename;
  return {
    kind: 'file',
    name,
    mimetype,
    bytes: bytesOf(part, allowance),
    ...(typeof fileName === 'string' && { fileName }),
  };
}

/** The bytes that files may still have. */
class Allowance {
  private left: number;

  constructor(private readonly most: number) {
    this.left = most;
  }

  /** @throws ApiFault PAYLOAD_TOO_LARGE */
  take(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw mediaTooLarge(this.most);
  }
}

async function* bytesOf({ file }: MultipartFile, allowance: Allowance): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of file) {
      if (!(chunk instanceof Uint8Array)) throw malformedForm();
      allowance.take(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw partFault(error);
  }
}

/** Translates what the parser throws: exceeded limits, and malformed forms. */
function partFault(error: unknown): ApiFault {
  if (error instanceof ApiFault) return error;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return status === 413 ? fieldsTooLarge() : malformedForm();
}

function fieldsTooLarge(): ApiFault {
  return new ApiFault('PAYLOAD_TOO_LARGE', 'the form has too many fields, or they are too large', {
    maxBytes: JSON_BODY_LIMIT,
  });
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
}
