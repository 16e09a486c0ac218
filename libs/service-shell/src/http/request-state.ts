import type { Span } from '@opentelemetry/api';
import type { Access } from '../access/access.ts';

/** What the edge knows of a request besides its bytes. */
export type RequestState = {
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly span?: Span;
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
