import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#libs/observability';
import { ApiFault } from './fault.js';
import { type Failure, failureOf } from './failure.js';
import { refuse } from './refusal.js';
import type { RouteTable } from './route-table.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Message of INVALID_REQUEST on this route, in place of `the request is invalid`. */
    invalid?: string;
  }
}

/** Answers everything that is thrown while a request is handled with an error envelope. */
@Catch()
export class FaultFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly routes: RouteTable,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const failure = failureOf(thrown);
    const fault = failure.code === 'NOT_FOUND' ? this.wrongMethod(request) : undefined;
    refuse(this.logger, request, reply, fault ? failureOf(fault) : inWordsOf(request, failure), thrown);
  }

  private wrongMethod(request: FastifyRequest): ApiFault | undefined {
    const methods = this.routes.methodsOf(request.url);
    if (methods.length === 0 || methods.includes(request.method)) return undefined;
    const allowed = methods.join(', ');
    const details = { allowed: methods };
    return new ApiFault(
      'METHOD_NOT_ALLOWED',
      `the route does not support this method; use ${allowed}`,
      details,
      {
        Allow: allowed,
      },
    );
  }
}

/** Replaces the message of a failure if its route has its own. */
function inWordsOf(request: FastifyRequest, failure: Failure): Failure {
  if (failure.code !== 'INVALID_REQUEST') return failure;
  const { invalid = failure.message } = request.routeOptions.config;
  return { ...failure, message: invalid };
}
