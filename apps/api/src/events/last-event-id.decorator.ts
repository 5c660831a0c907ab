import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { invalidRequest } from '../http/fault.js';
import { sequenceFault } from './dto/events.query.dto.js';

const NAME = 'Last-Event-ID';

/** The sequence of the last event that a client received before its connection broke. */
export const LastEventId = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const header = headers[NAME.toLowerCase()];
  // A client that has not received an event yet may send an empty header.
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
    description:
      'Sequence of the last event that you received. The stream continues after it, and `after` is ignored.',
    schema: { type: 'string', pattern: '^\\d*$' },
  });
