import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MediaInput } from './media-input.js';
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
