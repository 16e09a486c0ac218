/** A failure in words for a person: its message and, below, why. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\n  because: ${faultOf(error.cause).replaceAll('\n', '\n  ')}`;
  return `${error.message}${cause}`;
}
