import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { onceOver } from './endings.js';

/** A signal that is aborted when the answer has ended or the client is gone. */
export const Gone = createParamDecorator((_data: unknown, context: ExecutionContext): AbortSignal => {
  const http = context.switchToHttp();
  const controller = new AbortController();
  onceOver(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), () => controller.abort());
  return controller.signal;
});
