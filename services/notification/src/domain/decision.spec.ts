import { describe, expect, it } from '@jest/globals';
import { decideToSend } from './decision.ts';
import type { Question } from './decision.ts';

const question: Question = {
  topic: 'meetings',
  channel: 'email',
  urgent: false,
  chosen: undefined,
  worthlessAfterAt: '2026-11-26T13:00:00.000Z',
  at: '2026-11-20T09:00:00.000Z',
};

describe('deciding whether a message goes out', () => {
  it('sends what has a date, unless somebody says otherwise', () =>
    expect(decideToSend(question)).toEqual({ decision: 'send', reasons: ['in-time', 'on-by-default'] }));

  it('keeps what the recipient switched off', () =>
    expect(decideToSend({ ...question, chosen: false })).toEqual({
      decision: 'suppress',
      reasons: ['in-time', 'not-wanted'],
    }));

  it('tells an urgent change whatever the settings are', () =>
    expect(decideToSend({ ...question, chosen: false, urgent: true })).toEqual({
      decision: 'send',
      reasons: ['in-time', 'change-within-24-hours'],
    }));

  it('mails nothing about goals by itself', () =>
    expect(decideToSend({ ...question, topic: 'goals' })).toEqual({
      decision: 'suppress',
      reasons: ['in-time', 'off-by-default'],
    }));

  it('mails about goals who asked for it', () =>
    expect(decideToSend({ ...question, topic: 'goals', chosen: true })).toEqual({
      decision: 'send',
      reasons: ['in-time', 'wanted'],
    }));

  it('always reaches the inbox with what waits for an answer', () =>
    expect(decideToSend({ ...question, topic: 'agreements', channel: 'in-app', chosen: false })).toEqual({
      decision: 'send',
      reasons: ['in-time', 'always-on'],
    }));

  it('keeps what comes too late, urgent or not', () =>
    expect(decideToSend({ ...question, urgent: true, at: question.worthlessAfterAt })).toEqual({
      decision: 'suppress',
      reasons: ['too-late'],
    }));
});
