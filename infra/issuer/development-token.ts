import { clients, developmentGrant } from './names.ts';

/** A token as the issuer gives it, for an hour. */
export type DevelopmentToken = { readonly access_token: string; readonly expires_in: number };

/** The development issuer gives no token: `status` is its answer's, 400 where what was asked is at fault. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  readonly status: number;
  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

/**
 * A token of the development issuer for anybody, without a page.
 * @param as `person:<email or employee id>` or an organization role
 * @throws TokenRefused
 */
export const developmentToken = async (issuer: string, as: string, org: string): Promise<DevelopmentToken> => {
  const grant = { grant_type: developmentGrant, client_id: clients.development };
  const body = new URLSearchParams({ ...grant, as, org });
  const response = await fetch(`${issuer}/token`, { method: 'POST', body }).catch((cause: unknown) => {
    throw new Error(`the issuer at ${issuer} does not answer`, { cause });
  });
  const given = (await response.json()) as Partial<DevelopmentToken> & { error_description?: string };
  const { access_token: token, expires_in: seconds = 0 } = given;
  if (token !== undefined) return { access_token: token, expires_in: seconds };
  throw new TokenRefused(response.status, given.error_description ?? `the issuer answered ${response.status}`);
};
