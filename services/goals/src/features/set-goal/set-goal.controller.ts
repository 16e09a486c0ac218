import { Body, Controller, Inject, Post } from '@nestjs/common';
import { GoalId, MentorshipId } from '@telemachy/contracts';
import {
  Commanded,
  dayIn,
  notFound,
  Operation,
  sidesOf,
  type Answer,
  type CommandContext,
  type Mentorship,
} from '@telemachy/service-shell';
import { z } from 'zod';
import { Advice, smartAdvice } from '../../domain/smart.ts';
import { GOALS, MENTORSHIPS, type Goals, type Mentorships } from '../../tokens.ts';
import { GoalTerms } from '../goal-terms.ts';

const SetGoal = z.strictObject({ mentorshipId: MentorshipId, ...GoalTerms }).meta({ id: 'SetGoal' });
type SetGoal = z.infer<typeof SetGoal>;
const GoalMade = z.object({ id: GoalId, version: z.int(), advice: z.array(Advice) }).meta({ id: 'GoalMade' });

@Controller('v1/goals')
export class SetGoalController {
  constructor(
    @Inject(GOALS) private readonly goals: Goals,
    @Inject(MENTORSHIPS) private readonly mentorships: Mentorships,
  ) {}

  @Post()
  @Operation('set-goal', {
    summary: 'Set a goal within an active mentorship',
    status: 201,
    answer: GoalMade,
    refusals: ['mentorship-not-active', 'due-date-in-the-past'],
    example: (at) => ({
      mentorshipId: '0b7d6a52-58a1-5c3e-9a5e-3b8e5a1f0c11',
      text: 'Present our results to the board so that the project is funded',
      measure: { kind: 'number', unit: 'talks', from: 0, to: 3 },
      dueOn: dayIn(at, 180),
    }),
  })
  async setGoal(@Body({ schema: SetGoal }) body: SetGoal, @Commanded() context: CommandContext): Promise<Answer> {
    const { access } = context;
    const { mentorshipId, ...terms } = body;
    const sides = (mentorship?: Mentorship) => sidesOf(mentorship, access.person);
    const { tenant } = access.caller;
    const found = await this.mentorships.find(tenant, mentorshipId, (one) => access.may(sides(one)));
    access.permit(sides(found));
    if (found === undefined) throw notFound();
    const { mentorId, menteeId, status } = found;
    const mentorship = { mentorshipId, mentorId, menteeId, active: status === 'active' };
    const goalId = GoalId.parse(context.createdId('goal'));
    return this.goals.perform(context, {
      id: goalId,
      creates: true,
      command: { type: 'set-goal', goalId, mentorship, ...terms, setBy: access.self, at: context.at },
      answer: () => ({ advice: smartAdvice({ ...terms, setAt: context.at, steps: [], checkIns: [] }) }),
    });
  }
}
