import type { Recorded } from '@telemachy/kernel';
import { z } from 'zod';
import { fact, Instant } from './fact.ts';
import { internal, open } from './privacy.ts';

const word = '.fact-skipped.v1';

/**
 * An operator's mark in a stream: an earlier fact of it no longer counts. Nothing is deleted; a mark that is marked itself counts no longer either.
 * `reason` outlives every person's key, for whoever audits: it holds no personal value.
 */
export const skipFacts = <Service extends string>(service: Service) => ({
  FactSkipped: fact(`${service}${word}`, {
    factId: open(z.uuid()),
    /** Of the fact that no longer counts. */
    type: internal(z.string()),
    version: internal(z.int().positive()),
    reason: internal(z.string().trim().min(10).max(500)),
    /** Pseudonymous id or name of the operator. */
    by: internal(z.string().min(1).max(200)),
    skippedAt: internal(Instant),
  }),
});

/** Whether a fact of this type is a skip mark, of whichever service. */
export const isSkipMark = (type: string): boolean => type.endsWith(word);

/** The type of the mark that skips a fact of this type: its owner's. */
export const skipMarkFor = (type: string): string => `${type.slice(0, type.indexOf('.'))}${word}`;

/** A fact's place in its stream, and what a mark says of another. Everything that has been read from a store or a topic fits. */
type Marked = { readonly id: string; readonly version: number; readonly factId: string };

/**
 * Ids of the facts that no longer count, by the marks of one stream: the newest is heard first, so that a mark can be taken back by marking it.
 */
export const skippedBy = (marks: readonly Marked[]): ReadonlySet<string> => {
  const skipped = new Set<string>();
  for (const { id, factId } of marks.toSorted((one, other) => other.version - one.version))
    if (!skipped.has(id)) skipped.add(factId);
  return skipped;
};

/**
 * What counts of facts of one stream, in order, such as those that a consumer has parked: neither what a mark among them speaks of nor the marks. A mark
 * comes behind its fact in the same partition, so it is parked with it. A fact that was folded before its mark came stays folded until a rebuild.
 */
export const withoutSkipped = (facts: readonly Recorded[]): readonly Recorded[] => {
  const marks = facts.flatMap(({ id, version, event }) =>
    isSkipMark(event.type) ? [{ id, version, factId: (event.data as { readonly factId: string }).factId }] : [],
  );
  if (marks.length === 0) return facts;
  const skipped = skippedBy(marks);
  return facts.filter(({ id, event }) => !skipped.has(id) && !isSkipMark(event.type));
};
