type OfARun = { readonly event: { readonly data: { readonly matchRunId: string } }; readonly version: number };

/** Names a fact's part of a run's result; parts sort in the order of their facts. */
export const partOf = ({ version }: Pick<OfARun, 'version'>): string => String(version).padStart(8, '0');

/** Key of the document that holds a part. */
export const keyOfPart = (matchRunId: string, part: string): string => `${matchRunId}|${part}`;
export const partKey = (fact: OfARun): string => keyOfPart(fact.event.data.matchRunId, partOf(fact));
