import { describe, expect, it } from '@jest/globals';
import { claimsFor } from './claims.ts';

describe('the claims of a development token', () => {
  it('name a person by e-mail, in lower case, under an opaque subject', () => {
    const claims = claimsFor('person:Ada@Example.org', 'demo');
    expect(claims).toEqual({
      sub: expect.stringMatching(/^[\w-]{27}$/),
      org: 'demo',
      roles: [],
      email: 'ada@example.org',
    });
  });

  it('name a person by employee id as it is written', () => {
    expect(claimsFor('person:E-0042', 'demo')).toMatchObject({ employee_id: 'E-0042', roles: [] });
  });

  it('carry an organization role, and no e-mail', () => {
    expect(claimsFor('coordinator', 'demo')).toEqual({ sub: expect.any(String), org: 'demo', roles: ['coordinator'] });
  });

  it('have the same subject whenever the same person signs in, and another in another organization', () => {
    const subject = (as: string, org: string) => (claimsFor(as, org) as { sub: string }).sub;
    expect(subject('person:ADA@example.org', 'demo')).toBe(subject('person:ada@example.org', 'demo'));
    expect(subject('person:ada@example.org', 'demo')).not.toBe(subject('person:ada@example.org', 'other'));
    expect(subject('coordinator:ada', 'demo')).not.toBe(subject('coordinator', 'demo'));
  });

  it.each([
    ['superuser', 'demo', /^as must be person:<email or employee id> or one of org-admin, coordinator/],
    ['person:', 'demo', /^person needs an e-mail address/],
    ['coordinator', 'No Spaces', /^org must be lower case/],
  ])('are refused to %s of %s', (as, org, fault) => {
    expect(claimsFor(as, org)).toEqual({ fault: expect.stringMatching(fault) });
  });
});
