import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { writePrivateFile } from '#libs/outbound';
import { invalidRequest } from '../http/fault.js';
import { inTurn } from '../http/turns.js';
import { type Arrival, identify, type MediaCall, type Ready, validated } from './media-arrival.js';
import { fetchFailed, together } from './media-fault.js';
import { readSource } from './media-source.js';
import { whileConnected } from './while-connected.js';
import { sampleOf } from './sniff.js';

/**
 * Receives the file that a JSON body contains or points to.
 * @param path path of the file to write
 * @throws ApiFault INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, MEDIA_FETCH_FAILED; what
 *   `ready` throws
 */
export async function receiveJson<T extends object, R>(
  { request, kind, dto, intake }: MediaCall<T>,
  ready: Ready<T, R>,
  path: string,
): Promise<Arrival<T> | { answer: R }> {
  const { media, rest } = split(jsonObject(request));
  const [fields, source] = await inTurn(() => together(validated(dto, rest), readSource(media, intake)));
  const digest = await inTurn(() => createHash('sha256').update(String(media)).digest('hex'));
  if (source.kind === 'inline') {
    const { bytes, hint } = source;
    const type = await identify(kind, bytes, fields, hint);
    const answer = await ready(fields, digest);
    if (answer !== undefined) return { answer };
    return {
      fields,
      digest,
      type,
      sizeBytes: await writePrivateFile(path, intake.spool.withinSpace([bytes])),
    };
  }
  const answer = await ready(fields, digest);
  if (answer !== undefined) return { answer };
  const fetched = await whileConnected(request, (signal) => intake.fetch(source.url, path, signal));
  const { sizeBytes, contentType, fileName } = fetched;
  if (sizeBytes === 0) throw fetchFailed('empty', 'the URL leads to an empty file');
  return {
    fields,
    digest,
    sizeBytes,
    fileName,
    type: await identify(kind, await sampleOf(path), fields, contentType),
  };
}

/**
 * The body of a request, which may instead have been a form.
 * @throws ApiFault INVALID_REQUEST
 */
export function jsonObject({ body }: FastifyRequest): Record<string, unknown> {
  if (isRecord(body)) return body;
  throw invalidRequest({ field: 'body', reason: 'must be a JSON object or multipart/form-data' });
}

/** Removes the file from what contains it: it can be large, and nothing else needs it. */
export function split(body: Record<string, unknown>): { media: unknown; rest: Record<string, unknown> } {
  const { media, ...rest } = body;
  delete body.media;
  return { media, rest };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
