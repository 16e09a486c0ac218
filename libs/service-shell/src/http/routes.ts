import { RequestMethod, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { z } from 'zod';
import { OPERATION, type OperationMetadata } from './operation.ts';

/** One route as its controller declares it: what the policy check and the API page read. */
export type Route = {
  readonly at: string;
  readonly method: string;
  /** Nest's form: `/v1/goals/:id`. */
  readonly template: string;
  readonly operation: OperationMetadata | undefined;
  readonly commands: boolean;
  readonly status: number;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly params: readonly { readonly name: string; readonly schema: z.ZodType | undefined }[];
};

type Argument = { readonly data?: unknown; readonly schema?: z.ZodType; readonly factory?: unknown };

const argumentsOf = (controller: Type, name: string): [string, Argument][] =>
  Object.entries((Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, Argument>);
const of = (found: readonly [string, Argument][], type: RouteParamtypes): Argument[] =>
  found.filter(([key]) => key.startsWith(`${type}:`)).map(([, argument]) => argument);

const join = (...parts: readonly string[]): string =>
  `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;

const routeOf = (controller: Type, name: string, handler: object): Route[] => {
  const path = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
  if (path === undefined) return [];
  const found = argumentsOf(controller, name);
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  const operation = Reflect.getMetadata(OPERATION, handler) as OperationMetadata | undefined;
  return [
    {
      at: `${controller.name}.${name}`,
      method,
      template: join(Reflect.getMetadata(PATH_METADATA, controller) as string, path),
      operation,
      commands: method !== 'GET' && found.some(([key]) => key.includes('customRouteArgs')),
      status: operation?.status ?? (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ?? 200,
      body: of(found, RouteParamtypes.BODY)[0]?.schema,
      query: of(found, RouteParamtypes.QUERY)[0]?.schema,
      params: of(found, RouteParamtypes.PARAM).map(({ data, schema }) => ({ name: String(data), schema })),
    },
  ];
};

/** The routes that controllers declare, in the order of the source. */
export const routesOf = (controllers: readonly Type[]): readonly Route[] =>
  controllers.flatMap((controller) =>
    Object.entries(Object.getOwnPropertyDescriptors(controller.prototype as object)).flatMap(([name, { value }]) =>
      typeof value === 'function' && name !== 'constructor' ? routeOf(controller, name, value as object) : [],
    ),
  );
