import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { judgeAccess } from './door.js';
import { PUBLIC } from './public.decorator.js';

/** Refuses requests that the door should have refused, except to routes that are marked public. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws ApiFault UNAUTHORIZED, FORBIDDEN or INSTANCE_NOT_FOUND */
  canActivate(context: ExecutionContext): boolean {
    const open = this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (open === true) return true;
    const fault = judgeAccess(context.switchToHttp().getRequest<FastifyRequest>());
    if (fault) throw fault;
    return true;
  }
}
