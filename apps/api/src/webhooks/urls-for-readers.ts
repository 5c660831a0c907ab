import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

/** The fields in which answers have the URL of an endpoint. */
const URLS: ReadonlySet<string> = new Set(['url', 'webhookUrl']);

/** Leaves URLs out of the answers to callers that lack `webhooks:read`: they may contain tokens, and a change shows the endpoint. */
@Injectable()
export class UrlsForReaders implements NestInterceptor<unknown, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    const answers = next.handle();
    return principal?.scopes.has('webhooks:read') ? answers : answers.pipe(map(withoutUrls));
  }
}

function withoutUrls(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withoutUrls);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([name]) => !URLS.has(name)));
}
