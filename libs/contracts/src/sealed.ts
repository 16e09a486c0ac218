import { z } from 'zod';
import type { Classified, PrivacyClass } from './privacy.ts';

/** Classes whose words are sealed before a fact is stored. */
export const sealedClasses = [
  'personal',
  'private-to-person',
  'private-to-mentorship',
] as const satisfies PrivacyClass['class'][];
export type SealedClass = (typeof sealedClasses)[number];

declare const words: unique symbol;
/**
 * Sealed words of one subject in one fact. It says itself where it belongs, so that read models and upcasters move it whole; in another organization, or with
 * any of these changed, it does not open.
 */
export type Box<Words = unknown> = {
  /** Version of this form. */
  readonly sealed: 1;
  readonly class: SealedClass;
  /** Id of the person or the mentorship. */
  readonly of: string;
  /** Id of the fact in which the words were said. */
  readonly fact: string;
  /** Type of that fact, in the form in which it was written. */
  readonly type: string;
  /** Nonce (12 bytes), ciphertext and tag (16 bytes), base64url. */
  readonly box: string;
  /** Never there: says to the compiler what is inside. */
  readonly [words]?: Words;
};

/** `<class>:<field that says whose>`: under this name the words of one subject lie together. */
export type BoxName = `${SealedClass}:${string}`;

/** The field under which boxes lie, in facts and in what is folded of them; nothing else may have that name. */
export const sealedField = 'sealed';

/** What has words that only their people read. */
export type Sealed<Words> = {
  readonly sealed?: Readonly<Partial<Record<BoxName, Box>>> & {
    /** Never there: says to the compiler what is inside. */
    readonly [words]?: Words;
  };
};

/** Why words are not given: `forgotten` for ever, `sealed` while keys are out of reach. */
export const NotOpen = z.enum(['forgotten', 'sealed']);
export type NotOpen = z.infer<typeof NotOpen>;

/** The same, to whom its words were opened as far as they may read them; where some are not given, `words` says why. */
export type Opened<Doc> = Doc extends string | number | boolean | null | undefined
  ? Doc
  : Doc extends readonly (infer Item)[]
    ? readonly Opened<Item>[]
    : Doc extends Sealed<infer Words>
      ? 'sealed' extends keyof Doc
        ? { readonly [Field in Exclude<keyof Doc, 'sealed'>]: Opened<Doc[Field]> } & Partial<Words> & {
              readonly words?: NotOpen;
            }
        : { readonly [Field in keyof Doc]: Opened<Doc[Field]> }
      : { readonly [Field in keyof Doc]: Opened<Doc[Field]> };

type SealedField<Shape> = {
  [Field in keyof Shape]: Shape[Field] extends Classified<z.ZodType, SealedClass> ? Field : never;
}[keyof Shape];
type Data<Shape extends z.core.$ZodLooseShape> = z.infer<z.ZodObject<Shape>>;

/**
 * A fact as it is stored and sent: the fields whose words are sealed are not there, their boxes are. Of the schema's type: `Stored<typeof GoalSet>`; of a union's,
 * `Stored<(typeof GoalFact)['options'][number]>`.
 */
export type Stored<Schema> =
  Schema extends z.ZodObject<{ type: z.ZodLiteral<infer Type>; data: z.ZodObject<infer Shape> }>
    ? {
        readonly type: Type;
        readonly data: [SealedField<Shape>] extends [never]
          ? Data<Shape>
          : Omit<Data<Shape>, SealedField<Shape>> & Sealed<Pick<Data<Shape>, SealedField<Shape> & keyof Data<Shape>>>;
      }
    : never;

/** A fact as somebody folds it to whom its words may or may not be open. What is decided fits, and what is stored. */
export type Readable<Schema> =
  Schema extends z.ZodObject<{ type: z.ZodLiteral<infer Type>; data: z.ZodObject<infer Shape> }>
    ? {
        readonly type: Type;
        readonly data: Omit<Data<Shape>, SealedField<Shape>> &
          Partial<Pick<Data<Shape>, SealedField<Shape> & keyof Data<Shape>>>;
      }
    : never;

/** Whether a JSON value is a box. */
export const isBox = (value: unknown): value is Box => {
  if (typeof value !== 'object' || value === null) return false;
  const { sealed, class: sealedClass, of, fact, type, box } = value as Partial<Record<keyof Box, unknown>>;
  return (
    sealed === 1 &&
    sealedClasses.some((known) => known === sealedClass) &&
    [of, fact, type, box].every((part) => typeof part === 'string')
  );
};

/** The boxes of a stored fact's data, or of a part of a document, by name; none where nothing was sealed. */
export const boxesIn = (value: unknown): readonly (readonly [BoxName, Box])[] => {
  if (typeof value !== 'object' || value === null || !(sealedField in value)) return [];
  const boxes = value[sealedField];
  if (typeof boxes !== 'object' || boxes === null) return [];
  return Object.entries(boxes).filter(([, box]) => isBox(box)) as (readonly [BoxName, Box])[];
};

/** Those boxes of a stored fact's data whose words have one class, where they are kept apart from others. */
export const sealedOf = <Words>({ sealed }: Sealed<unknown>, only: SealedClass): Sealed<Words> => {
  const boxes = boxesIn({ sealed }).filter(([, box]) => box.class === only);
  return boxes.length === 0 ? {} : { sealed: Object.fromEntries(boxes) };
};

/** The boxes of a stored fact's data, to be kept beside what is folded of it. */
export const sealedIn = <Words>({ sealed }: Sealed<Words>): Sealed<Words> => (sealed === undefined ? {} : { sealed });
