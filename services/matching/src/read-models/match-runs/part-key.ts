type OfARun = { readonly event: { readonly data: { readonly matchRunId: string } }; readonly version: number };

/** Names a fact's part of a run's result; parts sort in the order of their facts. */
export const partOf = ({ version }: Pick<OfARun, 'version'>): string => String(version).padStart(8, '0');

/** Key of the document that holds it. */
export const partKey = (fact: OfARun): string => `${fact.event.data.matchRunId}|${partOf(fact)}`;
