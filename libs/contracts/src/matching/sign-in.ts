import type { StoredPersonFact } from './people-facts.ts';

/** By what somebody signs in, and what tells a token that was made for who had the key before. */
export type SignIn = {
  readonly signInKeys: readonly string[];
  /** When the store recorded that they got a key that they have. */
  readonly heldSince: Readonly<Record<string, string>>;
  /** Keys that were theirs and are not any more. */
  readonly formerSignInKeys: readonly string[];
};

/** How somebody signs in after a fact about them. */
export const signInAfter = (
  before: SignIn | undefined,
  { event, recordedAt }: { readonly event: StoredPersonFact; readonly recordedAt: string },
): SignIn => {
  const { signInKeys } = event.data;
  const had = [...(before?.formerSignInKeys ?? []), ...(before?.signInKeys ?? [])];
  return {
    signInKeys,
    heldSince: Object.fromEntries(signInKeys.map((key) => [key, before?.heldSince[key] ?? recordedAt])),
    formerSignInKeys: [...new Set(had)].filter((key) => !signInKeys.includes(key)),
  };
};
