import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import type { RequestAudit } from '../audit/request-audit.ts';
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

/** Sends answers when the audit has them, and holds back one whose handler never asked whether the caller may have it. */
export class AnswerInterceptor implements NestInterceptor {
  readonly #audit: Pick<RequestAudit, 'written'> | undefined;

  constructor(audit?: Pick<RequestAudit, 'written'>) {
    this.#audit = audit;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { access } = stateOf(request);
    return next.handle().pipe(
      concatMap(async (value: unknown) => {
        if (access !== undefined && !access.settled) {
          throw new Error(`operation "${access.operation}" answered without asking who may`);
        }
        const reply = http.getResponse<FastifyReply>();
        const status =
          value instanceof Answer ? value.status : (operationOf(context)?.status ?? (value === undefined ? 204 : 200));
        await this.#audit?.written(request, { status, value });
        void reply.status(status);
        if (!(value instanceof Answer)) return value;
        void reply.headers(value.headers);
        return value.body;
      }),
    );
  }
}
