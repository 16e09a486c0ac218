/** Keys of the documents that hold one fact's part of a run's result, in the order of the facts. */
export const partKey = ({
  event,
  version,
}: {
  readonly event: { readonly data: { readonly matchRunId: string } };
  readonly version: number;
}): string => `${event.data.matchRunId}|${String(version).padStart(8, '0')}`;
