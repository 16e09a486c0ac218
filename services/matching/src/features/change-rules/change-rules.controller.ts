import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ProgramId } from '@telemachy/contracts';
import { parsePolicy, Policy } from '@telemachy/matching-engine';
import {
  Commanded,
  documentedAs,
  Operation,
  Problem,
  type Answer,
  type CommandContext,
} from '@telemachy/service-shell';
import { z } from 'zod';
import { openColumns } from '../../domain/secrets.ts';
import { namingOpenColumns } from '../open-columns.ts';
import { Advice, rulesAdvice } from '../rules-advice.ts';
import type { Handlers } from '../../streams.ts';
import { HANDLERS, PROGRAM_STREAMS, type ProgramStreams } from '../../tokens.ts';

const ChangeRules = z
  .strictObject({
    // The engine reads it, and names each fault by its rule.
    policy: documentedAs(z.record(z.string(), z.unknown()), Policy),
  })
  .meta({ id: 'ChangeRules' });
type ChangeRules = z.infer<typeof ChangeRules>;
const RulesChanged = z
  .object({ id: ProgramId, version: z.int(), policyVersion: z.int(), advice: z.array(Advice) })
  .meta({ id: 'RulesChanged' });

/** `criteria[2].ladder` of the engine is `policy.criteria.2.ladder` of the body. */
const fieldOf = (path: string): string => ['policy', path.replace(/\[(\d+)\]/g, '.$1')].filter(Boolean).join('.');

@Controller('v1/programs')
export class ChangeRulesController {
  constructor(
    @Inject(PROGRAM_STREAMS) private readonly programs: ProgramStreams,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'programs'>,
  ) {}

  @Post(':id/change-rules')
  @Operation('change-rules', {
    summary: 'Say what a good match is; the next match run uses it',
    description:
      'Rules that nobody could keep are refused. `advice` names what is probably a mistake, such as an attribute that no column leads to; it keeps nobody from saving.',
    answer: RulesChanged,
    refusals: ['policy-refused', 'rules-show-sensitive-answers', 'mapping-shows-sensitive-answers'],
    example: {
      policy: {
        ladders: { grade: ['AO', 'EO', 'HEO'] },
        criteria: [
          {
            id: 'grade-gap',
            label: 'One or two grades above',
            kind: 'level-gap',
            attribute: 'grade',
            ladder: 'grade',
            minSteps: 1,
            maxSteps: 2,
            importance: 'must',
          },
        ],
      },
    },
  })
  async changeRules(
    @Param('id', { schema: ProgramId }) programId: ProgramId,
    @Body({ schema: ChangeRules }) { policy }: ChangeRules,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const parsed = parsePolicy(policy);
    if (!parsed.ok) {
      throw new Problem(422, 'policy-refused', 'The rules cannot be followed; each fault names its rule.', {
        errors: parsed.faults.map(({ path, rule, message, remedy }) => ({
          in: 'body' as const,
          path: fieldOf(path),
          message: `${rule}: ${message} ${remedy}`,
        })),
        members: { faults: parsed.faults },
      });
    }
    const performing = this.programs.perform(context, {
      id: programId,
      command: { type: 'change-rules', policy, at: context.at },
      answer: (_, state) =>
        state.status === 'none' ? {} : { policyVersion: state.policies.length, advice: rulesAdvice(state) },
    });
    return performing.catch(async (error: unknown) => {
      const found = async () => {
        const { state } = await this.handlers.programs.load(context.access.caller.tenant, programId);
        return state.status === 'none' ? [] : openColumns(policy, state.mappings);
      };
      throw await namingOpenColumns(error, found, ({ criterionAt }) => `policy.criteria.${criterionAt}`);
    });
  }
}
