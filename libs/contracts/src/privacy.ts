import type { z } from 'zod';

/**
 * Who may ever read a field, fixed on its first day.
 * - `public`: may appear anywhere. - `internal`: codes, ids, counts, instants; stays inside the installation.
 * - `personal`: about the person whose id stands in the data field `of`. - `private-to-person`: only that person's own words.
 * - `private-to-mentorship`: the two people of the mentorship whose id stands in `of`, and nobody else.
 */
export type PrivacyClass =
  | { readonly class: 'public' }
  | { readonly class: 'internal' }
  | { readonly class: 'personal'; readonly of: string }
  | { readonly class: 'private-to-person'; readonly of: string }
  | { readonly class: 'private-to-mentorship'; readonly of: string };

declare const classified: unique symbol;
/** A schema that has its privacy class. `fact()` takes nothing else, so an unclassified field does not compile. */
export type Classified<
  Schema extends z.ZodType = z.ZodType,
  Class extends PrivacyClass['class'] = PrivacyClass['class'],
> = Schema & { readonly [classified]: Class };

const classes = new WeakMap<z.ZodType, PrivacyClass>();
// A clone each time: one schema (an id, say) may stand in fields of different classes.
const classify = <Schema extends z.ZodType, Class extends PrivacyClass['class']>(
  schema: Schema,
  privacy: PrivacyClass & { readonly class: Class },
): Classified<Schema, Class> => {
  const own = schema.clone();
  classes.set(own, privacy);
  return own as Classified<Schema, Class>;
};

export const open = <Schema extends z.ZodType>(schema: Schema) => classify(schema, { class: 'public' });
export const internal = <Schema extends z.ZodType>(schema: Schema) => classify(schema, { class: 'internal' });
export const personal = <Schema extends z.ZodType>(of: string, schema: Schema) =>
  classify(schema, { class: 'personal', of });
export const privateToPerson = <Schema extends z.ZodType>(of: string, schema: Schema) =>
  classify(schema, { class: 'private-to-person', of });
export const privateToMentorship = <Schema extends z.ZodType>(of: string, schema: Schema) =>
  classify(schema, { class: 'private-to-mentorship', of });

/** The class of a fact's field, or `undefined` where somebody got round the types. */
export const privacyOf = (schema: z.ZodType): PrivacyClass | undefined => classes.get(schema);
