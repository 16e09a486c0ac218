import { z } from 'zod';
import { Tenant } from './caller.ts';

/** An issuer whose tokens are accepted, and the organizations that they may name; without any: whichever they name. */
export type TrustedIssuer = { readonly url: string; readonly organizations?: readonly Tenant[] };

/** Whether a token of this issuer may name this organization (OWASP ASVS V6.8.1). */
export const maySpeakFor = ({ organizations }: TrustedIssuer, organization: Tenant): boolean =>
  organizations === undefined || organizations.includes(organization);

const Entry = z
  .string()
  .transform((text) => text.split(/\s+/))
  .pipe(z.tuple([z.url({ protocol: /^https?$/ })], Tenant))
  .transform(([url, ...organizations]): TrustedIssuer => (organizations.length > 0 ? { url, organizations } : { url }));

const isTwice = (all: readonly string[]): boolean => new Set(all).size < all.length;

/**
 * `https://login.acme.example acme acme-labs, https://login.beta.example beta`: each issuer with its organizations. One issuer alone may name none and speaks for
 * all; of several each names its own, and no organization has two, so that nobody is believed to be somebody of another issuer's.
 */
export const TrustedIssuers = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .pipe(z.array(Entry).min(1, 'names nothing'))
  .refine((issuers) => !isTwice(issuers.map(({ url }) => url)), 'names an issuer twice')
  .refine(
    (issuers) => issuers.length === 1 || issuers.every(({ organizations }) => organizations !== undefined),
    'of several issuers each must name its organizations, after its address and a space',
  )
  .refine(
    (issuers) => !isTwice(issuers.flatMap(({ organizations = [] }) => organizations)),
    'gives an organization to two issuers',
  );
