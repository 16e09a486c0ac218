import type { Box, SealedClass } from '@telemachy/contracts';
import { subjectOf, unseal } from './box.ts';
import { KeysUnavailable, NotGranted } from './errors.ts';
import type { KeyVault } from './key-vault.ts';
import type { Subject } from './subject.ts';

/** Words, or why they are not given: `forgotten` for ever, `sealed` while keys are out of reach. */
export type Opened<Words> =
  | { readonly open: true; readonly words: Words }
  | { readonly open: false; readonly why: 'forgotten' | 'sealed' };

/** What is written down of an opening, before anybody has the words. */
export type Opening = {
  readonly tenant: string;
  readonly service: string;
  readonly operation: string;
  readonly gate:
    | { readonly for: 'party'; readonly actor: string }
    /** `actor`: for whom, where somebody asked. */
    | { readonly for: 'purpose'; readonly purpose: string; readonly actor?: string };
  /** Whose words, each once. */
  readonly subjects: readonly Subject[];
  readonly boxes: number;
};

export interface OpeningLog {
  /** Resolves when it is kept for good. @throws where it cannot be: then nothing is opened */
  opened(opening: Opening): Promise<void>;
}

/** A caller whose identity was verified, and where the service's own facts say that they belong. */
export type Party = {
  readonly tenant: string;
  /** Pseudonym of the token's subject. */
  readonly actor: string;
  readonly person: string;
  readonly mentorships: readonly string[];
  readonly operation: string;
};

/** What a service may open for a purpose of its own: purpose → classes. Never words private to a mentorship. */
export type Purposes = Readonly<Record<string, readonly Exclude<SealedClass, 'private-to-mentorship'>[]>>;

/** When words are opened for a purpose; `actor`: pseudonym of who asked, where somebody did. */
export type Occasion = { readonly tenant: string; readonly operation: string; readonly actor?: string };

export type Gates<Purpose extends string> = {
  /** The classes that a purpose opens; none for one that the service does not name. */
  grantsOf(purpose: Purpose): readonly SealedClass[];
  /** Opens what the caller may read: their own words and those of their mentorships. In the order given. @throws NotGranted where another's is among them */
  forParty<Words>(party: Party, boxes: readonly Box<Words>[]): Promise<readonly Opened<Words>[]>;
  /** Opens what the purpose needs. In the order given. @throws NotGranted where the purpose has no such class */
  forPurpose<Words>(purpose: Purpose, where: Occasion, boxes: readonly Box<Words>[]): Promise<readonly Opened<Words>[]>;
};

export type GatesOptions<P extends Purposes> = {
  readonly service: string;
  readonly vault: Pick<KeyVault, 'openingKeysOf'>;
  readonly log: OpeningLog;
  readonly purposes: P;
};

const isOf = ({ person, mentorships }: Party, { kind, id }: Subject): boolean =>
  kind === 'person' ? id === person : mentorships.includes(id);

const eachOnce = (subjects: readonly Subject[]): Subject[] => [
  ...new Map(subjects.map((subject) => [`${subject.kind} ${subject.id}`, subject])).values(),
];

/** The only two ways to sealed words. What cannot be written down is not opened. */
export const gatesOf = <P extends Purposes>({
  service,
  vault,
  log,
  purposes,
}: GatesOptions<P>): Gates<keyof P & string> => {
  const open = async <Words>(
    { tenant, operation, gate }: Pick<Opening, 'tenant' | 'operation' | 'gate'>,
    boxes: readonly Box<Words>[],
  ): Promise<readonly Opened<Words>[]> => {
    if (boxes.length === 0) return [];
    const subjects = boxes.map(subjectOf);
    let keys: readonly (Buffer | undefined)[];
    try {
      keys = await vault.openingKeysOf(tenant, subjects);
    } catch (error) {
      if (error instanceof KeysUnavailable) return boxes.map(() => ({ open: false, why: 'sealed' }));
      throw error;
    }
    const found = subjects.filter((_, place) => keys[place] !== undefined);
    if (found.length > 0)
      await log.opened({ tenant, service, operation, gate, subjects: eachOnce(found), boxes: found.length });
    return boxes.map((box, place) => {
      const key = keys[place];
      return key === undefined ? { open: false, why: 'forgotten' } : { open: true, words: unseal(key, tenant, box) };
    });
  };
  const grantsOf = (purpose: string): readonly SealedClass[] => purposes[purpose] ?? [];
  return {
    grantsOf,
    async forParty(party, boxes) {
      const { tenant, actor, operation } = party;
      const other = boxes.map(subjectOf).find((subject) => !isOf(party, subject));
      if (other !== undefined)
        throw new NotGranted(`${service}: ${operation} asked for words of a ${other.kind} that is not the caller's`);
      return open({ tenant, operation, gate: { for: 'party', actor } }, boxes);
    },
    async forPurpose(purpose, { tenant, operation, actor }, boxes) {
      const granted = grantsOf(purpose);
      const other = boxes.find((box) => !granted.includes(box.class));
      if (other !== undefined)
        throw new NotGranted(`${service}: the purpose ${purpose} opens nothing that is ${other.class}`);
      const asked = actor === undefined ? {} : { actor };
      return open({ tenant, operation, gate: { for: 'purpose', purpose, ...asked } }, boxes);
    },
  };
};
