import type { Command, Verb } from '../command.ts';
import type { ForgetAnswer } from '../forget/forget.ts';
import type { KeysAnswer } from '../keys/keys.ts';
import type { RebuiltOfService } from '../rebuild/rebuild.ts';
import type { ServiceStatus } from '../status.ts';
import type { ClaimsOfService } from '../verify/rebuild-claims-of.ts';
import type { VerifiedService } from '../verify/verify.ts';
import type { ExportedTombstones } from '../restore/tombstones.ts';
import { joinedAudit, printedAudit } from './printed-audit.ts';
import { joinedBackup, joinedRestore, printedBackup, printedRestore, printedTombstones } from './printed-backup.ts';
import { printedClaims } from './printed-claims.ts';
import { printedForgotten } from './printed-forgotten.ts';
import { printedKeys } from './printed-keys.ts';
import { joinedPark, printedPark } from './printed-park.ts';
import { printedRebuilt } from './printed-rebuilt.ts';
import { joinedTopic, printedTopic } from './printed-topic.ts';
import { printedStatus } from './printed-status.ts';
import { joinedVerified, printedVerified } from './printed-verified.ts';

/** What is told of the answers of the services, and whether what was asked for holds. */
export type Told = { readonly text: string; readonly holds: boolean };

/** The answers of all services as one object, and for a person to read. */
type Joined = { readonly value: object; readonly holds: boolean; readonly text: () => string };

/** Each is told how many services should have answered. */
const joined: Readonly<Record<Verb, (answers: readonly unknown[], asked: number, args: readonly string[]) => Joined>> =
  {
    status: (answers, asked) => {
      const services = answers as readonly ServiceStatus[];
      return { value: { services }, holds: services.length === asked, text: () => printedStatus(services) };
    },
    verify: (answers, asked) => {
      const verified = joinedVerified(answers as readonly VerifiedService[], asked);
      return { value: verified, holds: verified.holds, text: () => printedVerified(verified) };
    },
    claims: (answers, asked) => {
      const services = answers as readonly ClaimsOfService[];
      const holds = services.length === asked && services.every(({ equal }) => equal);
      return { value: { holds, services }, holds, text: () => printedClaims(services) };
    },
    rebuild: (answers) => {
      const [rebuilt] = answers as readonly RebuiltOfService[];
      if (rebuilt === undefined) return { value: { live: false }, holds: false, text: () => '' };
      return { value: rebuilt, holds: rebuilt.live, text: () => printedRebuilt(rebuilt) };
    },
    park: (answers, asked, args) => {
      const park = joinedPark(args, answers, asked);
      return { value: park, holds: park.holds, text: () => printedPark(park) };
    },
    topic: (answers) => {
      const rebuilt = joinedTopic(answers);
      return { value: rebuilt, holds: rebuilt.live, text: () => printedTopic(rebuilt) };
    },
    audit: (answers, asked, args) => {
      const audit = joinedAudit(answers, asked, args);
      return { value: audit, holds: audit.holds, text: () => printedAudit(audit) };
    },
    keys: (answers) => {
      const [told] = answers as readonly KeysAnswer[];
      return {
        value: told ?? {},
        holds: told !== undefined,
        text: () => (told === undefined ? '' : printedKeys(told)),
      };
    },
    backup: (answers) => {
      const taken = joinedBackup(answers);
      return { value: taken, holds: taken.whole, text: () => printedBackup(taken) };
    },
    restore: (answers) => {
      const restored = joinedRestore(answers);
      return { value: restored, holds: restored.whole, text: () => printedRestore(restored) };
    },
    forget: (answers) => {
      const [told] = answers as readonly Extract<ForgetAnswer, { did: 'destroy' }>[];
      return {
        value: told ?? {},
        holds: told !== undefined,
        text: () => (told === undefined ? '' : printedForgotten(told)),
      };
    },
    tombstones: (answers) => {
      const [told] = answers as readonly ExportedTombstones[];
      return {
        value: told ?? {},
        holds: told !== undefined,
        text: () => (told === undefined ? '' : printedTombstones(told)),
      };
    },
    replay: () => ({ value: {}, holds: true, text: () => '' }),
  };

/** For a person to read, or with `--json` as one object in one line. */
export const printed = ({ verb, json, services, args, streams }: Command, answers: readonly unknown[]): Told => {
  const { value, holds, text } = joined[verb](answers, services.length, args);
  return { holds, text: json && !streams ? JSON.stringify(value) : text() };
};
