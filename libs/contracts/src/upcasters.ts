/** The data of a fact as JSON has it; sealed values in there are moved whole. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Turns the stored JSON of one form of a fact into the next form. Pure: it has no clock, no chance, and nothing but the old data to go by. */
export type Upcaster = {
  /** The form that is stored for ever and written no more, such as `goals.goal-set.v1`. */
  readonly from: string;
  /** The next form, which the catalogue has or another upcaster leads on from. */
  readonly to: string;
  readonly upcast: (data: JsonObject) => JsonObject;
};

/** Upcasters by the form that they read. */
export type Upcasters = ReadonlyMap<string, Upcaster>;

/** @throws Error where two read the same form, or a chain comes back to where it began */
export const upcastersOf = (list: readonly Upcaster[]): Upcasters => {
  const byForm = new Map<string, Upcaster>();
  for (const one of list) {
    if (byForm.has(one.from)) throw new Error(`two upcasters read ${one.from}: leave one`);
    byForm.set(one.from, one);
  }
  for (const { from } of list)
    if (chainFrom(byForm, from).length > list.length) throw new Error(`the upcasters from ${from} lead in a circle`);
  return byForm;
};

const chainFrom = (upcasters: Upcasters, type: string): readonly Upcaster[] => {
  const chain: Upcaster[] = [];
  for (
    let next = upcasters.get(type);
    next !== undefined && chain.length <= upcasters.size;
    next = upcasters.get(next.to)
  )
    chain.push(next);
  return chain;
};

/** The type under which a stored fact is read today; its own where it has not changed. */
export const presentType = (type: string, upcasters: Upcasters): string =>
  chainFrom(upcasters, type).at(-1)?.to ?? type;

/** A stored fact as it is read today: its data handed from version to version up to the newest. What has not changed is given back as it is. */
export const presentForm = (
  { type, data }: { readonly type: string; readonly data: unknown },
  upcasters: Upcasters,
): { readonly type: string; readonly data: unknown } =>
  chainFrom(upcasters, type).reduce<{ readonly type: string; readonly data: unknown }>(
    (before, { to, upcast }) => ({ type: to, data: upcast(before.data as JsonObject) }),
    { type, data },
  );
