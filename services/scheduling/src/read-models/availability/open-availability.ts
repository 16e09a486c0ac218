import type { NotOpen, Opened } from '@telemachy/contracts';
import type { Window } from '@telemachy/contracts/scheduling';
import { occasionOf, unavailable, type Access, type Words } from '@telemachy/service-shell';
import type { Availability } from '../../domain/availability.ts';
import type { AvailabilityEntry } from './availabilities.projection.ts';

/** The purpose for which the service reads when two people have time; what they said is shown to neither. */
export const findTimes = 'find-times';

type Said = { readonly words?: NotOpen };

const availabilityIn = ({ rules, overrides }: Opened<AvailabilityEntry>): Availability | undefined => {
  const days = Object.entries(overrides) as (readonly [string, Said & { readonly windows?: readonly Window[] }])[];
  if ([rules, ...days.map(([, day]) => day)].some(({ words }) => words === 'sealed')) throw unavailable();
  const { zone, weekly = [] } = rules;
  if (zone === undefined) return undefined;
  return { zone, weekly, overrides: Object.fromEntries(days.map(([date, { windows = [] }]) => [date, windows])) };
};

/** When these people can meet, in their order, opened to find times for whoever asks; `undefined` where somebody said nothing, or was forgotten. @throws Problem 503 while keys are out of reach */
export const timesOf = async (
  words: Pick<Words, 'openForPurpose'>,
  access: Pick<Access, 'caller' | 'operation'>,
  entries: readonly (AvailabilityEntry | undefined)[],
): Promise<readonly (Availability | undefined)[]> => {
  const said = entries.filter((entry) => entry !== undefined);
  const opened = await words.openForPurpose(findTimes, occasionOf(access), said);
  const known = new Map(said.map((entry, place) => [entry, opened[place]]));
  return entries.map((entry) => {
    const found = entry === undefined ? undefined : known.get(entry);
    return found === undefined ? undefined : availabilityIn(found);
  });
};

/** One's own. @throws Problem 503 while keys are out of reach */
export const ownTimes = async (
  words: Pick<Words, 'openFor'>,
  access: Pick<Access, 'caller' | 'person' | 'operation'>,
  entry: AvailabilityEntry,
): Promise<Availability | undefined> => {
  const [opened] = await words.openFor(access, [], [entry]);
  return opened === undefined ? undefined : availabilityIn(opened);
};
