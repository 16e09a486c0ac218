import { readFile } from 'node:fs/promises';
import type { Actor } from './http.ts';
import { all, until } from './http.ts';

export type Files = {
  readonly mentors: string;
  readonly mentees: string;
  readonly mapping: string;
  readonly policy: string;
  readonly agreement: string;
};
type Counts = { readonly rows: number; readonly created: number; readonly rejected: number };
type Import = {
  readonly state: 'running' | 'completed' | 'failed';
  readonly counts: Counts;
  readonly problems: readonly { readonly row: number; readonly column: string; readonly reason: string }[];
};
export type Cohort = {
  readonly programId: string;
  readonly cohortId: string;
  readonly rows: number;
  readonly rejected: number;
};
export type Enrolment = { readonly personId: string; readonly role?: string };

const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8')) as unknown;

const importPeople = async (coordinator: Actor, cohortId: string, role: string, file: string): Promise<Import> => {
  const path = `/v1/cohorts/${cohortId}/import-people?role=${role}`;
  const accepted = await coordinator.upload<{ id: string }>('matching', path, await readFile(file));
  return until(`the import of ${file}`, 600, async () => {
    const seen = await coordinator.get<Import>('matching', `/v1/imports/${accepted.body.id}`);
    if (seen.state === 'failed') throw new Error(`the import of ${file} failed: ${JSON.stringify(seen)}`);
    return seen.state === 'completed' ? seen : undefined;
  });
};

/** A coordinator drafts a program with its rules and a cohort, opens registration, imports both files and closes it again. */
export const openCohort = async (coordinator: Actor, files: Files, told: (line: string) => void): Promise<Cohort> => {
  const program = await coordinator.send<{ id: string }>('matching', 'POST', '/v1/programs', {
    name: 'Cross-department mentoring',
    purpose: 'Learn from somebody further on, in another department',
  });
  const programId = program.body.id;
  const mapping = (await json(files.mapping)) as { mentor: unknown; mentee: unknown };
  const change = (what: string, body: unknown) =>
    coordinator.send('matching', 'POST', `/v1/programs/${programId}/${what}`, body);
  await change('change-rules', { policy: await json(files.policy) });
  await change('change-mapping', { role: 'mentor', mapping: mapping.mentor });
  await change('change-mapping', { role: 'mentee', mapping: mapping.mentee });
  await change('change-agreement-template', { template: await json(files.agreement) });

  const today = Temporal.Now.plainDateISO('UTC');
  const cohort = await coordinator.send<{ id: string }>('matching', 'POST', '/v1/cohorts', {
    programId,
    name: `Cohort of ${today.toString()}`,
    startsOn: today.toString(),
    endsOn: today.add({ months: 6 }).toString(),
  });
  const cohortId = cohort.body.id;
  await coordinator.send('matching', 'POST', `/v1/cohorts/${cohortId}/open-registration`);
  let rows = 0;
  let rejected = 0;
  for (const [role, file] of [
    ['mentor', files.mentors],
    ['mentee', files.mentees],
  ] as const) {
    const done = await importPeople(coordinator, cohortId, role, file);
    told(`imported ${done.counts.rows - done.counts.rejected} of ${done.counts.rows} ${role}s`);
    for (const problem of done.problems.slice(0, 5)) told(`  row ${problem.row}, ${problem.column}: ${problem.reason}`);
    rows += done.counts.rows;
    rejected += done.counts.rejected;
  }
  await coordinator.send('matching', 'POST', `/v1/cohorts/${cohortId}/close-registration`);
  return { programId, cohortId, rows, rejected };
};

/** Everybody of the cohort, as the coordinator sees them. */
export const enrolmentsOf = (coordinator: Actor, cohortId: string): Promise<Enrolment[]> =>
  all<Enrolment>(coordinator, 'matching', `/v1/cohorts/${cohortId}/enrolments`);
