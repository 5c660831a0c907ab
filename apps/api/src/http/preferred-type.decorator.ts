import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * The media type, of those on offer, that the request's `Accept` header prefers. OpenAPI documents the header by the
 * media types of the answer, not as a parameter.
 */
export const PreferredType = createParamDecorator(
  (offers: readonly string[], context: ExecutionContext): string | undefined =>
    preferredType(context.switchToHttp().getRequest<FastifyRequest>(), offers),
);

/** The offer with the highest weight, then the one named most precisely. Undefined if no offer is accepted. */
export function preferredType(request: FastifyRequest, offers: readonly string[]): string | undefined {
  const [type] = [request.type([...offers])].flat();
  return type === false ? undefined : type;
}
