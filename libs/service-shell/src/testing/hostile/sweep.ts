import type { Type } from '@nestjs/common';
import { exampleOf } from '../../docs/examples.ts';
import { routesOf, type Route } from '../../http/routes.ts';
import { fetchText } from '../fetch-text.ts';
import { requestOf, spoilings, type Request, type Sound } from './hostile-requests.ts';
import { faultOf, isDone, type Got } from './judge.ts';

/** Makes a request that does its operation now; called again when what it needs was used up. `example`: the documented body. */
export type Prepare = (example: object | undefined) => Sound | Promise<Sound>;

export type SweepOptions = {
  readonly controllers: readonly Type[];
  /** By operation; every route needs one. */
  readonly prepare: Readonly<Record<string, Prepare>>;
  readonly url: string;
  readonly token: string;
};

export type Swept = {
  readonly sent: number;
  /** One line for each request that was not answered as it should. */
  readonly faults: readonly string[];
};

/** Requests on their way at once. */
const workers = 8;

const send = async (options: SweepOptions, method: string, request: Request): Promise<Got> => {
  const { status, headers, text } = await fetchText(options.url + request.path, {
    method,
    headers: { authorization: `Bearer ${options.token}`, ...request.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  return { status, type: headers.get('content-type') ?? '', text };
};

const sweepRoute = async (route: Route, prepare: Prepare, options: SweepOptions): Promise<Swept> => {
  const example = route.operation && exampleOf(route.operation, new Date());
  const line = (what: string): string => `${route.method} ${route.template} ${what}`;
  const sound = await prepare(example);
  const first = await send(options, route.method, requestOf(route, sound));
  if (!isDone(first.status)) return { sent: 1, faults: [line(`as documented → ${first.status} ${first.text}`)] };

  const waiting = [...spoilings(route, sound)].toReversed();
  const sent = waiting.length + 1;
  const faults: string[] = [];
  const work = async (): Promise<void> => {
    // Each on something of its own, so that none is in another's way.
    let mine = route.commands ? await prepare(example) : sound;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const got = await send(options, route.method, next.spoil(mine));
      const fault = faultOf(got, next);
      if (fault !== undefined) faults.push(line(`${next.what} → ${fault}`));
      if (route.commands && isDone(got.status)) mine = await prepare(example);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return { sent, faults };
};

/**
 * Sends to every route of a service its documented request, and then each that is wrong in one place: extreme times and numbers, half characters, keys that
 * reach for prototypes, depth, length, wrong types, what is missing or unknown, ids of nothing. None may be a 5xx, each refusal is a problem, a 400 names the field.
 */
export const sweep = async (options: SweepOptions): Promise<Swept> => {
  let sent = 0;
  const faults: string[] = [];
  for (const route of routesOf(options.controllers)) {
    const operation = route.operation?.name ?? route.at;
    const prepare = options.prepare[operation];
    if (prepare === undefined) faults.push(`${operation} takes no part: say how it is prepared`);
    else {
      const swept = await sweepRoute(route, prepare, options);
      sent += swept.sent;
      faults.push(...swept.faults);
    }
  }
  return { sent, faults };
};
