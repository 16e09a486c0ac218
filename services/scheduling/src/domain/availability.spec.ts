import { describe, it } from '@jest/globals';
import { PersonId } from '@telemachy/contracts';
import type { AvailabilityFact } from '@telemachy/contracts/scheduling';
import { specFor } from '@telemachy/testing';
import { availability } from './availability.ts';

const { given } = specFor(availability);
const personId = PersonId.parse('3b0b8c1e-8f43-5d0a-bb1e-51d9a1c7e903');
const at = '2026-11-30T08:00:00.000Z';
const monday = { day: 1, from: '09:00', to: '12:00' };
const tuesday = { day: 2, from: '09:00', to: '12:00' };
const morning = { from: '08:00', to: '10:00' };

const set = (weekly = [monday, tuesday], zone = 'Europe/Berlin') =>
  ({ type: 'set-availability', personId, zone, weekly, at }) as const;
const override = (date: string, windows = [morning]) =>
  ({ type: 'set-override', personId, date, windows, at }) as const;
const clear = (date: string) => ({ type: 'clear-override', personId, date, at }) as const;
const rulesSet = (weekly = [monday, tuesday], zone = 'Europe/Berlin'): AvailabilityFact => ({
  type: 'scheduling.availability-rules-set.v1',
  data: { personId, zone, weekly, setAt: at },
});
const overrideSet = (date: string, windows = [morning]): AvailabilityFact => ({
  type: 'scheduling.availability-override-set.v1',
  data: { personId, date, windows, setAt: at },
});
const overrideCleared = (date: string): AvailabilityFact => ({
  type: 'scheduling.availability-override-cleared.v1',
  data: { personId, date, clearedAt: at },
});

describe('saying when one can meet', () => {
  it('is a fact, with the windows in order', () =>
    given()
      .when(set([tuesday, monday]))
      .then(rulesSet()));
  it('is nothing new when it was said before, in any order', () =>
    given(rulesSet())
      .when(set([tuesday, monday]))
      .thenNothing());
  it('is a fact when the zone alone is another', () =>
    given(rulesSet())
      .when(set([monday, tuesday], 'Asia/Kolkata'))
      .then(rulesSet([monday, tuesday], 'Asia/Kolkata')));
  it('is refused when windows overlap', () =>
    given()
      .when(set([monday, { ...monday, from: '11:00' }]))
      .thenRefused('windows-not-valid'));
  it('may be that one can not meet at all', () => given(rulesSet()).when(set([])).then(rulesSet([])));
});

describe('saying it of one date', () => {
  it('is a fact', () => given(rulesSet()).when(override('2026-12-24')).then(overrideSet('2026-12-24')));
  it('is refused before there is a zone to read it in', () =>
    given().when(override('2026-12-24')).thenRefused('availability-not-set'));
  it('is nothing new the second time', () =>
    given(rulesSet(), overrideSet('2026-12-24')).when(override('2026-12-24')).thenNothing());
  it('is a fact when no window is left', () =>
    given(rulesSet(), overrideSet('2026-12-24')).when(override('2026-12-24', [])).then(overrideSet('2026-12-24', [])));
  it('is refused when a window ends before it starts', () =>
    given(rulesSet())
      .when(override('2026-12-24', [{ from: '10:00', to: '09:00' }]))
      .thenRefused('windows-not-valid'));
  it('stays when the weekly windows change', () =>
    given(rulesSet(), overrideSet('2026-12-24'), rulesSet([monday]))
      .when(override('2026-12-24'))
      .thenNothing());
});

describe('taking it back', () => {
  it('is a fact', () =>
    given(rulesSet(), overrideSet('2026-12-24')).when(clear('2026-12-24')).then(overrideCleared('2026-12-24')));
  it('is nothing new where nothing was said of the date', () =>
    given(rulesSet()).when(clear('2026-12-24')).thenNothing());
  it('is nothing new the second time', () =>
    given(rulesSet(), overrideSet('2026-12-24'), overrideCleared('2026-12-24'))
      .when(clear('2026-12-24'))
      .thenNothing());
});
