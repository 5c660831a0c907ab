import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';
import type { ForwardResultDto, SendOrScheduleResultDto } from '../common/send-result.dto.js';
import type { AlbumResultDto } from './dto/send-album.dto.js';

type Result = Pick<SendOrScheduleResultDto, 'status'> | ForwardResultDto | AlbumResultDto;

/** Answers 202 to a send that WhatsApp did not acknowledge in time, or that is scheduled. */
@Injectable()
export class PendingStatus implements NestInterceptor<Result, Result> {
  intercept(context: ExecutionContext, next: CallHandler<Result>): Observable<Result> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((result) => {
        const results = 'results' in result ? result.results : [result];
        if (!results.some(({ status }) => status === 'sent')) void reply.status(202);
      }),
    );
  }
}
