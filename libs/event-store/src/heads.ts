import { CommitRefused } from './errors.ts';
import type { Head } from './port.ts';

export type Heads = {
  readonly issue: (tenant: string, stream: string, version: number) => Head;
  /** @throws CommitRefused when this store did not issue it. */
  readonly check: (head: Head) => void;
};

/** Heads of one store. They are known by identity: neither a look-alike nor a copy passes. */
export const issuedHeads = (): Heads => {
  const issued = new WeakSet<object>();
  return {
    issue(tenant, stream, version) {
      const head = Object.freeze({ tenant, stream, version }) as Head;
      issued.add(head);
      return head;
    },
    check(head) {
      if (!issued.has(head))
        throw new CommitRefused(
          'forged-head',
          'head',
          'this store did not hand it out',
          'Append to the head that load or append returned; compare an If-Match with its version instead of making one up',
        );
    },
  };
};
