import { Problem, type Page, type ReadModel } from '@telemachy/service-shell';

type Part<Entry> = { readonly part: string; readonly entries: readonly Entry[] };
/** An entry's place: where a page begins. */
type Place = { readonly part: string; readonly at: number };

const partsAtOnce = 4;

const encode = ({ part, at }: Place): string => Buffer.from(`${part}:${at}`).toString('base64url');
const decode = (cursor: string): Place => {
  const [, part, at] = /^(\d{8}):(\d{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (part !== undefined && at !== undefined) return { part, at: Number(at) };
  throw new Problem(400, 'invalid-request', 'The request does not fit its schema; each fault is named in "errors".', {
    errors: [{ in: 'query', path: 'cursor', message: 'expected "next" of an earlier page' }],
  });
};

/** What a run found, a page at a time, over the parts that its facts brought and in their order. */
export const entriesPage = async <Entry>(
  model: Pick<ReadModel<Part<Entry>>, 'page'>,
  of: { readonly tenant: string; readonly matchRunId: string },
  asked: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Entry>> => {
  const from = asked.cursor === undefined ? { part: '00000000', at: 0 } : decode(asked.cursor);
  const items: Entry[] = [];
  for (let cursor: string | undefined; ;) {
    const where = { matchRunId: of.matchRunId, part: { $gte: from.part } };
    const parts = await model.page(of.tenant, where, { limit: partsAtOnce, cursor });
    for (const { part, entries } of parts.items) {
      const begin = part === from.part ? from.at : 0;
      const end = begin + asked.limit - items.length;
      items.push(...entries.slice(begin, end));
      if (end < entries.length) return { items, next: encode({ part, at: end }) };
    }
    if (parts.next === undefined) return { items };
    cursor = parts.next;
  }
};
