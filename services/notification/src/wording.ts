import type { PersonId } from '@telemachy/contracts';
import { idOf } from '@telemachy/projections';
import type { ReadModel, ReadModels } from '@telemachy/service-shell';
import { isTemplate, partnerOf } from './domain/templates.ts';
import type { About } from './domain/templates.ts';
import { textOf } from './domain/text-of.ts';
import type { Text } from './domain/words.ts';
import type { Addressee } from './effects/email/deliver.ts';
import { people } from './read-models/people/people.ts';
import type { KnownPerson } from './read-models/people/people.ts';
import { zones } from './read-models/zones/zones.projection.ts';
import type { ZoneOf } from './read-models/zones/zones.projection.ts';

type Wordless = { readonly template: string; readonly about: About };

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

  constructor(readModels: ReadModels) {
    this.#people = readModels.of(people);
    this.#zones = readModels.of(zones);
  }

  /** The words of one person's messages, in the same order. */
  async textsFor(tenant: string, reader: PersonId, messages: readonly Wordless[]): Promise<readonly Text[]> {
    const partners = messages.map(partnerOf).filter((id) => id !== undefined);
    const known = await this.addressees(tenant, [...new Set([reader, ...partners])]);
    const zone = known.get(reader)?.zone ?? unknownZone;
    return messages.map((message) => {
      const { template, about } = message;
      if (!isTemplate(template)) return unknownText;
      return textOf(template, about, { partnerName: known.get(partnerOf(message) ?? '')?.name, zone });
    });
  }

  /** Those of these people who are known here, at most 1000. */
  async addressees(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, Addressee>> {
    const where = { _id: { $in: ids.map((id) => idOf(tenant, id)) } };
    const [found, zonesFound] = await Promise.all([this.#people.all(tenant, where), this.#zones.all(tenant, where)]);
    const zoneOf = new Map<string, string>(zonesFound.map(({ personId, zone }) => [personId, zone]));
    return new Map(
      found.map(({ personId, name, email }) => [personId, { name, email, zone: zoneOf.get(personId) ?? unknownZone }]),
    );
  }
}
