import type { Mentorship } from '../domain/mentorship.ts';

/** What a command on a mentorship answers: where it stands now. */
export const mentorshipAnswer = (_facts: readonly unknown[], state: Mentorship) =>
  state.status === 'none'
    ? {}
    : {
        status: state.status,
        accepted: state.accepted,
        agreementVersion: state.agreementVersion,
        signed: state.signed,
      };
