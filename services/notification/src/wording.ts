import type { PersonId } from '@telemachy/contracts';
import type { ReadModel, ReadModels } from '@telemachy/service-shell';
import { isTemplate } from './domain/templates.ts';
import type { About } from './domain/templates.ts';
import { textOf } from './domain/text-of.ts';
import type { Text } from './domain/words.ts';
import type { Addressee } from './effects/email/deliver.ts';
import { people } from './read-models/people/people.ts';
import type { KnownPerson } from './read-models/people/people.ts';
import { zones } from './read-models/zones/zones.projection.ts';
import type { ZoneOf } from './read-models/zones/zones.projection.ts';

type Wordless = { readonly template: string; readonly about: About };
const partnerOf = ({ about }: Wordless): string | undefined =>
  typeof about['partnerId'] === 'string' ? about['partnerId'] : undefined;

const unknownText: Text = { subject: 'There is news for you', paragraphs: [], action: 'Open', path: '/' };

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
    const ids = [...new Set(messages.map(partnerOf))].filter((id) => id !== undefined);
    const [found, zone] = await Promise.all([
      ids.length === 0 ? [] : this.#people.all(tenant, { personId: { $in: ids } }),
      this.#zoneOf(tenant, reader),
    ]);
    const names = new Map<string, string>(found.map(({ personId, name }) => [personId, name]));
    return messages.map((message) => {
      const { template, about } = message;
      if (!isTemplate(template)) return unknownText;
      return textOf(template, about, { partnerName: names.get(partnerOf(message) ?? ''), zone });
    });
  }

  async addressee(tenant: string, personId: PersonId): Promise<Addressee | undefined> {
    const [person, zone] = await Promise.all([this.#people.peek(tenant, personId), this.#zoneOf(tenant, personId)]);
    return person === undefined ? undefined : { name: person.name, email: person.email, zone };
  }

  async #zoneOf(tenant: string, personId: PersonId): Promise<string> {
    return (await this.#zones.peek(tenant, personId))?.zone ?? 'UTC';
  }
}
