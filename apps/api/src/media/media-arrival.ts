import type { Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RequestPipe } from '../http/request.pipe.js';
import { type Conversion, conversionOf } from './conversion.js';
import type { MediaIntake } from './media-intake.js';
import { type MediaKind, type MediaType, mediaType } from './media-type.js';
import { sniff } from './sniff.js';

/**
 * Called before the bytes of a file are read or fetched.
 * @param fields the other fields of the request, validated; undefined if some have not arrived yet
 * @param digest identifies the file, see {@link Arrival}; undefined if its bytes have not arrived yet
 * @returns an answer that does not need the bytes, if there is one already
 * @throws if the request cannot be carried out anyway: the instance is unknown or not connected
 */
export type Ready<T, R> = (fields: T | undefined, digest?: string) => Promise<R | undefined>;

/** A request with files that have not been read yet. */
export interface FilesCall<T extends object> {
  request: FastifyRequest;
  /** Class of the other fields. */
  dto: Type<T>;
  intake: MediaIntake;
}

/** A request with one file. */
export interface MediaCall<T extends object> extends FilesCall<T> {
  kind: MediaKind;
}

/** The type of a file. If it is to be converted, that of the original. */
export interface ArrivedType extends MediaType {
  conversion?: Conversion;
}

/** A received file, and what is known about it. */
export interface Arrival<T> {
  fields: T;
  /** SHA-256 in hex: of the bytes (multipart), or of the text of `media` (JSON). */
  digest: string;
  sizeBytes: number;
  type: ArrivedType;
  /** File name that came with the bytes. */
  fileName?: string;
}

const pipe = new RequestPipe();

/**
 * Validates fields as a JSON body is validated.
 * @throws ApiFault INVALID_REQUEST
 */
export async function validated<T extends object>(dto: Type<T>, fields: object): Promise<T> {
  const value = await pipe.transform(fields, { type: 'body', metatype: dto });
  if (value instanceof dto) return value;
  throw new Error(`validation made no ${dto.name}`);
}

/**
 * Determines the media type of a file from its first bytes.
 * @param fields may contain the caller's claim in `mimetype`, and in `convert` whether it may be converted to a type that fits
 * @param hint media type that came with the bytes
 * @throws ApiFault UNSUPPORTED_MEDIA_TYPE, INVALID_REQUEST
 */
export async function identify(
  kind: MediaKind,
  beginning: Buffer,
  fields: object,
  hint?: string,
): Promise<ArrivedType> {
  const sniffed = await sniff(beginning);
  const traits = { ptt: field(fields, 'ptt'), gifPlayback: field(fields, 'gifPlayback') };
  const asked = field(fields, 'convert') === true;
  const conversion = asked ? conversionOf(kind, sniffed.type, traits) : undefined;
  if (conversion && sniffed.type)
    return { mimetype: sniffed.type.mime, extension: sniffed.type.extension, conversion };
  return mediaType(kind, { sniffed, claim: textField(fields, 'mimetype'), hint });
}

/** Reads a field of an object whose class is not known here. */
function field(fields: object, name: string): unknown {
  return Object.entries(fields).find(([key]) => key === name)?.[1];
}

/** Reads a text field of an object whose class is not known here. */
export function textField(fields: object, name: string): string | undefined {
  const value = field(fields, name);
  return typeof value === 'string' ? value : undefined;
}
