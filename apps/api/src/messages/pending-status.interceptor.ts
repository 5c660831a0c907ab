import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import type { SendOrScheduleResultDto } from './dto/send-result.dto.js';

/** A send that WhatsApp has not acknowledged in time, or that waits, is answered with 202. */
@Injectable()
export class PendingStatus implements NestInterceptor<SendOrScheduleResultDto, SendOrScheduleResultDto> {
  intercept(
    context: ExecutionContext,
    next: CallHandler<SendOrScheduleResultDto>,
  ): Observable<SendOrScheduleResultDto> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((result) => {
        if (result.status !== 'sent') void reply.status(202);
      }),
    );
  }
}
