import type { FoldedBy } from '../park/folded-by.ts';
import type { ParkAnswer } from '../park/park.ts';
import type { ParkedGroup } from '../park/parked-groups.ts';
import type { Settled } from '../park/settle.ts';
import type { Shown } from '../park/with-payload.ts';
import type { Told } from './printed.ts';

type Answer = ParkAnswer | FoldedBy;

const count = (value: number, one: string, many = `${one}s`): string =>
  `${value.toLocaleString('en')} ${value === 1 ? one : many}`;

const groupLines = (service: string, group: ParkedGroup): readonly string[] => {
  const many =
    group.kind === 'stream'
      ? `${count(group.count, 'stream')} with ${count(group.facts, 'fact')}`
      : count(group.count, 'reaction');
  const since = group.since === undefined ? '' : `, since ${group.since}`;
  return [
    `${group.group}  ${service} ${group.consumer}: ${many} of ${count(group.tenants, 'organization')}${since}`,
    `          ${group.reason}`,
    `          on ${group.about.join(', ')}`,
  ];
};

const itemLines = (item: Shown): readonly string[] => {
  const head =
    item.kind === 'stream'
      ? `  ${item.tenant} ${item.stream}: ${item.first.type}, version ${item.first.version}; ${count(item.facts, 'fact')} waiting`
      : `  ${item.tenant} ${item.instance}: ${item.asks}, on fact ${item.factId}`;
  return item.payload === undefined ? [head] : [head, `    ${JSON.stringify(item.payload)}`];
};

const settledLine = (service: string, { group, consumer, gone, left, waiting }: Settled): string => {
  const rest = [
    ...(left === 0 ? [] : [`${left} STILL SET ASIDE: npm run ops -- park list`]),
    ...(waiting === 0 ? [] : [`${waiting} wait for the service to carry them out: is it running?`]),
  ];
  return [`${group}  ${service} ${consumer}: ${gone} done`, ...rest].join('; ');
};

const answerLines = (answer: Answer): readonly string[] => {
  switch (answer.did) {
    case 'list':
      return answer.groups.flatMap((group) => groupLines(answer.service, group));
    case 'show':
      return [
        ...answer.groups.flatMap((group) => groupLines(answer.service, group)),
        ...answer.items.flatMap(itemLines),
        ...answer.groups
          .filter((group) => group.count > answer.items.length)
          .map((group) => `  … ${count(group.count - answer.items.length, 'more', 'more')}: --limit ${group.count}`),
      ];
    case 'retry':
      return answer.settled.map((settled) => settledLine(answer.service, settled));
    case 'skip':
      return answer.settled.map((settled) => settledLine(answer.service, settled));
    case 'folded-by':
      return answer.readModels.map(
        (name) => `folded what no longer counts: npm run ops -- rebuild ${answer.service} ${name} --accept`,
      );
  }
};

const isSettled = ({ left, waiting }: Settled): boolean => left === 0 && waiting === 0;

const holds = (answer: Answer): boolean =>
  answer.did === 'retry' || answer.did === 'skip' ? answer.settled.every(isSettled) : true;

/** Whether anything was found of what was asked for. */
const found = (answer: Answer): boolean => {
  switch (answer.did) {
    case 'list':
      return true;
    case 'show':
      return answer.groups.length > 0;
    case 'retry':
    case 'skip':
      return answer.settled.length > 0;
    case 'folded-by':
      return false;
  }
};

/** What is parked, and what became of it. @param asked how many services should have answered */
export const printedPark = (
  args: readonly string[],
  answers: readonly unknown[],
  json: boolean,
  asked: number,
): Told => {
  const all = answers as readonly Answer[];
  const services = all.filter(({ did }) => did !== 'folded-by');
  const nothing = !services.some(found) && !args.includes('--all');
  const holding = services.length === asked && !nothing && all.every(holds);
  if (json) {
    const rebuild = all.filter(({ did }) => did === 'folded-by');
    return {
      text: JSON.stringify({ holds: holding, services, ...(rebuild.length > 0 ? { rebuild } : {}) }),
      holds: holding,
    };
  }
  if (nothing) return { text: `there is no such group: npm run ops -- park list`, holds: false };
  const lines = all.flatMap(answerLines);
  return { text: lines.length === 0 ? 'nothing is parked' : lines.join('\n'), holds: holding };
};
