/** `mentorship-<uuid>` → `mentorship`: the kind may name a span or a label, an id may not. */
export const kindOf = (stream: string): string => stream.replace(/-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, '');
