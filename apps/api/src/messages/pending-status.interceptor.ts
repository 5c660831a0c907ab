import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import type { SendResultDto } from './dto/send-result.dto.js';

/** A send that WhatsApp has not acknowledged in time is answered with 202. */
@Injectable()
export class PendingStatus implements NestInterceptor<SendResultDto, SendResultDto> {
  intercept(context: ExecutionContext, next: CallHandler<SendResultDto>): Observable<SendResultDto> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((result) => {
        if (result.status === 'pending') void reply.status(202);
      }),
    );
  }
}
