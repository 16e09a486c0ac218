import { present } from '@telemachy/projections';
import { Problem, type Page, type ReadModel } from '@telemachy/service-shell';
import { keyOfPart } from './part-key.ts';

type Part<Entry> = { readonly part: string; readonly entries: readonly Entry[] };
/** An entry's place: where a page begins. */
type Place = { readonly part: string; readonly at: number };

const partsAtOnce = 4;
const longestWaitMs = 5000;

const encode = ({ part, at }: Place): string => Buffer.from(`${part}:${at}`).toString('base64url');
const decode = (cursor: string): Place => {
  const [, part, at] = /^(\d{8}):(\d{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (part !== undefined && at !== undefined) return { part, at: Number(at) };
  throw new Problem(400, 'invalid-request', 'The request does not fit its schema; each fault is named in "errors".', {
    errors: [{ in: 'query', path: 'cursor', message: 'expected "next" of an earlier page' }],
  });
};

type Of = { readonly tenant: string; readonly matchRunId: string; readonly upTo: string | undefined };

/** The run's own read model may be ahead of this one. @throws Problem 503 when it stays so */
const whole = async <Entry>(model: Pick<ReadModel<Part<Entry>>, 'peek'>, { tenant, matchRunId, upTo }: Of) => {
  if (upTo === undefined) return;
  const newest = await present(() => model.peek(tenant, keyOfPart(matchRunId, upTo)), longestWaitMs);
  if (newest !== undefined) return;
  throw new Problem(503, 'behind', 'The answer is not as fresh as the run yet. Ask again.', {
    headers: { 'retry-after': '1' },
  });
};

/**
 * What a run found, a page at a time, over the parts that its facts brought and in their order.
 * @param of `upTo`: the newest part that there must be
 */
export const entriesPage = async <Entry>(
  model: Pick<ReadModel<Part<Entry>>, 'page' | 'peek'>,
  of: Of,
  asked: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Entry>> => {
  await whole(model, of);
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
