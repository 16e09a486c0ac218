import { createdIdFrom, StoreUnavailable, type CommandIdentity, type Meta } from '@telemachy/event-store';
import type { MatchRunId, PersonId } from '@telemachy/contracts';
import type { UnmatchedPerson } from '@telemachy/contracts/matching';
import { parsePolicy, type Policy, type Unmatched } from '@telemachy/matching-engine';
import type { MatchRunCommand, MatchRunRefusal, RequestedRun } from '../../domain/match-run-commands.ts';
import type { Found, FoundPair } from '../../matching/solve-run.ts';
import type { Words } from '@telemachy/service-shell';
import type { Models } from '../../read-models/models.ts';
import type { Handlers } from '../../streams.ts';

export type RunParts = {
  readonly handlers: Pick<Handlers, 'matchRuns' | 'programs'>;
  readonly models: Pick<Models, 'enrolments' | 'sensitiveAnswers' | 'people' | 'mentorships'>;
  readonly words: Pick<Words, 'openForPurpose'>;
  /** Hashes of what people answered leave this process keyed: a bare one could be found by trying answers. */
  readonly fingerprint: (tenant: string, content: string) => string;
  /** Resolves when those models have folded all that was said so far. @throws StoreUnavailable */
  readonly caughtUp: () => Promise<void>;
  readonly now: () => string;
};

/** What a piece of work on one run is done with. */
export type OnRun = {
  readonly tenant: string;
  readonly matchRunId: MatchRunId;
  readonly identity: CommandIdentity;
  readonly meta: Meta;
};

/** Commands a run, each step under an identity of its own. Resolves with the refusal, if any. @throws StoreUnavailable */
export const commandRun =
  ({ handlers }: Pick<RunParts, 'handlers'>, { tenant, matchRunId, identity, meta }: OnRun) =>
  async (step: string, command: MatchRunCommand): Promise<MatchRunRefusal | undefined> => {
    const handled = await handlers.matchRuns.handle({
      tenant,
      id: matchRunId,
      command,
      identity: { ...identity, id: createdIdFrom(identity.id, step) },
      meta,
    });
    if (handled.accepted) return undefined;
    if (handled.why === 'refused') return handled.refusal;
    if (handled.why === 'contended') throw new StoreUnavailable('others kept appending first');
    throw new Error(`${step}: ${handled.why}`);
  };

export class RulesRefused extends Error {
  override readonly name = 'RulesRefused';
}
/** The rules a run was requested with. @throws RulesRefused where they cannot be followed any more */
export const policyOf = async (
  { handlers }: Pick<RunParts, 'handlers'>,
  tenant: string,
  { programId, policyVersion }: RequestedRun,
): Promise<Policy> => {
  const { state } = await handlers.programs.load(tenant, programId);
  const parsed = parsePolicy(state.status === 'none' ? undefined : state.policies[policyVersion - 1]);
  if (!parsed.ok) throw new RulesRefused(`version ${policyVersion} of the rules cannot be followed any more`);
  return parsed.policy;
};

/** Ids go into the engine as they are and come back the same. */
export const personIds = ({ mentorId, menteeId }: Pick<FoundPair, 'mentorId' | 'menteeId'>) => ({
  mentorId: mentorId as PersonId,
  menteeId: menteeId as PersonId,
});
export const pairOf = (pair: FoundPair) => ({ ...personIds(pair), score: pair.score, parts: [...pair.parts] });

export const unmatchedPerson = ({ id, role, reason }: Unmatched): UnmatchedPerson => {
  const { code, text, blockingRule, smallestChange } = reason;
  return {
    personId: id as PersonId,
    role,
    code,
    text,
    ...(blockingRule === undefined ? {} : { blockingRule: blockingRule.label }),
    ...(smallestChange === undefined ? {} : { smallestChange: smallestChange.text }),
  };
};

export class ProofRefused extends Error {
  override readonly name = 'ProofRefused';
}
/** Nothing leaves that is not proved. @throws ProofRefused */
export const proved = (found: Found): Found => {
  if (found.faults.length === 0) return found;
  throw new ProofRefused(
    `the engine's proof was refused: ${found.faults.length} faults, the first: ${found.faults[0]}`,
  );
};

export const inParts = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, part) => items.slice(part * size, (part + 1) * size));
