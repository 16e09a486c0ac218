import type { RebuiltOfService } from '../rebuild/rebuild.ts';

const count = (value: number): string => value.toLocaleString('en');

const side = (name: string, { documents, parked }: RebuiltOfService['compared']['live']): string =>
  `${name}: ${count(documents)} documents${parked === 0 ? '' : `, ${count(parked)} streams parked`}`;

const howBuilt = ({ from, resumed, facts, factsPerSecond, built }: RebuiltOfService): string => {
  if (from === 'previous') return `${built} has caught up`;
  const gone = resumed ? ', going on with what an earlier one had built' : '';
  return `${built} built from the ${from}: ${count(facts)} facts, ${count(factsPerSecond)} a second${gone}`;
};

const outcome = (rebuilt: RebuiltOfService): readonly string[] => {
  const { service, model, built, before, live, dropped } = rebuilt;
  const again = `npm run ops -- rebuild ${service} ${model}`;
  if (live)
    return [
      `live: ${built}. To go back to ${before}: ${again} --rollback`,
      ...(dropped.length === 0 ? [] : [`dropped: ${dropped.join(', ')}`]),
    ];
  return [
    `NOT live: ${before} stays. If the difference is what you wanted: ${again} --accept`,
    `Otherwise mend the projection; the next rebuild begins anew.`,
  ];
};

/** What a rebuild came to, for a person to read. */
export const printedRebuilt = (rebuilt: RebuiltOfService): string => {
  const { service, before, built, compared } = rebuilt;
  const { equal, live: was, built: is, differing } = compared;
  return [
    `${service}: ${howBuilt(rebuilt)}`,
    `${equal ? 'equal' : 'DIFFERENT'}  ${side(before, was)}; ${side(built, is)}`,
    ...differing.map((id) => `  ${id}`),
    ...outcome(rebuilt),
  ].join('\n');
};
