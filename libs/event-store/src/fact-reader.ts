import { presentForm, presentType, type Upcasters } from '@telemachy/contracts';
import type { Recorded } from '@telemachy/kernel';
import type { Forms, FactSchemas } from './encode-fact.ts';
import { FactUnreadable, StoreDamaged } from './errors.ts';
import type { RawFact } from './port.ts';

export type FactReader = {
  /** The fact in the form of today. What this release does not know is given as it is stored, for readers that pass over what they do not hear. */
  readonly read: (raw: RawFact) => Recorded;
  /** The same, for whoever must understand every fact of a stream. @throws FactUnreadable */
  readonly understand: (raw: RawFact) => Recorded;
};

/** Reads stored facts: old forms are handed up to the newest by their upcasters, on the raw JSON. */
export const factReader = ({ schemas, upcasters }: Forms): FactReader => {
  const read: FactReader['read'] = (raw) => {
    const { type, data: _data, traceparent: _traceparent, ...recorded } = raw;
    const stored = { type, data: parsed(raw) };
    return { ...recorded, event: upcasters.has(type) ? upcast(raw, stored, upcasters) : stored };
  };
  return {
    read,
    understand(raw) {
      if (!schemas.has(raw.type) && !schemas.has(presentType(raw.type, upcasters))) throw unknown(raw, schemas);
      return read(raw);
    },
  };
};

const where = ({ stream, version }: RawFact): string => `Version ${version} of ${stream}`;

const parsed = (raw: RawFact): unknown => {
  try {
    return JSON.parse(raw.data) as unknown;
  } catch (cause) {
    throw new StoreDamaged(`${where(raw)} holds no JSON: restore it from a backup.`, { cause });
  }
};

const upcast = (raw: RawFact, stored: { type: string; data: unknown }, upcasters: Upcasters): Recorded['event'] => {
  try {
    return presentForm(stored, upcasters);
  } catch (cause) {
    const why = `${where(raw)} is a ${raw.type}, which its upcasters to ${presentType(raw.type, upcasters)} cannot read`;
    throw new FactUnreadable(raw.type, `${why}. Mend the upcaster; the stored fact stays as it is.`, { cause });
  }
};

const unknown = (raw: RawFact, schemas: FactSchemas): FactUnreadable => {
  const name = raw.type.slice(0, raw.type.lastIndexOf('.v'));
  const known = [...schemas.keys()].filter((type) => type.slice(0, type.lastIndexOf('.v')) === name);
  const knows = known.length === 0 ? 'knows no fact of that name' : `knows ${known.join(', ')}`;
  return new FactUnreadable(
    raw.type,
    `${where(raw)} is a ${raw.type}; this release ${knows}, so a newer one wrote it. Run the newer release; nothing was changed.`,
  );
};
