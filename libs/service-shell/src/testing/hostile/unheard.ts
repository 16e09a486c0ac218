import { randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { Issuer } from '@telemachy/testing/issuer';
import type { Policy } from '../../access/policy.ts';
import { routesOf } from '../../http/routes.ts';
import { fetchText } from '../fetch-text.ts';

export type UnheardOptions = {
  readonly controllers: readonly Type[];
  readonly policy: Policy;
  readonly url: string;
  /** Whom the service trusts. */
  readonly issuer: Issuer;
};

/** Sends no token, an expired and a forged one to every route that is not public. @returns one line for each that was not answered with 401, and how many were sent */
export const unheard = async ({ controllers, policy, url, issuer }: UnheardOptions) => {
  const claims = { email: 'somebody@example.org' };
  const tokens = {
    missing: undefined,
    expired: await issuer.token({ ...claims, expiresIn: -120 }),
    forged: await issuer.forged(claims),
  };
  const guarded = routesOf(controllers).filter(({ operation }) => policy[operation?.name ?? ''] !== 'public');
  const asked = guarded.flatMap((route) =>
    Object.entries(tokens).map(async ([wrong, token]) => {
      const path = route.template.replaceAll(/:\w+/g, () => randomUUID());
      const { status } = await fetchText(url + path, {
        method: route.method,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
      return status === 401 ? [] : [`${route.method} ${route.template} ${wrong} → ${status}`];
    }),
  );
  return { sent: asked.length, faults: (await Promise.all(asked)).flat() };
};
