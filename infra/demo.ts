import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { openCohort } from './demo/cohort.ts';
import { settledMails, verifyReadModels, waitForReminder } from './demo/evidence.ts';
import type { Actor, Addresses } from './demo/http.ts';
import { each, signIn, until } from './demo/http.ts';
import { match } from './demo/match.ts';
import type { Cast } from './demo/mentorships.ts';
import { answerProposals, proposalsOf, signAgreements } from './demo/mentorships.ts';
import { printed } from './demo/table.ts';
import { readPlatformFile } from './src/platform/platform-file.ts';
import { bookFirstMeetings, bookInADay, setAvailability, workOnGoals } from './demo/together.ts';

// Plays one cohort against the running platform, through HTTP only, as its people would.
const root = new URL('..', import.meta.url).pathname;
const sample = `${root}test/data/mentor-match-small`;
const { values } = parseArgs({
  options: {
    mentors: { type: 'string', default: `${sample}/mentors.csv` },
    mentees: { type: 'string', default: `${sample}/mentees.csv` },
    mapping: { type: 'string', default: `${sample}/mapping.json` },
    policy: { type: 'string', default: `${sample}/policy.json` },
    agreement: { type: 'string', default: `${sample}/agreement.json` },
    org: { type: 'string', default: 'demo' },
    json: { type: 'boolean', default: false },
  },
});

const began = new Date();
const clock = performance.now();
const told = (line: string): void =>
  console.error(`${((performance.now() - clock) / 1000).toFixed(1).padStart(6)} s  ${line}`);
const counting = (what: string, total: number) => (done: number) => {
  if (done === total || done % Math.max(25, Math.round(total / 10)) === 0) told(`${what}: ${done} of ${total}`);
};

const addresses = await platformAddresses();
const coordinator = await signIn(addresses, 'coordinator', values.org);
told('a coordinator drafts a program and a cohort and imports the people');
const cohort = await openCohort(coordinator, values, told);
const emails = await emailsOf(values.mentors, values.mentees);
const { cast, emailOf } = await gather(emails);
const { run, unmatched, addsUp } = await match(coordinator, cohort.cohortId, told);
if (!addsUp) throw new Error('the parts of a score do not add up to it');

told('the people answer');
const proposals = await proposalsOf(coordinator, cohort.cohortId, run.matched);
const stage = { coordinator, cast, cohortId: cohort.cohortId, matchRunId: run.id };
const decliners = Math.min(4, proposals.length);
const answers = await answerProposals(stage, proposals, decliners);
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
told('waiting for the reminder of the meeting that is 24 hours away');
const pair = [soon.mentor.personId, soon.mentee.personId].map((id) => ({
  actor: cast.get(id) as Actor,
  email: emailOf.get(id) as string,
}));
const reminders = await waitForReminder(addresses, pair, began);
const mails = await settledMails(addresses, began, cast, new Set(emails));
told('rebuilding every read model from the event stores');
const verified = await verifyReadModels(root);

const result = {
  people: cast.size,
  rejected: cohort.rejected,
  pairs: run.matched,
  unmatched,
  total: run.total,
  optimal: run.optimal,
  gap: run.gap,
  agreements: active.length,
  meetings: booked + 1,
  goals: goals.length,
  mails,
  reminders,
  events: verified.events,
  rebuilt: verified.holds,
  seconds: Number(((performance.now() - clock) / 1000).toFixed(1)),
};
console.log(values.json ? JSON.stringify(result) : printed(result, answers));
if (!result.optimal || !result.rebuilt) process.exitCode = 1;

async function platformAddresses(): Promise<Addresses> {
  const platform = await readPlatformFile(process.env);
  if (platform !== undefined) return platform.addresses;
  console.error('no running platform was found; start it with: npm start');
  process.exit(1);
}

async function emailsOf(...files: string[]): Promise<string[]> {
  const mapping = JSON.parse(await readFile(values.mapping, 'utf8')) as Record<
    string,
    { columns: { column: string; to: string }[] }
  >;
  const found = new Set<string>();
  for (const [index, file] of files.entries()) {
    const column = mapping[index === 0 ? 'mentor' : 'mentee']?.columns.find(({ to }) => to === 'email')?.column;
    if (column === undefined)
      throw new Error(`${values.mapping} maps no column to email, so nobody of ${file} can sign in`);
    const rows = parse(await readFile(file), { columns: true, bom: true, relax_column_count: true }) as Record<
      string,
      string
    >[];
    for (const row of rows) if (row[column]) found.add(row[column].trim().toLowerCase());
  }
  return [...found];
}

/** Everybody signs in and asks who they are. Rows that the import refused have nobody behind them. */
async function gather(all: readonly string[]): Promise<{ cast: Cast; emailOf: ReadonlyMap<string, string> }> {
  const cast = new Map<string, Actor>();
  const emailOf = new Map<string, string>();
  await each(
    all,
    async (email) => {
      const actor = await signIn(addresses, `person:${email}`, values.org);
      const me = await until(`${all.length} people to be known`, 60, async () => {
        try {
          return await actor.get<{ personId: string }>('matching', '/v1/people/me');
        } catch {
          return cohort.rejected > 0 ? { personId: '' } : undefined;
        }
      });
      if (me.personId === '') return;
      cast.set(me.personId, actor);
      emailOf.set(me.personId, email);
    },
    counting('people signed in', all.length),
  );
  return { cast, emailOf };
}
