import type { PersonId } from '@telemachy/contracts';
import { sideOf } from '../domain/mentorship.ts';
import type { Mentorship } from '../domain/mentorship-commands.ts';
import { toldStatus } from '../domain/told.ts';

/** What a command on a mentorship answers: where it stands now, as its author is told. */
export const mentorshipAnswer =
  (author: PersonId | 'coordinator') => (_facts: readonly unknown[], state: Mentorship) => {
    if (state.status === 'none') return {};
    const { status, accepted, agreementVersion, signed } = state;
    const side = author === 'coordinator' ? undefined : sideOf(state.pair, author);
    return { status: side === undefined ? status : toldStatus(state, side), accepted, agreementVersion, signed };
  };
