import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * The media type, of those on offer, that the request's `Accept` header prefers. OpenAPI has no parameter for the
 * header: the answer's media types say it all.
 */
export const PreferredType = createParamDecorator(
  (offers: readonly string[], context: ExecutionContext): string | undefined =>
    preferredType(context.switchToHttp().getRequest<FastifyRequest>(), offers),
);

/** The type that has the highest weight, then the one that is named most precisely. Undefined when none is accepted. */
export function preferredType(request: FastifyRequest, offers: readonly string[]): string | undefined {
  const [type] = [request.type([...offers])].flat();
  return type === false ? undefined : type;
}
