export type Path = readonly (string | number)[];
export type Place = { readonly at: Path; readonly value: unknown };

/** Every place in a value, the whole of it first; of an array the first item stands for all. */
export const placesIn = (value: unknown, at: Path = []): readonly Place[] => {
  if (typeof value !== 'object' || value === null) return [{ at, value }];
  const inside = Array.isArray(value)
    ? value.slice(0, 1).flatMap((item) => placesIn(item, [...at, 0]))
    : Object.entries(value).flatMap(([key, field]) => placesIn(field, [...at, key]));
  return [{ at, value }, ...inside];
};

/** The value's JSON with other text at one place, or without the place. As text, since some of what is sent no value of ours could be. */
export const replaced = (value: unknown, [key, ...rest]: Path, by: string | undefined): string => {
  if (key === undefined) return by ?? '';
  const isArray = Array.isArray(value);
  const entries = Object.entries(value as object).flatMap(([name, field]) => {
    const isHere = name === String(key);
    if (isHere && rest.length === 0 && by === undefined) return [];
    const text = isHere ? replaced(field, rest, by) : JSON.stringify(field);
    return [isArray ? text : `${JSON.stringify(name)}:${text}`];
  });
  return isArray ? `[${entries.join(',')}]` : `{${entries.join(',')}}`;
};

/** The object's JSON with one key more. */
export const withKey = (value: object, key: string, text: string): string => {
  const inner = JSON.stringify(value).slice(1, -1);
  return `{${inner}${inner === '' ? '' : ','}${JSON.stringify(key)}:${text}}`;
};
