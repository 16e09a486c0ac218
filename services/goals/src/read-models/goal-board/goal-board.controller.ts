import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { GoalId, MentorshipId, type Side } from '@telemachy/contracts';
import type { Words } from '@telemachy/service-shell';
import {
  Answer,
  Asked,
  notFound,
  OneQuery,
  Operation,
  pageOf,
  PageQuery,
  sidesOf,
  WORDS,
  type Access,
  type Mentorship,
  type Page,
} from '@telemachy/service-shell';
import type { z } from 'zod';
import { GOAL_BOARD, MENTORSHIPS, type GoalBoard, type Mentorships } from '../../tokens.ts';
import type { GoalOnBoard } from './goal-board.projection.ts';
import { goalOutline, goalsForParty, GoalView } from './goal-view.ts';

const ListGoals = PageQuery.extend({ mentorshipId: MentorshipId });
type ListGoals = z.infer<typeof ListGoals>;

@Controller('v1/goals')
export class GoalBoardController {
  constructor(
    @Inject(GOAL_BOARD) private readonly board: GoalBoard,
    @Inject(MENTORSHIPS) private readonly mentorships: Mentorships,
    @Inject(WORDS) private readonly words: Words,
  ) {}

  @Get(':id')
  @Operation('read-goal', { summary: 'One goal with its history and advice on its words', answer: GoalView })
  async readGoal(
    @Param('id', { schema: GoalId }) goalId: GoalId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access<Side>,
  ): Promise<Answer> {
    const sides = (goal?: GoalOnBoard) => sidesOf(goal, access.person);
    const { tenant } = access.caller;
    const goal = await this.board.find(tenant, goalId, (found) => access.may(sides(found)), atLeast);
    const grantedBy = access.permit(sides(goal));
    if (goal === undefined) throw notFound();
    const [view] = await this.#seen(access, grantedBy, [goal]);
    return new Answer(200, view, { etag: `"${goal.version}"` });
  }

  @Get()
  @Operation('list-goals', { summary: 'The goals of a mentorship', answer: pageOf(GoalView) })
  async listGoals(
    @Query({ schema: ListGoals }) { mentorshipId, ...page }: ListGoals,
    @Asked() access: Access<Side>,
  ): Promise<Page<GoalView>> {
    const { tenant } = access.caller;
    const sides = (mentorship?: Mentorship) => sidesOf(mentorship, access.person);
    const found = await this.mentorships.find(tenant, mentorshipId, (one) => access.may(sides(one)));
    const grantedBy = access.permit(sides(found));
    const { items, ...rest } = await this.board.page(tenant, { mentorshipId }, page);
    return { items: await this.#seen(access, grantedBy, items), ...rest };
  }

  async #seen(
    access: Access<Side>,
    grantedBy: readonly string[],
    goals: readonly GoalOnBoard[],
  ): Promise<readonly GoalView[]> {
    const isParty = grantedBy.some((by) => by === 'mentor' || by === 'mentee');
    return isParty ? goalsForParty(this.words, access, goals) : goals.map(goalOutline);
  }
}
