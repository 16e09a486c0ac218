import { describe, expect, it } from '@jest/globals';
import type { Fact } from '@telemachy/kernel';
import { timerOf } from './timer.ts';
import type { TimerCommand } from './timer.ts';

const timer = timerOf('notes');
const named = { timerId: 't', process: 'remind', instance: 'm', name: 'reminder' };
const noon = '2026-12-01T12:00:00Z';
const one = '2026-12-01T13:00:00Z';
const set = (dueAt: string, payload: Record<string, number> = {}) => ({
  type: 'notes.timer-set.v1',
  data: { ...named, dueAt, payload },
});
const cancelled = { type: 'notes.timer-cancelled.v1', data: named };
const fired = { type: 'notes.timer-fired.v1', data: { ...named, dueAt: noon, payload: {}, firedAt: noon } };
const given = (...facts: Fact[]) => ({
  when: (command: TimerCommand) => timer.decide(command, facts.reduce(timer.evolve, timer.initial)),
});
const setting = (dueAt: string, payload = {}): TimerCommand => ({ type: 'set-timer', ...named, dueAt, payload });
const cancelling: TimerCommand = { type: 'cancel-timer', ...named };
const firing = (version: number): TimerCommand => ({ type: 'fire-timer', setting: version, firedAt: noon });
const yields = (...events: Fact[]) => ({ accepted: true, events });

describe('a timer', () => {
  it('is set', () => expect(given().when(setting(noon))).toEqual(yields(set(noon))));
  it('is moved by setting it again', () => expect(given(set(noon)).when(setting(one))).toEqual(yields(set(one))));
  it('is not set again to what it is', () => expect(given(set(noon)).when(setting(noon))).toEqual(yields()));
  it('is set again with another payload', () =>
    expect(given(set(noon)).when(setting(noon, { n: 1 }))).toEqual(yields(set(noon, { n: 1 }))));
  it('is cancelled', () => expect(given(set(noon)).when(cancelling)).toEqual(yields(cancelled)));
  it('is not cancelled when it is not set', () => {
    expect(given().when(cancelling)).toEqual(yields());
    expect(given(set(noon), fired).when(cancelling)).toEqual(yields());
    expect(given(set(noon), cancelled).when(cancelling)).toEqual(yields());
  });
  it('fires', () => expect(given(set(noon)).when(firing(1))).toEqual(yields(fired)));
  it('fires once', () => expect(given(set(noon), fired).when(firing(1))).toEqual(yields()));
  it('does not fire for a setting that was moved or cancelled', () => {
    expect(given(set(noon), set(one)).when(firing(1))).toEqual(yields());
    expect(given(set(noon), cancelled).when(firing(1))).toEqual(yields());
  });
  it('fires again when it was set again', () =>
    expect(given(set(noon), fired, set(noon)).when(firing(3))).toEqual(yields(fired)));
});
