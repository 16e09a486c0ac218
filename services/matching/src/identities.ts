import { organizationIdentity, type OrganizationIdentity } from '@telemachy/service-shell';

/** One organization's keyed hashes, made once. */
export const identities = (secret: string): ((tenant: string) => OrganizationIdentity) => {
  const known = new Map<string, OrganizationIdentity>();
  return (tenant) => {
    const identity = known.get(tenant) ?? organizationIdentity(secret, tenant);
    known.set(tenant, identity);
    return identity;
  };
};
