import { describe, expect, it } from '@jest/globals';
import { findReadModel } from '../read-models-of.ts';
import { registration } from './missed-goals.fixture.ts';
import { readRebuild } from './read-rebuild.ts';

describe('what is asked of a rebuild', () => {
  it('is taken from the store, and made live where it is the same, unless told otherwise', () => {
    const plain = { from: 'store', rollback: false, accept: false, anew: false, keep: false };
    expect(readRebuild(['missed'])).toEqual({ readModel: 'missed', ...plain });
    expect(readRebuild(['missed', '--from', 'topic', '--accept'])).toMatchObject({ from: 'topic', accept: true });
  });

  it.each([
    [['missed', '--from', 'kafka'], '--from takes store or topic, not "kafka"'],
    [['missed', 'goals'], 'one read model at a time: "missed" or "goals"'],
    [['missed', '--fast'], 'rebuild has no option --fast: it has --from'],
  ])('is refused when it is %j', (args, why) => {
    expect(() => readRebuild(args)).toThrow(why);
  });

  it.each(['missed', 'missed.v1'])('finds the read model as %s', (name) => {
    expect(findReadModel(registration, name).projection.name).toBe('missed');
  });

  it('says which read models there are', () => {
    expect(() => findReadModel(registration, 'mist')).toThrow('goals has no read model "mist": missed');
    expect(() => findReadModel(registration, undefined)).toThrow('name a read model: missed');
  });
});
