import { describe, expect, it } from '@jest/globals';
import { momentOf } from './moment.ts';

describe('reading a time', () => {
  it('takes an instant in any offset', () => {
    expect(momentOf('2027-03-14T09:30:00Z')).toEqual({ known: true, instant: '2027-03-14T09:30:00Z' });
    expect(momentOf('2027-03-14T09:30:00+05:30')).toEqual({ known: true, instant: '2027-03-14T04:00:00Z' });
  });

  it('takes a wall time in a zone', () =>
    expect(momentOf('2027-07-01T09:30[Europe/Berlin]')).toEqual({ known: true, instant: '2027-07-01T07:30:00Z' }));

  it('refuses a wall time that the clock skips, and names the times around it', () =>
    expect(momentOf('2027-03-14T02:30[America/New_York]')).toEqual({
      known: false,
      refusal: 'time-does-not-exist',
      nearest: ['2027-03-14T01:30-05:00[America/New_York]', '2027-03-14T03:30-04:00[America/New_York]'],
    }));

  it('refuses a skipped wall time whatever offset it claims', () =>
    expect(momentOf('2027-03-14T02:30-05:00[America/New_York]')).toMatchObject({ refusal: 'time-does-not-exist' }));

  it('asks which one where the clock shows the time twice', () =>
    expect(momentOf('2026-11-01T01:30[America/New_York]')).toEqual({
      known: false,
      refusal: 'time-comes-twice',
      nearest: ['2026-11-01T01:30-04:00[America/New_York]', '2026-11-01T01:30-05:00[America/New_York]'],
    }));

  it('takes a time that comes twice when the offset says which', () =>
    expect(momentOf('2026-11-01T01:30-05:00[America/New_York]')).toEqual({
      known: true,
      instant: '2026-11-01T06:30:00Z',
    }));

  it('refuses an offset that the zone does not have then', () =>
    expect(momentOf('2027-07-01T09:30+01:00[Europe/Berlin]')).toEqual({
      known: false,
      refusal: 'offset-does-not-fit-zone',
      nearest: ['2027-07-01T09:30+02:00[Europe/Berlin]'],
    }));

  it.each(['tomorrow', '2027-13-01T00:00:00Z', '2027-03-14T09:30', '2027-03-14T09:30[Mars/Olympus]', ''])(
    'cannot read %j',
    (text) => expect(momentOf(text)).toMatchObject({ known: false, refusal: 'time-not-readable' }),
  );

  it.each([
    '+275760-09-13T00:00:00Z',
    '+275760-09-12T23:59[Europe/Berlin]',
    '-271821-04-20T00:00:00Z',
    '9999-12-31T23:59:59-23:59',
    '0000-01-01T00:00:00+23:59',
  ])('cannot read %j, which no calendar of four digits shows', (text) =>
    expect(momentOf(text)).toMatchObject({ known: false, refusal: 'time-not-readable' }),
  );

  it('keeps a fraction of a second, so that whoever asks can refuse it', () =>
    expect(momentOf('2027-03-14T09:30:00.25Z')).toEqual({ known: true, instant: '2027-03-14T09:30:00.25Z' }));
});
