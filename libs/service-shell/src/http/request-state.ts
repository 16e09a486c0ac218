import type { Span } from '@opentelemetry/api';
import type { Access } from '../access/access.ts';
import type { Caller } from '../access/caller.ts';

/** What the edge knows of a request besides its bytes. */
export type RequestState = {
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly span?: Span;
  /** Who asks for what, from when their token is verified. */
  asking?: { readonly operation: string; readonly caller: Caller };
  access?: Access;
};

const states = new WeakMap<object, RequestState>();

export const beginRequest = (request: object, state: RequestState): void => {
  states.set(request, state);
};

/** @throws Error for a request that did not come through the shell's hook. */
export const stateOf = (request: object): RequestState => {
  const state = states.get(request);
  if (state === undefined) throw new Error('this request did not pass the shell');
  return state;
};
