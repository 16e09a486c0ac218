import { CommitRefused } from './errors.ts';
import type { ClaimChange } from './port.ts';
import { wantedBy } from './ledger.ts';

// Printable ASCII without `|`, which parts the tenant from the claim.
const Name = /^[!-{}~]{1,200}$/;

/** Refuses a malformed claim before anything is stored. @throws CommitRefused */
export const checkClaims = (stream: string, claims: readonly ClaimChange[]): void => {
  for (const change of claims) {
    switch (change.kind) {
      case 'take':
      case 'release':
        checkName(change.claim);
        break;
      case 'reserve':
        checkName(change.owner);
        wantedBy(stream, change);
        break;
      case 'free':
        checkName(change.owner);
        break;
    }
  }
};

const checkName = (name: string): void => {
  if (!Name.test(name))
    throw new CommitRefused(
      'bad-claim',
      'claims',
      `${JSON.stringify(name.slice(0, 80))} is no name of a claim or an owner`,
      'Use 1 to 200 printable ASCII characters without spaces and "|"; ids and codes, never a personal value',
    );
};
