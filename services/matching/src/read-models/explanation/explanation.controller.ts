import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { MatchRunId, PersonId } from '@telemachy/contracts';
import { Asked, Operation, type Access } from '@telemachy/service-shell';
import { z } from 'zod';
import { EXPLAIN_MATCH, OPEN_PEOPLE } from '../../tokens.ts';
import { NamedPerson } from '../named.ts';
import type { ExplainMatch } from './explain-match.ts';
import type { OpenPeople } from '../people/open-people.ts';

const ExplainQuery = z.strictObject({ menteeId: PersonId });
type ExplainQuery = z.infer<typeof ExplainQuery>;

const Rank = z.object({ rank: z.int(), of: z.int() });
const Alternative = z.object({
  mentorId: PersonId,
  score: z.int(),
  whyNot: z.object({ code: z.string(), text: z.string(), rule: z.string().optional() }),
});
const Explained = {
  menteeId: PersonId,
  alternatives: z.array(Alternative).describe('The best mentors this mentee does not have, and why not'),
  people: z.array(NamedPerson),
};
const PairExplanation = z
  .object({
    ...Explained,
    kind: z.literal('pair'),
    mentorId: PersonId,
    score: z.int(),
    of: z.int(),
    parts: z
      .array(
        z.object({
          criterion: z.string(),
          label: z.string(),
          points: z.int(),
          of: z.int(),
          evidence: z.array(z.string()),
        }),
      )
      .describe('They add up to the score'),
    withheld: z
      .boolean()
      .describe('True: the match also counted points of sensitive wishes, which are in neither score nor parts'),
    hardChecks: z.array(
      z.object({ rule: z.string(), label: z.string(), kept: z.boolean(), evidence: z.array(z.string()) }),
    ),
    rank: z.object({ forMentee: Rank, forMentor: Rank }),
  })
  .meta({ id: 'PairExplanation' });
const UnmatchedExplanation = z
  .object({
    ...Explained,
    kind: z.literal('unmatched'),
    reason: z.object({
      code: z.string(),
      text: z.string(),
      blockingRule: z.object({ rule: z.string(), label: z.string() }).optional(),
      smallestChange: z.object({ kind: z.string(), text: z.string(), opens: z.int() }).optional(),
    }),
  })
  .meta({ id: 'UnmatchedExplanation' });
const ExplanationView = z.discriminatedUnion('kind', [PairExplanation, UnmatchedExplanation]);
type ExplanationView = z.infer<typeof ExplanationView>;

@Controller('v1/match-runs')
export class ExplanationController {
  constructor(
    @Inject(EXPLAIN_MATCH) private readonly explain: ExplainMatch,
    @Inject(OPEN_PEOPLE) private readonly people: OpenPeople,
  ) {}

  @Get(':id/explain')
  @Operation('explain-match', {
    summary: 'Why a mentee has this mentor, or none, and why not another',
    answer: ExplanationView,
    refusals: ['run-not-completed', 'snapshot-changed'],
  })
  async explainMatch(
    @Param('id', { schema: MatchRunId }) matchRunId: MatchRunId,
    @Query({ schema: ExplainQuery }) { menteeId }: ExplainQuery,
    @Asked() access: Access,
  ): Promise<ExplanationView> {
    const explanation = await this.explain(access, matchRunId, menteeId);
    const partner = explanation.kind === 'pair' ? [explanation.mentorId] : [];
    const ids = [menteeId, ...partner, ...explanation.alternatives.map(({ mentorId }) => mentorId)] as PersonId[];
    const named = await this.people.namesOf(access, ids);
    return ExplanationView.parse({ ...explanation, people: [...new Set(ids)].map(named) });
  }
}
