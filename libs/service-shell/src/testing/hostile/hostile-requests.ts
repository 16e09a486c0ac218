import type { Route } from '../../http/routes.ts';
import { missingIsFine, placesOf } from './what-fits.ts';
import { placesIn, replaced, withKey, type Path } from './spoilt-json.ts';
import { hostileFew, hostileFiles, hostileHeaders, hostileJson, hostileTexts, randomJson } from './hostile-values.ts';
import { z } from 'zod';

/** A request that does its operation, to be spoilt in one place. */
export type Sound = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Where the body is a file. */
  readonly file?: string;
};

export type Request = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};
/** One way to spoil a request in one place. */
export type Spoiling = {
  readonly what: string;
  readonly spoil: (sound: Sound) => Request;
  /** Where; a 400 must name it. */
  readonly field: { readonly in: 'body' | 'path' | 'query' | 'header'; readonly path: string };
  /** Nothing but a 400 will do. */
  readonly mustRefuse: boolean;
};

/** The request as it is. */
export const requestOf = (
  { template, operation }: Pick<Route, 'template' | 'operation'>,
  { params = {}, query = {}, body, file }: Sound,
): Request => {
  const path = template.replace(/:([^/]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  const text = file ?? (body && JSON.stringify(body));
  return {
    path: search === '' ? path : `${path}?${search}`,
    headers: text === undefined ? {} : { 'content-type': operation?.consumes ?? 'application/json' },
    body: text,
  };
};

const seen = (text: string): string => JSON.stringify(text).slice(0, 60);

const spoiltBodies = (route: Route, sound: Sound): Spoiling[] => {
  const { body: schema } = route;
  if (schema === undefined || sound.body === undefined) return [];
  const { isFree, isLikeEarlier } = placesOf(schema);
  const spoil = (what: string, at: Path, textOf: (body: object) => string, mustRefuse = false): Spoiling => {
    const field = { in: 'body', path: at.join('.') } as const;
    return {
      what: `${field.path || 'the body'}: ${what}`,
      spoil: (now) => ({ ...requestOf(route, now), body: textOf(now.body ?? {}) }),
      field,
      mustRefuse,
    };
  };
  return placesIn(sound.body).flatMap((place, index, places) => {
    const { at, value } = place;
    const isKnown = isLikeEarlier(place, places.slice(0, index));
    const by = (text: string) => (body: object) => replaced(body, at, text);
    const texts = isKnown ? hostileFew : [...hostileJson(value), ...randomJson(at.length + 1, 10)];
    const others = texts.map((text) => spoil(seen(text), at, by(text)));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const surplus = (): Spoiling =>
      spoil('an unknown key', [...at, 'surplus'], by(withKey(value as object, 'surplus', '1')), !isFree(at));
    const many = (items: readonly unknown[]): Spoiling =>
      spoil('10,000 times', at, by(JSON.stringify(Array.from({ length: 10_000 }, () => items[0]))));
    const missing = (): Spoiling => {
      const without = (body: object): string => replaced(body, at, undefined);
      const isFine = isFree(at.slice(0, -1)) || missingIsFine(schema, without(sound.body ?? {}));
      return spoil('missing', at, without, !isFine);
    };
    return [
      ...others,
      ...(isObject ? [surplus()] : []),
      ...(Array.isArray(value) && value.length > 0 ? [many(value)] : []),
      ...(typeof at.at(-1) === 'string' ? [missing()] : []),
    ];
  });
};

const spoiltFiles = (route: Route, sound: Sound): Spoiling[] =>
  (sound.file === undefined ? [] : hostileFiles(sound.file)).map((file) => ({
    what: `the file: ${seen(file)}`,
    spoil: (now) => requestOf(route, { ...now, file }),
    field: { in: 'body', path: '' },
    mustRefuse: false,
  }));

const spoiltQueries = (route: Route): Spoiling[] => {
  if (route.query === undefined) return [];
  const { properties = {} } = z.toJSONSchema(route.query, { io: 'input', unrepresentable: 'any' });
  const spoil = (name: string, what: string, values: readonly string[], mustRefuse = false): Spoiling => ({
    what: `?${name}: ${what}`,
    spoil: (sound) => {
      const search = new URLSearchParams({ ...sound.query });
      search.delete(name);
      for (const value of values) search.append(name, value);
      return {
        ...requestOf(route, { ...sound, query: {} }),
        path: `${requestOf(route, { ...sound, query: {} }).path}?${search}`,
      };
    },
    field: { in: 'query', path: name },
    mustRefuse,
  });
  return [
    ...Object.keys(properties).flatMap((name) => [
      ...hostileTexts.map((text) => spoil(name, seen(text), [text])),
      spoil(name, 'twice', ['1', '2'], true),
    ]),
    ...['surplus', '__proto__', 'limit[$gt]'].map((name) => spoil(name, 'unknown', ['1'], true)),
  ];
};

const spoiltParams = (route: Route): Spoiling[] =>
  route.params.flatMap(({ name }) =>
    [...hostileTexts.filter((text) => text !== ''), 'x'.repeat(150)].map((text) => ({
      what: `{${name}}: ${seen(text)}`,
      spoil: (sound: Sound) => requestOf(route, { ...sound, params: { ...sound.params, [name]: text } }),
      field: { in: 'path', path: name } as const,
      mustRefuse: false,
    })),
  );

const spoiltHeaders = (route: Route): Spoiling[] =>
  hostileHeaders.map(([name, value]) => ({
    what: `${name}: ${seen(value)}`,
    spoil: (sound: Sound) => {
      const request = requestOf(route, sound);
      return { ...request, headers: { ...request.headers, [name]: value } };
    },
    field: { in: 'header', path: name } as const,
    mustRefuse: false,
  }));

/** Everything that can be wrong with a request of this route, one thing at a time. */
export const spoilings = (route: Route, sound: Sound): readonly Spoiling[] => [
  ...spoiltBodies(route, sound),
  ...spoiltFiles(route, sound),
  ...spoiltQueries(route),
  ...spoiltParams(route),
  ...(route.commands ? spoiltHeaders(route) : []),
];
