import { isProxy } from 'node:util/types';

export type Uncarried = { readonly path: string; readonly fault: string; readonly remedy: string };

const deepest = 32;

/** The first value in there that JSON would drop, change or choke on; `undefined` where all of it comes back as it went. */
export const uncarriedIn = (value: unknown, path: string, depth = 0): Uncarried | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return faultOfNumber(value, path);
    case 'bigint':
      return { path, fault: 'a BigInt', remedy: 'Write it as a string of digits' };
    case 'undefined':
    case 'function':
    case 'symbol':
      return { path, fault: `${typeof value} is no JSON value`, remedy: 'Leave the field out, or use null' };
    case 'object':
      return value === null ? undefined : uncarriedInObject(value, path, depth);
  }
};

const faultOfNumber = (value: number, path: string): Uncarried | undefined => {
  if (!Number.isFinite(value))
    return {
      path,
      fault: `${value} is not a JSON number`,
      remedy: 'Leave the field out, or say why there is no number',
    };
  if (Object.is(value, -0)) return { path, fault: '-0 is written as 0', remedy: 'Write 0' };
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return {
      path,
      fault: 'a whole number beyond 2^53 - 1 stands for its neighbours too',
      remedy: 'Write it as a string of digits, or in a larger unit',
    };
  return undefined;
};

const uncarriedInObject = (value: object, path: string, depth: number): Uncarried | undefined => {
  if (depth >= deepest) return { path, fault: `nested deeper than ${deepest}`, remedy: 'Flatten it, or cut the cycle' };
  const strange = strangeness(value, path);
  if (strange !== undefined) return strange;
  if (Array.isArray(value)) {
    // By index: a hole in the array would be skipped by `entries` of the array's own keys.
    for (let index = 0; index < value.length; index += 1) {
      const found = uncarriedIn(value[index], `${path}[${index}]`, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property?.get !== undefined)
      return { path: `${path}.${key}`, fault: 'a getter may say something else each time', remedy: 'Write its value' };
    // An absent optional field; JSON leaves it out as well.
    if (property?.value === undefined) continue;
    const found = uncarriedIn(property.value, `${path}.${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Prototypes are counted, not compared: another realm has its own `Object` and `Array`. */
const ancestors = (prototype: unknown): number =>
  prototype === null ? 0 : 1 + ancestors(Object.getPrototypeOf(prototype));

/** What is wrong with an object as such: JSON sees plain objects and arrays alone. */
const strangeness = (value: object, path: string): Uncarried | undefined => {
  const plainly = 'Write it as a plain object';
  if (isProxy(value)) return { path, fault: 'a Proxy may say something else each time', remedy: plainly };
  if (value instanceof Date)
    return { path, fault: 'a Date', remedy: 'Write it as an RFC 3339 string (date.toISOString())' };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (ancestors(prototype) > (Array.isArray(value) ? 2 : 1))
    return { path, fault: `an instance of ${value.constructor?.name ?? 'a class'}`, remedy: plainly };
  if (Object.getOwnPropertySymbols(value).length > 0)
    return { path, fault: 'a field named by a symbol', remedy: 'Name it by a string' };
  return undefined;
};
