/** One question per organization: no query ever spans two. */
export const eachTenant = async <Key extends { readonly tenant: string }, Found>(
  keys: readonly Key[],
  find: (tenant: string, keys: readonly Key[]) => Promise<Found[]>,
): Promise<Found[]> => {
  const byTenant = [...Map.groupBy(keys, ({ tenant }) => tenant)];
  return (await Promise.all(byTenant.map(([tenant, some]) => find(tenant, some)))).flat();
};
