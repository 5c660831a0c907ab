import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ApiKey } from './api-key.js';
import { ApiFault } from './fault.js';
import { PUBLIC } from './public.decorator.js';

/** Refuses requests without the API key, except to routes that are marked public. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly apiKey: ApiKey,
    private readonly reflector: Reflector,
  ) {}

  /** @throws ApiFault UNAUTHORIZED */
  canActivate(context: ExecutionContext): boolean {
    const open = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (open === true) return true;
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!this.apiKey.admits(headers)) throw unauthorized();
    return true;
  }
}

export function unauthorized(): ApiFault {
  return new ApiFault('UNAUTHORIZED', 'a valid API key is required', undefined, {
    'WWW-Authenticate': 'Bearer',
  });
}
