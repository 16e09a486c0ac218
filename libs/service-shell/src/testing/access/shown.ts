/** The places of an answer that hold a value, without the numbers in lists and the frame of a page: `steps.text`. */
const placesOf = (value: unknown, at: readonly string[] = []): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((one) => placesOf(one, at));
  if (typeof value !== 'object' || value === null) return [at.join('.')];
  return Object.entries(value).flatMap(([key, one]) => placesOf(one, [...at, key]));
};

/**
 * Which group of words each field of a service's answers belongs to: by its place, or by a place above it. `plain`: states, counts, dates and ids.
 * A place may be told for one operation alone, or for one caller of it: `read-me attributes`, `read-mentorship by mentee declined`.
 */
export type Fields = Readonly<Record<string, string>>;

const groupAt = (fields: Fields, heard: readonly string[], place: string): string | undefined => {
  const parts = place.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const above = parts.slice(0, length).join('.');
    const group = [...heard.map((by) => `${by} ${above}`), above].map((told) => fields[told]).find((one) => one);
    if (group !== undefined) return group;
  }
  return undefined;
};

type Reading = {
  readonly fields: Fields;
  readonly operation: string;
  readonly caller: string;
  /** Groups that the table gives this reader. */
  readonly reads: readonly string[];
};

/** What an answer showed: the groups of its fields, and what is wrong with them, one line each. */
export type Shown = { readonly groups: readonly string[]; readonly faults: readonly string[] };

const frame = ['', 'items', 'next'];

/** The groups that an answer shows. Faults: fields that their reader should not see, and such as nobody has put into a group. */
export const shownIn = (answer: unknown, { fields, operation, caller, reads }: Reading): Shown => {
  const heard = [`${operation} by ${caller}`, operation];
  const places = new Set(placesOf(answer).map((place) => place.replace(/^items\./, '')));
  const found = [...places]
    .filter((place) => !frame.includes(place))
    .map((place) => ({ place, group: groupAt(fields, heard, place) ?? '' }));
  const faults = found.flatMap(({ place, group }) => {
    if (group === '') return [`${place} is in no group of fields`];
    const isFine = group === 'plain' || reads.includes(group);
    return isFine ? [] : [`${place} is of "${group}", which this reader does not read`];
  });
  return { groups: [...new Set(found.map(({ group }) => group))], faults };
};
