export type Uncarried = { readonly path: string; readonly fault: string; readonly remedy: string };

const deepest = 32;

/** The first value in there that JSON would drop, change or choke on; `undefined` where all of it comes back as it went. */
export const uncarriedIn = (value: unknown, path: string, depth = 0): Uncarried | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value)
        ? undefined
        : {
            path,
            fault: `${value} is not a JSON number`,
            remedy: 'Leave the field out, or say why there is no number',
          };
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

const uncarriedInObject = (value: object, path: string, depth: number): Uncarried | undefined => {
  if (depth >= deepest) return { path, fault: `nested deeper than ${deepest}`, remedy: 'Flatten it, or cut the cycle' };
  if (Array.isArray(value)) {
    // By index: a hole in the array would be skipped by `entries` of the array's own keys.
    for (let index = 0; index < value.length; index += 1) {
      const found = uncarriedIn(value[index], `${path}[${index}]`, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (value instanceof Date)
    return { path, fault: 'a Date', remedy: 'Write it as an RFC 3339 string (date.toISOString())' };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return { path, fault: `an instance of ${value.constructor.name}`, remedy: 'Write it as a plain object' };
  for (const [key, field] of Object.entries(value)) {
    // An absent optional field; JSON leaves it out as well.
    if (field === undefined) continue;
    const found = uncarriedIn(field, `${path}.${key}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
};
