import type { Criterion } from '../policy/policy.ts';
import type { AttributeValue } from '../snapshot/snapshot.ts';
import type { Measure } from './measure.ts';
import { comparable, valuesOf } from './values.ts';

export type ListCriterion = Extract<Criterion, { kind: 'overlap' | 'offered-covers-wanted' }>;

/** An entry of a list; its level is 0 where levels do not count, 1 where none is given. */
export type Item = { readonly key: string; readonly text: string; readonly level: number };

/** A fully covered want counts this much; partly covered ones in whole parts of it (60 divides by 1 to 6). */
export const FULLY = 60;

export const itemsOf = (criterion: ListCriterion, attribute: AttributeValue | undefined): readonly Item[] => {
  const values = valuesOf(attribute);
  if (criterion.kind === 'overlap' || criterion.levels !== true) {
    return values.map(({ key, text }) => ({ key, text, level: 0 }));
  }
  const items = values.map(({ text }) => {
    const [, name = text, level = '1'] = /^(.*?)\s*:\s*(\d{1,2})$/u.exec(text) ?? [];
    return { key: comparable(name), text: name, level: Number(level) };
  });
  return items.filter(({ key }, at) => items.findIndex((other) => other.key === key) === at);
};

/** How much of a want an offer of the same thing covers, 0 to `FULLY`. */
export const covered = (wantedLevel: number, offeredLevel: number): number =>
  offeredLevel >= wantedLevel ? FULLY : Math.floor((FULLY * offeredLevel) / wantedLevel);

/** The length that the covered part is measured against. */
export const measuredAgainst = (criterion: ListCriterion, wanted: number, offered: number, common: number): number =>
  criterion.kind === 'overlap' && criterion.measure === 'jaccard' ? wanted + offered - common : wanted;

export const listMeasure = (criterion: ListCriterion): Measure => {
  const read = remembered((value) => itemsOf(criterion, value));
  return {
    reads: (value) => read(value).length > 0,
    judge: (mentee, mentor) => {
      const wanted = read(mentee);
      const offered = read(mentor);
      if (wanted.length === 0 || offered.length === 0) return undefined;
      let sum = 0;
      let fully = 0;
      for (const { key, level } of wanted) {
        const offer = offered.find((other) => other.key === key);
        if (offer === undefined) continue;
        const part = covered(level, offer.level);
        sum += part;
        if (part === FULLY) fully += 1;
      }
      const of = FULLY * measuredAgainst(criterion, wanted.length, offered.length, fully);
      return { met: sum, of, holds: fully >= (criterion.atLeast ?? 1) };
    },
    evidence: (mentee, mentor) => {
      const wanted = read(mentee);
      const offered = read(mentor);
      if (criterion.kind === 'overlap') {
        const common = wanted.filter(({ key }) => offered.some((other) => other.key === key));
        return [common.length === 0 ? 'nothing in common' : `in common: ${common.map(({ text }) => text).join(', ')}`];
      }
      return wanted.map((want) => {
        const offer = offered.find((other) => other.key === want.key);
        const wish = `wants ${want.text}${want.level > 0 ? `, level ${want.level}` : ''}`;
        return offer === undefined
          ? `${wish}: not offered`
          : `${wish} → offers ${offer.text}${offer.level > 0 ? `, level ${offer.level}` : ''}`;
      });
    },
  };
};

/** Reads each list once; texts and numbers are read anew. */
const remembered = <Read>(read: (value: AttributeValue | undefined) => Read) => {
  const known = new WeakMap<readonly string[], Read>();
  return (value: AttributeValue | undefined): Read => {
    if (typeof value !== 'object') return read(value);
    const found = known.get(value) ?? read(value);
    known.set(value, found);
    return found;
  };
};
