/** A failure in words for a person: its message and, below, why. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : faultOf(error.cause);
  // Drivers wrap a failure in others of the same words.
  if (cause === '' || cause.startsWith(error.message)) return cause || error.message;
  return `${error.message}\n  because: ${cause.replaceAll('\n', '\n  ')}`;
}
