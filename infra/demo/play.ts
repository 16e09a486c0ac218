import { openCohort } from './cohort.ts';
import { settledMails, verifyReadModels, waitForReminder } from './evidence.ts';
import type { DemoFiles } from './files.ts';
import type { Actor, Addresses } from './http.ts';
import { signIn } from './http.ts';
import { gather } from './gather.ts';
import { match, type Unmatched } from './match.ts';
import type { Answers } from './mentorships.ts';
import { answerProposals, declinersAmong, proposalsOf, signAgreements } from './mentorships.ts';
import { bookFirstMeetings, bookInADay, setAvailability, workOnGoals } from './together.ts';

export type Play = {
  readonly addresses: Addresses;
  readonly files: DemoFiles;
  readonly org: string;
  /** Folder of the repository, where the operator's command is run. */
  readonly root: string;
};
/** What `--json` prints, in this order. `optimal` and `rebuilt` are computed in this play. */
export type Result = Readonly<
  Record<
    | 'people'
    | 'rejected'
    | 'pairs'
    | 'unmatched'
    | 'total'
    | 'gap'
    | 'agreements'
    | 'meetings'
    | 'goals'
    | 'mails'
    | 'reminders'
    | 'events'
    | 'seconds',
    number
  > &
    Record<'optimal' | 'rebuilt', boolean>
>;

/** Who stayed without a pair, by the reason in words. */
export type Reasons = ReadonlyMap<string, readonly Unmatched[]>;

/** Plays one cohort from its files to its first meetings, telling on standard error what happens. */
export const play = async ({
  addresses,
  files,
  org,
  root,
}: Play): Promise<{ result: Result; answers: Pick<Answers, 'declined' | 'rematched'>; reasons: Reasons }> => {
  const began = new Date();
  const clock = performance.now();
  const told = (line: string): void =>
    console.error(`${((performance.now() - clock) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  const counting = (what: string, total: number) => (done: number) => {
    if (done === total || done % Math.max(25, Math.round(total / 10)) === 0) told(`${what}: ${done} of ${total}`);
  };

  const coordinator = await signIn(addresses, 'coordinator', org);
  told('a coordinator drafts a program and a cohort and imports the people');
  const cohort = await openCohort(coordinator, files, told);
  const emails = [...new Set([...files.mentors.emails, ...files.mentees.emails])];
  const gathered = counting('people signed in', emails.length);
  const { cast, emailOf } = await gather(addresses, { org, emails, rejected: cohort.rejected }, gathered);
  const { run, unmatched, addsUp } = await match(coordinator, cohort.cohortId, told);
  if (!addsUp) throw new Error('the parts of a score do not add up to it');

  told('the people answer');
  const proposals = await proposalsOf(coordinator, cohort.cohortId, run.matched);
  const stage = { coordinator, cast, cohortId: cohort.cohortId, matchRunId: run.id };
  const unmatchedMentors = unmatched.filter(({ role }) => role === 'mentor').length;
  const answers = await answerProposals(stage, proposals, declinersAmong(proposals.length, unmatchedMentors));
  told(`${answers.declined} declined, ${answers.rematched} of them found somebody else`);
  const active = await signAgreements(stage, answers.agreed);
  told(`${active.length} agreements signed by both`);

  // Earlier plays may have filled the day of some mentors, so more than one pair may be asked to meet in 24 hours.
  const candidates = active.slice(0, 12);
  await setAvailability(cast, new Set(candidates.flatMap(({ mentor, mentee }) => [mentor.personId, mentee.personId])));
  const soon = await bookInADay(cast, candidates);
  const later = active.filter((mentorship) => mentorship !== soon);
  const booked = await bookFirstMeetings(cast, later, counting('meetings booked', later.length));
  const goals = await workOnGoals(cast, active, counting('goals set and checked in', active.length));
  const pair = [soon?.mentor, soon?.mentee].flatMap((person) =>
    person === undefined
      ? []
      : [{ actor: cast.get(person.personId) as Actor, email: emailOf.get(person.personId) as string }],
  );
  if (soon !== undefined) told('waiting for the reminder of the meeting that is 24 hours away (a minute or two)');
  else if (active.length > 0) told('earlier plays have filled the hour 24 hours from now: no reminder to wait for');
  const reminders = soon === undefined ? 0 : await waitForReminder(addresses, pair, began);
  const mails = await settledMails(addresses, began, { people: cast.size, pairs: active.length }, new Set(emails));
  told('rebuilding every read model from the event stores');
  const verified = await verifyReadModels(root);

  const result = {
    people: cast.size,
    rejected: cohort.rejected,
    pairs: run.matched,
    unmatched: unmatched.length,
    total: run.total,
    optimal: run.optimal,
    gap: run.gap,
    agreements: active.length,
    meetings: booked + (soon === undefined ? 0 : 1),
    goals: goals.length,
    mails,
    reminders,
    events: verified.events,
    rebuilt: verified.holds,
    seconds: Number(((performance.now() - clock) / 1000).toFixed(1)),
  };
  return { result, answers, reasons: Map.groupBy(unmatched, ({ code, text }) => text ?? code) };
};
