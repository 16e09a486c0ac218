import { privacyOfFact } from '../catalogue.ts';
import { sealedClasses, sealedField, type Box, type BoxName } from '../sealed.ts';
import { schemaOfFact, type JsonSchema } from './fact-schema.ts';

/** A box, as it is stored and sent. */
export const boxSchema: JsonSchema = {
  type: 'object',
  description:
    'Words of one subject, sealed (AES-256-GCM): only the platform opens them, and only for whom they belong to.',
  required: ['sealed', 'class', 'of', 'fact', 'type', 'box'],
  properties: {
    sealed: { const: 1, description: 'Version of this form' },
    class: { type: 'string', enum: [...sealedClasses] },
    of: { type: 'string', description: 'Id of the person or the mentorship' },
    fact: { type: 'string', format: 'uuid', description: 'Id of the fact in which the words were said' },
    type: { type: 'string', description: 'Type of that fact, in the form in which it was written' },
    box: {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]+$',
      description: 'Nonce (12 bytes), ciphertext, tag (16 bytes): base64url',
    },
  },
};

type Words = ReadonlyMap<BoxName, readonly string[]>;

/** The fields of a fact that are stored sealed, by the box they lie in. */
const wordsOf = (type: string): Words => {
  const words = new Map<BoxName, string[]>();
  for (const [field, privacy] of Object.entries(privacyOfFact(type))) {
    const name = sealedClasses.find((one) => one === privacy.class);
    if (name === undefined || !('of' in privacy)) continue;
    const box: BoxName = `${name}:${privacy.of}`;
    words.set(box, [...(words.get(box) ?? []), field]);
  }
  return words;
};

/**
 * The shape of a fact's data as it is stored and sent, as JSON Schema: as `schemaOfFact`, but words that are somebody's are not there, their boxes are. What
 * would be found in a box stands in `x-words`. @throws Error when the type is unknown
 */
export const schemaOfStored = (type: string): JsonSchema => {
  const schema = schemaOfFact(type) as { properties: Record<string, JsonSchema>; required?: readonly string[] };
  const words = wordsOf(type);
  if (words.size === 0) return schema;
  const isWords = new Set([...words.values()].flat());
  const boxes = [...words].map(([name, fields]) => [
    name,
    {
      ...boxSchema,
      'x-words': Object.fromEntries(fields.map((field) => [field, schema.properties[field]])),
    },
  ]);
  const open = Object.entries(schema.properties).filter(([field]) => !isWords.has(field));
  const sealed = {
    type: 'object',
    description:
      'Boxes by the class of their words and the field that says whose they are; a box without words is not there.',
    properties: Object.fromEntries(boxes) as unknown,
  };
  return {
    ...schema,
    properties: { ...Object.fromEntries(open), [sealedField]: sealed },
    ...(schema.required === undefined ? {} : { required: schema.required.filter((field) => !isWords.has(field)) }),
  };
};

/** A fact's data as they might be stored: the words of an example in boxes that nobody opens. */
export const storedExample = (type: string, data: Readonly<Record<string, unknown>>): object => {
  const words = wordsOf(type);
  const isWords = new Set([...words.values()].flat());
  const boxes = [...words].flatMap(([name, fields]): readonly [BoxName, Box][] => {
    const [sealedClass, of = ''] = name.split(':') as [Box['class'], string?];
    if (!fields.some((field) => data[field] !== undefined && data[field] !== '')) return [];
    const fact = '0f4bd1a4-8f34-5a21-9a4c-2b6f0a3a7c11';
    return [
      [name, { sealed: 1, class: sealedClass, of: String(data[of]), fact, type, box: 'bm90aGluZyB0byBiZSBzZWVu' }],
    ];
  });
  const open = Object.entries(data).filter(([field]) => !isWords.has(field));
  return { ...Object.fromEntries(open), ...(boxes.length === 0 ? {} : { [sealedField]: Object.fromEntries(boxes) }) };
};
