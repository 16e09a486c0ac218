import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { OPERATION, type OperationMetadata } from './operation.ts';
import { stateOf } from './request-state.ts';

/** A body with a status and headers of its own; a handler that returns anything else answers 200 with that. */
export class Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

const operationOf = (context: ExecutionContext) =>
  Reflect.getMetadata(OPERATION, context.getHandler()) as OperationMetadata | undefined;

/** Sends answers, and holds back one whose handler never asked whether the caller may have it. */
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { access } = stateOf(http.getRequest<FastifyRequest>());
    return next.handle().pipe(
      map((value: unknown) => {
        if (access !== undefined && !access.settled) {
          throw new Error(`operation "${access.operation}" answered without asking who may`);
        }
        const reply = http.getResponse<FastifyReply>();
        if (value instanceof Answer) {
          void reply.status(value.status).headers(value.headers);
          return value.body;
        }
        void reply.status(operationOf(context)?.status ?? (value === undefined ? 204 : 200));
        return value;
      }),
    );
  }
}
