import type { Criterion, Policy } from '../policy/policy.ts';
import { comparedAttributes } from '../policy/policy.ts';
import type { Participant } from '../snapshot/snapshot.ts';
import type { Judgement, Measure } from './measure.ts';
import { measureOf } from './measure.ts';
import { valuesOf } from './values.ts';

/** What a criterion says about a pair. `not-asked`: its condition does not apply; `missing`: one side has no value to compare. */
export type Finding = {
  readonly state: 'judged' | 'not-asked' | 'missing';
  readonly points: number;
  /** The pair must not be made because of this criterion. */
  readonly forbids: boolean;
};

/** The points of a criterion that is met to `met` of `of`: the nearest whole number. */
export const pointsFor = (share: number, met: number, of: number): number => Math.round((share * met) / of);

/** A criterion that is ready to judge pairs; its share is the most points it can give. */
export class CompiledCriterion {
  readonly criterion: Criterion;
  readonly share: number;
  readonly attributes: { readonly mentee?: string; readonly mentor?: string };
  readonly #measure: Measure;
  readonly #asked: ReadonlySet<string>;
  readonly #whenMissing: Judgement;

  constructor(criterion: Criterion, policy: Policy, share: number) {
    this.criterion = criterion;
    this.share = share;
    this.attributes = comparedAttributes(criterion);
    this.#measure = measureOf(criterion, policy);
    const met = criterion.whenMissing === 'met';
    this.#whenMissing = { met: met ? 1 : 0, of: 1, holds: met };
    this.#asked = new Set(valuesOf(criterion.appliesIf?.equals).map(({ key }) => key));
  }

  /** Whether the condition lets the criterion count for this person in this role. */
  asksAbout(person: Participant, side: 'mentee' | 'mentor'): boolean {
    const { appliesIf } = this.criterion;
    if (appliesIf?.side !== side) return true;
    return valuesOf(attributeOf(person, appliesIf.attribute)).some(({ key }) => this.#asked.has(key));
  }

  /** Whether there is something to judge on this side: asked about, and a value that can be compared. */
  has(person: Participant, side: 'mentee' | 'mentor'): boolean {
    return this.asksAbout(person, side) && this.#measure.reads(this.value(person, side));
  }

  /** By how many steps a pair misses the range of a level gap; 0 within it and for other kinds. */
  outside(mentee: Participant, mentor: Participant): number {
    return this.#measure.outside?.(this.value(mentee, 'mentee'), this.value(mentor, 'mentor')) ?? 0;
  }

  find(mentee: Participant, mentor: Participant): Finding {
    if (!this.asksAbout(mentee, 'mentee') || !this.asksAbout(mentor, 'mentor')) return this.notAsked;
    return this.settle(this.judge(mentee, mentor));
  }

  get notAsked(): Finding {
    return { state: 'not-asked', points: this.share, forbids: false };
  }

  judge(mentee: Participant, mentor: Participant): Judgement | undefined {
    return this.#measure.judge(this.value(mentee, 'mentee'), this.value(mentor, 'mentor'));
  }

  /** Points and verdict from a judgement; without one, from what the policy says of missing values. */
  settle(judgement: Judgement | undefined): Finding {
    const { met, of, holds } = judgement ?? this.#whenMissing;
    return {
      state: judgement === undefined ? 'missing' : 'judged',
      points: pointsFor(this.share, met, of),
      forbids: this.forbids(holds),
    };
  }

  /** Whether a pair must not be made that meets the criterion, or does not. */
  forbids(holds: boolean): boolean {
    const { importance } = this.criterion;
    return importance === 'must' ? !holds : importance === 'must-not' && holds;
  }

  evidence(mentee: Participant, mentor: Participant): readonly string[] {
    return this.#measure.evidence(this.value(mentee, 'mentee'), this.value(mentor, 'mentor'));
  }

  value(person: Participant, side: 'mentee' | 'mentor'): Participant['attributes'][string] | undefined {
    const name = this.attributes[side];
    return name === undefined ? undefined : attributeOf(person, name);
  }
}

/** Own attributes alone: a policy may name an attribute `toString`, which every object has. */
const attributeOf = (person: Participant, name: string): Participant['attributes'][string] | undefined =>
  Object.hasOwn(person.attributes, name) ? person.attributes[name] : undefined;
