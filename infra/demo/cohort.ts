import type { DemoFiles } from './files.ts';
import type { Actor } from './http.ts';
import { ifThere, until } from './http.ts';
import type { People } from './people.ts';

type Counts = { readonly rows: number; readonly created: number; readonly rejected: number };
type RowFault = { readonly row: number; readonly column?: string; readonly text: string };
type Import = {
  readonly state: 'running' | 'completed' | 'failed';
  readonly counts: Counts;
  readonly problems: readonly RowFault[];
  /** Why nothing of the file could be read. */
  readonly fault?: RowFault;
};
export type Cohort = {
  readonly programId: string;
  readonly cohortId: string;
  readonly rows: number;
  readonly rejected: number;
};

const importPeople = async (coordinator: Actor, cohortId: string, role: string, people: People): Promise<Import> => {
  const { file, csv } = people;
  const path = `/v1/cohorts/${cohortId}/import-people?role=${role}`;
  const accepted = await coordinator.upload<{ id: string }>('matching', path, csv);
  return until(`the import of ${file}`, 600, async () => {
    const seen = await ifThere<Import>(coordinator, 'matching', `/v1/imports/${accepted.body.id}`);
    if (seen?.state === 'failed')
      throw new Error(
        `the import of ${file} failed: ${seen.fault === undefined ? 'no reason is given' : inWords(seen.fault)}`,
      );
    return seen?.state === 'completed' ? seen : undefined;
  });
};

/** As the platform words it; rows count from 1 below the header. */
const inWords = ({ row, column, text }: RowFault): string =>
  [row === 0 ? 'header' : `row ${row}`, ...(column === undefined ? [] : [`column "${column}"`])].join(', ') +
  `: ${text}`;

/** A coordinator drafts a program with its rules and a cohort, opens registration, imports both files and closes it again. */
export const openCohort = async (
  coordinator: Actor,
  files: DemoFiles,
  told: (line: string) => void,
): Promise<Cohort> => {
  const program = await coordinator.send<{ id: string }>('matching', 'POST', '/v1/programs', {
    name: 'Cross-department mentoring',
    purpose: 'Learn from somebody further on, in another department',
  });
  const programId = program.body.id;
  const change = (what: string, body: unknown) =>
    coordinator.send('matching', 'POST', `/v1/programs/${programId}/${what}`, body);
  await change('change-rules', { policy: files.policy });
  await change('change-mapping', { role: 'mentor', mapping: files.mapping.mentor });
  await change('change-mapping', { role: 'mentee', mapping: files.mapping.mentee });
  await change('change-agreement-template', { template: files.agreement });

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
  for (const [role, people] of [
    ['mentor', files.mentors],
    ['mentee', files.mentees],
  ] as const) {
    const done = await importPeople(coordinator, cohortId, role, people);
    told(`imported ${done.counts.rows - done.counts.rejected} of ${done.counts.rows} ${role}s`);
    for (const problem of done.problems.slice(0, 5)) told(`  ${inWords(problem)}`);
    rows += done.counts.rows;
    rejected += done.counts.rejected;
  }
  await coordinator.send('matching', 'POST', `/v1/cohorts/${cohortId}/close-registration`);
  return { programId, cohortId, rows, rejected };
};
