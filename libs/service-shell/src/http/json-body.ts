import { faultOfText } from '@telemachy/contracts';
import { uncarriedIn } from '@telemachy/event-store';
import { invalids, Problem, type Fault } from './problem.ts';

/** Levels of a body; what we take has five at most. */
const deepest = 32;

/** Items of one list, or names of one object; no operation takes as many. */
const mostItems = 2000;

type Refused = { readonly path: string; readonly message: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

const malformed = (message: string): Problem =>
  new Problem(400, 'malformed-json', `The body is not JSON: ${message}.`, {
    errors: [{ in: 'body', path: '', message }],
  });

const decoded = (bytes: Uint8Array): string => {
  if (bytes.length === 0) throw malformed('it is empty');
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed('it is not UTF-8');
  }
};

/** Where the parser stopped, as far as it tells; the rest of its message quotes what was sent. */
const whereIn = ({ message }: SyntaxError): string => {
  if (/end of JSON|Unterminated/.test(message)) return 'it ends too early';
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  return line === undefined ? 'a character is not as expected' : `line ${line}, column ${column} is not as expected`;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed(whereIn(error as SyntaxError));
  }
};

const faultOfKey = (key: string, holder: Readonly<Record<string, unknown>>): string | undefined => {
  if (key === '__proto__') return 'no object is changed at its root';
  const value = holder[key];
  if (key !== 'constructor' || typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, 'prototype') ? 'no object is changed at its root' : undefined;
};

const faultOfLeaf = (value: unknown): string | undefined => {
  const fault = typeof value === 'string' ? faultOfText(value) : undefined;
  if (fault !== undefined) return fault;
  const uncarried = uncarriedIn(value, '');
  return uncarried && `${uncarried.fault}. ${uncarried.remedy}`;
};

/** The first thing in there that no schema of ours looks for and no store can keep. */
const refusedIn = (value: unknown, path: readonly string[] = []): Refused | undefined => {
  const at = path.join('.');
  if (typeof value !== 'object' || value === null) {
    const message = faultOfLeaf(value);
    return message === undefined ? undefined : { path: at, message };
  }
  if (path.length >= deepest) return { path: at, message: `is nested deeper than ${deepest} levels` };
  const holder = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(holder);
  if (keys.length > mostItems) return { path: at, message: `holds more than ${mostItems} of them` };
  for (const key of keys) {
    const text = faultOfText(key);
    const message = text === undefined ? faultOfKey(key, holder) : `its name ${text}`;
    const shown = key.toWellFormed();
    if (message !== undefined) return { path: [...path, shown].join('.'), message };
    const refused = refusedIn(holder[key], [...path, key]);
    if (refused !== undefined) return refused;
  }
  return undefined;
};

/**
 * The value of a JSON body, safe to validate, to hash and to keep.
 * @throws Problem 400: `malformed-json` with the place where it stops to be JSON, `invalid-request` with the field that holds what no store can keep
 */
export const readJsonBody = (bytes: Uint8Array): unknown => {
  const value = parsed(decoded(bytes));
  const refused = refusedIn(value);
  if (refused === undefined) return value;
  const fault: Fault = { in: 'body', ...refused };
  throw invalids([fault]);
};
