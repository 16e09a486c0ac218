import { boxesIn, sealedField, type Box, type NotOpen, type Opened } from '@telemachy/contracts';
import { StoreUnavailable } from '@telemachy/event-store';
import { NotGranted, subjectOf, type Gates, type Occasion, type Opened as Unsealed } from '@telemachy/privacy';
import type { Access } from '../access/access.ts';

type Json = Readonly<Record<string, unknown>>;
type Found = ReadonlyMap<Box, Json | NotOpen>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const boxesWithin = (value: unknown): readonly Box[] => {
  if (Array.isArray(value)) return value.flatMap(boxesWithin);
  if (!isObject(value)) return [];
  const inner = Object.entries(value).flatMap(([field, one]) => (field === sealedField ? [] : boxesWithin(one)));
  return [...boxesIn(value).map(([, box]) => box), ...inner];
};

/** The same without boxes: words that were opened stand beside what was open; why others do not stands in `words`. */
const merged = (value: unknown, found: Found): unknown => {
  if (Array.isArray(value)) return value.map((one) => merged(one, found));
  if (!isObject(value)) return value;
  const { [sealedField]: _boxes, ...open } = value;
  const rest = Object.fromEntries(Object.entries(open).map(([field, one]) => [field, merged(one, found)]));
  const said = boxesIn(value).map(([, box]) => found.get(box));
  const withheld = said.find((one) => typeof one === 'string');
  const words = said.filter(isObject);
  return Object.assign(rest, ...words, withheld === undefined ? {} : { words: withheld }) as unknown;
};

/** Words for whoever asks and is one of their people. Every opening is written down before anybody has them. */
export class Words {
  readonly #gates: Gates<string>;

  constructor(gates: Gates<string>) {
    this.#gates = gates;
  }

  /**
   * Documents with the words that their reader may read: their own, and those of these mentorships. Words of others are left out without a sign.
   * @param mentorships of which the service's own facts say that the caller is one of the two
   * @throws AuditUnavailable where it cannot be written down
   */
  async openFor<Doc>(
    { caller, person, operation }: Pick<Access, 'caller' | 'person' | 'operation'>,
    mentorships: readonly string[],
    documents: readonly Doc[],
  ): Promise<readonly Opened<Doc>[]> {
    const { tenant, actor } = caller;
    const isTheirs = (box: Box): boolean => {
      const { kind, id } = subjectOf(box);
      return kind === 'person' ? id === person : mentorships.includes(id);
    };
    const boxes = boxesWithin(documents).filter(isTheirs);
    const opened =
      person === undefined || boxes.length === 0
        ? []
        : await this.#gates.forParty<Json>(
            { tenant, actor, person, mentorships, operation },
            boxes as readonly Box<Json>[],
          );
    return withWords(documents, boxes, opened);
  }

  /**
   * Documents with the words that a purpose of this service opens; other words are left out without a sign.
   * @param occasion in which operation, and for whom, where somebody asked
   * @throws NotGranted where the service has no such purpose; StoreUnavailable while keys are out of reach; AuditUnavailable where it cannot be written down
   */
  async openForPurpose<Doc>(
    purpose: string,
    occasion: Occasion,
    documents: readonly Doc[],
  ): Promise<readonly Opened<Doc>[]> {
    const granted = this.#gates.grantsOf(purpose);
    if (granted.length === 0) throw new NotGranted(`${occasion.operation}: there is no purpose ${purpose}`);
    const boxes = boxesWithin(documents).filter((box) => granted.includes(box.class));
    const opened = await this.#gates.forPurpose<Json>(purpose, occasion, boxes as readonly Box<Json>[]);
    // Who was forgotten has no words any more; while keys are out of reach everybody would seem so.
    if (opened.some((one) => !one.open && one.why === 'sealed'))
      throw new StoreUnavailable(`${occasion.operation}: the keys of what is to be opened are out of reach`);
    return withWords(documents, boxes, opened);
  }
}

const withWords = <Doc>(
  documents: readonly Doc[],
  boxes: readonly Box[],
  opened: readonly Unsealed<Json>[],
): readonly Opened<Doc>[] => {
  const found: Found = new Map(
    opened.map((one, place) => [boxes[place] as Box, one.open ? one.words : one.why] as const),
  );
  return documents.map((document) => merged(document, found) as Opened<Doc>);
};

/** In which operation words are opened for a purpose, and for whom. */
export const occasionOf = ({ caller, operation }: Pick<Access, 'caller' | 'operation'>): Occasion => ({
  tenant: caller.tenant,
  operation,
  actor: caller.actor,
});
