import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { commandContext } from './command-context.ts';
import { stateOf } from './request-state.ts';

export const OPERATION = 'telemachy:operation';

/** What the API page tells of a route beyond its parameters' schemas. */
export type OperationDocs = {
  readonly summary: string;
  readonly description?: string;
  /** The body of a good answer. */
  readonly answer?: z.ZodType;
  /** Status of a good answer; 200, or 201 for a POST that makes something. */
  readonly status?: number;
  /** Content type of a good answer that is not JSON. */
  readonly produces?: string;
  /** Content type of a request body that is streamed and not JSON. */
  readonly consumes?: string;
  /** A request body that works as it stands, but for ids; made from the time of asking where it holds times. */
  readonly example?: object | ((at: Date) => object);
  /** It costs far more than a read or a write, as an import, a match run and an export do; limited on its own. */
  readonly heavy?: boolean;
  /** The words of the problems this operation may answer beside the usual ones. */
  readonly refusals?: readonly string[];
};
export type OperationMetadata = OperationDocs & { readonly name: string };

/** Names the operation a route is; who may do it stands in the service's policy. A route without it does not start. */
export const Operation = (name: string, docs: OperationDocs): MethodDecorator =>
  applyDecorators(SetMetadata(OPERATION, { ...docs, name } satisfies OperationMetadata));

const request = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** The request's `Access`: who asks, as which person, and `permit`. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { access } = stateOf(request(context));
  if (access === undefined) throw new Error('a public operation has no caller');
  return access;
});

/** The request as a command: `CommandContext`. */
export const Commanded = createParamDecorator((_: unknown, context: ExecutionContext) =>
  commandContext(request(context)),
);
