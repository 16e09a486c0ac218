import { userInfo } from 'node:os';
import { readOptions } from '../read-options.ts';

export type ParkAsked =
  | { readonly does: 'list' }
  | { readonly does: 'show'; readonly group: string; readonly payload: boolean; readonly limit: number }
  /** All groups where none is named. */
  | { readonly does: 'retry'; readonly groups: readonly string[] }
  | { readonly does: 'skip'; readonly group: string; readonly reason: string; readonly by: string };

const options = {
  payload: { type: 'boolean', default: false },
  limit: { type: 'string', default: '100' },
  all: { type: 'boolean', default: false },
  reason: { type: 'string' },
  by: { type: 'string' },
} as const;

const what = 'park takes list, show <group>, retry <group> … or --all, skip <group> --reason …';
const list = 'npm run ops -- park list says which groups there are';

const onlyGroup = (verb: string, groups: readonly string[]): string => {
  const [group, more] = groups;
  if (group === undefined) throw new Error(`${verb} needs a group: ${list}`);
  if (more !== undefined) throw new Error(`${verb} takes one group at a time: "${group}" or "${more}"`);
  return group;
};

const readReason = (reason: string | undefined): string => {
  const length = reason?.trim().length ?? 0;
  if (length >= 10 && length <= 500 && reason !== undefined) return reason.trim();
  throw new Error(
    '--reason says why, in 10 to 500 characters: it is kept for whoever audits, and holds nothing about a person',
  );
};

/** @throws Error naming what does not do */
export const readPark = (args: readonly string[]): ParkAsked => {
  const { values, positionals } = readOptions('park', args, options);
  const [does, ...groups] = positionals;
  switch (does) {
    case 'list':
      return { does };
    case 'show': {
      const limit = Number(values.limit);
      if (!Number.isSafeInteger(limit) || limit < 1)
        throw new Error(`--limit takes a whole number from 1, not "${values.limit}"`);
      return { does, group: onlyGroup(does, groups), payload: values.payload, limit };
    }
    case 'retry':
      if (values.all === groups.length > 0) throw new Error(`retry takes groups, or --all: ${list}`);
      return { does, groups };
    case 'skip': {
      const by = values.by?.trim() || userInfo().username;
      return { does, group: onlyGroup(does, groups), reason: readReason(values.reason), by };
    }
    case undefined:
      throw new Error(what);
    default:
      throw new Error(`there is no "park ${does}": ${what}`);
  }
};
