import { createHash } from 'node:crypto';

/** Organization roles a development token may carry. */
const roles = ['org-admin', 'coordinator', 'analyst', 'auditor', 'service'] as const;
const organizationName = /^[a-z0-9][a-z0-9-]{0,62}$/;

export type IdentityClaims = {
  readonly sub: string;
  readonly org: string;
  readonly roles: readonly string[];
  readonly email?: string;
  readonly employee_id?: string;
};

/**
 * Who a development token speaks for.
 *
 * @param as `person:<email or employee id>` or an organization role, which may name one of several: `coordinator:anna`
 * @param org the organization, in lower case letters, digits and hyphens
 * @returns the claims, or the fault in words
 */
export function claimsFor(as: string, org: string): IdentityClaims | { readonly fault: string } {
  if (!organizationName.test(org)) return { fault: `org must be lower case letters, digits and hyphens, not "${org}"` };
  const [kind = '', ...rest] = as.split(':');
  const name = rest.join(':').trim().toLowerCase();
  if (kind === 'person') {
    if (name === '') return { fault: 'person needs an e-mail address or employee id: person:ada@example.org' };
    const natural = name.includes('@') ? { email: name } : { employee_id: rest.join(':').trim() };
    return { sub: subject(org, as.trim().toLowerCase()), org, roles: [], ...natural };
  }
  if (!roles.some((role) => role === kind)) {
    return { fault: `as must be person:<email or employee id> or one of ${roles.join(', ')}, not "${as}"` };
  }
  return { sub: subject(org, `${kind}:${name}`), org, roles: [kind] };
}

/** Opaque and always the same for the same identity, so that a person who signs in again is recognized. */
function subject(org: string, identity: string): string {
  return createHash('sha256')
    .update(`telemachy development issuer|${org}|${identity}`)
    .digest('base64url')
    .slice(0, 27);
}
