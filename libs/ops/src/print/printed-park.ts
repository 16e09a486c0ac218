import type { FoldedBy } from '../park/folded-by.ts';
import type { ParkAnswer } from '../park/park.ts';
import type { ParkedGroup } from '../park/parked-groups.ts';
import type { Settled } from '../park/settle.ts';
import type { Shown } from '../park/with-payload.ts';

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

export type JoinedPark = {
  readonly holds: boolean;
  /** Whether there is anything of what was asked for. */
  readonly found: boolean;
  readonly services: readonly ParkAnswer[];
  /** Read models that have folded what was skipped. */
  readonly rebuild: readonly FoldedBy[];
};

/** @param asked how many services should have answered */
export const joinedPark = (args: readonly string[], answers: readonly unknown[], asked: number): JoinedPark => {
  const all = answers as readonly Answer[];
  const services = all.filter((answer) => answer.did !== 'folded-by');
  const any = services.some(found) || args.includes('--all');
  return {
    holds: services.length === asked && any && services.every(holds),
    found: any,
    services,
    rebuild: all.filter((answer) => answer.did === 'folded-by'),
  };
};

/** What is parked, and what became of it, for a person to read. */
export const printedPark = ({ found: any, services, rebuild }: JoinedPark): string => {
  if (!any) return 'there is no such group: npm run ops -- park list';
  const lines = [...services, ...rebuild].flatMap(answerLines);
  return lines.length === 0 ? 'nothing is parked' : lines.join('\n');
};
