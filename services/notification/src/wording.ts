import type { PersonId } from '@telemachy/contracts';
import type { Occasion } from '@telemachy/privacy';
import { idOf } from '@telemachy/projections';
import type { ReadModel, ReadModels, Words } from '@telemachy/service-shell';
import { isTemplate, partnerOf } from './domain/templates.ts';
import type { About } from './domain/templates.ts';
import { textOf } from './domain/text-of.ts';
import type { Text } from './domain/words.ts';
import type { Addressee } from './effects/email/deliver.ts';
import { contactOf, people } from './read-models/people/people.ts';
import type { KnownPerson } from './read-models/people/people.ts';
import { zones } from './read-models/zones/zones.projection.ts';
import type { ZoneOf } from './read-models/zones/zones.projection.ts';

type Wordless = { readonly template: string; readonly about: About };

/** The purpose for which the service reads names, addresses and zones: to tell people what concerns them. */
export const deliver = 'deliver';
/** Where nobody said where they are. */
const unknownZone = 'UTC';
const unknownText: Text = {
  subject: 'There is news for you',
  paragraphs: [],
  action: 'Open your inbox',
  service: 'notification',
  path: '/inbox',
};

/** Finds the names and zones that words need, at the moment they are needed. */
export class Wording {
  readonly #people: ReadModel<KnownPerson>;
  readonly #zones: ReadModel<ZoneOf>;

  readonly #words: Pick<Words, 'openForPurpose'>;

  constructor(readModels: ReadModels, words: Pick<Words, 'openForPurpose'>) {
    this.#words = words;
    this.#people = readModels.of(people);
    this.#zones = readModels.of(zones);
  }

  /** The words of one person's messages, in the same order. */
  async textsFor(occasion: Occasion, reader: PersonId, messages: readonly Wordless[]): Promise<readonly Text[]> {
    const partners = messages.map(partnerOf).filter((id) => id !== undefined);
    const known = await this.addressees(occasion, [...new Set([reader, ...partners])]);
    const zone = known.get(reader)?.zone ?? unknownZone;
    return messages.map((message) => {
      const { template, about } = message;
      if (!isTemplate(template)) return unknownText;
      return textOf(template, about, { partnerName: known.get(partnerOf(message) ?? '')?.name, zone });
    });
  }

  /** Those of these people who are known here and were not forgotten, at most 1000. @throws StoreUnavailable while keys are out of reach */
  async addressees(occasion: Occasion, ids: readonly string[]): Promise<ReadonlyMap<string, Addressee>> {
    const { tenant } = occasion;
    const where = { _id: { $in: ids.map((id) => idOf(tenant, id)) } };
    const [found, zonesFound] = await Promise.all([this.#people.all(tenant, where), this.#zones.all(tenant, where)]);
    // In one opening, which is one entry of the audit.
    const [opened] = await this.#words.openForPurpose(deliver, occasion, [{ known: found, heard: zonesFound }]);
    const { known = [], heard = [] } = opened ?? {};
    const zoneOf = new Map<string, string | undefined>(heard.map(({ personId, zone }) => [personId, zone]));
    return new Map(
      known.flatMap((person) => {
        const contact = contactOf(person);
        const zone = zoneOf.get(person.personId) ?? unknownZone;
        return contact === undefined ? [] : [[person.personId, { email: undefined, ...contact, zone }] as const];
      }),
    );
  }
}
