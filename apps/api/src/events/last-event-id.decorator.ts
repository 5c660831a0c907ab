import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { invalidRequest } from '../http/fault.js';
import { sequenceFault } from './dto/events.query.dto.js';

const NAME = 'Last-Event-ID';

/** The sequence that a client had last, before its connection broke. */
export const LastEventId = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const header = headers[NAME.toLowerCase()];
  // Clients that have had none yet may send an empty one.
  if (header === undefined || header === '') return undefined;
  const reason = sequenceFault(header);
  if (reason) throw invalidRequest({ field: NAME, reason });
  return Number(header);
});

/** Documents the header. */
export const LastEventIdHeader = (): MethodDecorator =>
  ApiHeader({
    name: NAME,
    required: false,
    description: 'The `id` that came last: goes on after it, whatever `after` says',
    schema: { type: 'string', pattern: '^\\d*$' },
  });
