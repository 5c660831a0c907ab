import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MediaInput } from './media-input.js';
import { MediaSet } from './media-set.js';
import { type MediaOpening, MediaPipe } from './media.pipe.js';
import type { MediaKind } from './media-type.js';

interface Expected {
  kind: MediaKind;
  dto: Type<object>;
}

const parameter = createParamDecorator(({ kind, dto }: Expected, context: ExecutionContext): MediaOpening => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return (intake) => new MediaInput({ request, kind, dto, intake });
});

/**
 * Parameter of a handler that takes a file: a `MediaInput` of the DTO. Its operation must also declare `media: dto`.
 * @param kind what the file is sent as
 * @param dto class of the fields besides `media`
 */
export function Media(kind: MediaKind, dto: Type<object>): ParameterDecorator {
  return parameter({ kind, dto }, MediaPipe);
}

interface ExpectedSet {
  dto: Type<{ items: { type: MediaKind }[] }>;
  most: number;
}

const several = createParamDecorator(
  ({ dto, most }: ExpectedSet, context: ExecutionContext): MediaOpening => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return (intake) => new MediaSet({ request, dto, intake }, most);
  },
);

/**
 * Parameter of a handler that takes several files: a `MediaSet` of the DTO. Its operation must also declare `files`.
 * @param dto class of the fields besides the files; its `items` say what each file is
 * @param most largest number of files
 */
export function Files(dto: ExpectedSet['dto'], most: number): ParameterDecorator {
  return several({ dto, most }, MediaPipe);
}
