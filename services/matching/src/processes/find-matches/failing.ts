import type { CommandIdentity, Meta } from '@telemachy/event-store';
import type { MatchRunId, MentorshipId } from '@telemachy/contracts';
import type { Dispatched } from '@telemachy/processes';
import type { RunFault } from '../../domain/match-run-commands.ts';
import { commandRun, type RunParts } from './run-parts.ts';

type Failed = { readonly matchRunId: MatchRunId; readonly mentorshipId?: MentorshipId };
type Asked = { readonly tenant: string; readonly identity: CommandIdentity; readonly meta: Meta };

/** By name: an error that comes from the engine's thread has lost its class. */
const faults = new Map<string, RunFault>([
  ['SnapshotError', 'snapshot-contradicts-itself'],
  ['ProofRefused', 'proof-refused'],
  ['RulesRefused', 'rules-refused'],
]);

/** Why no further try would come to more; `undefined` where one might. */
export const faultOf = (error: unknown): RunFault | undefined =>
  faults.get(String((error as { readonly name?: unknown } | null)?.name));

/** Says that a run came to nothing, or the rematch after one of its mentorships: whoever looks at it waits no longer. */
export const failing =
  (parts: Pick<RunParts, 'handlers' | 'now'>) =>
  async ({ matchRunId, mentorshipId }: Failed, reason: RunFault, asked: Asked): Promise<Dispatched> => {
    const at = parts.now();
    const command = commandRun(parts, { ...asked, matchRunId });
    const refusal =
      mentorshipId === undefined
        ? await command('fail', { type: 'fail-run', reason, at })
        : await command('fail', { type: 'fail-rematch', mentorshipId, reason, at });
    return { outcome: 'refused', refusal: refusal ?? reason };
  };
