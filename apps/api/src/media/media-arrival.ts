import type { Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RequestPipe } from '../http/request.pipe.js';
import type { MediaIntake } from './media-intake.js';
import { type MediaKind, type MediaType, mediaType } from './media-type.js';
import { sniff } from './sniff.js';

/**
 * Asked before the bytes are read or fetched.
 * @param fields those besides the medium, validated; undefined while they are still to come
 * @param digest of what stands for the medium, see {@link Arrival}; undefined while the bytes are still to come
 * @returns an answer for which the bytes are not needed, where there is one already
 * @throws when the request could not be carried out anyway: the instance is unknown or not connected
 */
export type Ready<T, R> = (fields: T | undefined, digest?: string) => Promise<R | undefined>;

/** One request that brings a medium, not read yet. */
export interface MediaCall<T extends object> {
  request: FastifyRequest;
  kind: MediaKind;
  /** What the fields besides the medium have to be. */
  dto: Type<T>;
  intake: MediaIntake;
}

/** Bytes that are in their file, and what is known of them. */
export interface Arrival<T> {
  fields: T;
  /** SHA-256, hex: of the bytes in multipart, of what stands for them in JSON. */
  digest: string;
  sizeBytes: number;
  type: MediaType;
  /** As it came with the bytes. */
  fileName?: string;
}

const pipe = new RequestPipe();

/**
 * Validates fields like a JSON body.
 * @throws ApiFault INVALID_REQUEST
 */
export async function validated<T extends object>(dto: Type<T>, fields: object): Promise<T> {
  const value = await pipe.transform(fields, { type: 'body', metatype: dto });
  if (value instanceof dto) return value;
  throw new Error(`validation made no ${dto.name}`);
}

/**
 * The type of a medium by its first bytes.
 * @param fields may hold the caller's own word in `mimetype`
 * @param hint a type that came with the bytes
 * @throws ApiFault UNSUPPORTED_MEDIA_TYPE, INVALID_REQUEST
 */
export async function identify(
  kind: MediaKind,
  beginning: Buffer,
  fields: object,
  hint?: string,
): Promise<MediaType> {
  return mediaType(kind, { sniffed: await sniff(beginning), claim: textField(fields, 'mimetype'), hint });
}

/** A text among fields whose class is not known here. */
export function textField(fields: object, name: string): string | undefined {
  const value: unknown = Object.entries(fields).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : undefined;
}
