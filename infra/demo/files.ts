import { readFile } from 'node:fs/promises';
import { parsePolicy } from '@telemachy/matching-engine';
import { z } from 'zod';
import { Misuse } from '../src/command.ts';
import { peopleOf, type People } from './people.ts';

/** Everything that a play reads, whole and checked, before the first request is made. */
export type DemoFiles = {
  readonly mentors: People;
  readonly mentees: People;
  readonly mapping: z.infer<typeof Mapping>;
  readonly policy: unknown;
  readonly agreement: unknown;
};
export type DemoPaths = Readonly<Record<keyof DemoFiles, string>>;

/** As much of a mapping as the play itself needs; the rest is for the platform to judge. */
const Columns = z.looseObject({ columns: z.array(z.looseObject({ column: z.string(), to: z.string() })).min(1) });
const Mapping = z.looseObject({ mentor: Columns, mentee: Columns });

/** @throws {Misuse} naming the option, its file, and the row or field that is wrong */
export const readDemoFiles = async (paths: DemoPaths): Promise<DemoFiles> => {
  const [mentors, mentees, mapping, policy, agreement] = await Promise.all([
    bytesOf('mentors', paths.mentors),
    bytesOf('mentees', paths.mentees),
    jsonOf('mapping', paths.mapping),
    jsonOf('policy', paths.policy),
    jsonOf('agreement', paths.agreement),
  ]);
  const read = Mapping.safeParse(mapping);
  if (!read.success) throw faulty('mapping', paths.mapping, firstOf(read.error.issues));
  const parsed = parsePolicy(policy);
  if (!parsed.ok) throw faulty('policy', paths.policy, allOf(parsed.faults));
  if (typeof agreement !== 'object' || agreement === null || Array.isArray(agreement))
    throw faulty('agreement', paths.agreement, 'it must be one JSON object');
  return {
    mentors: people('mentors', paths.mentors, mentors, read.data.mentor.columns),
    mentees: people('mentees', paths.mentees, mentees, read.data.mentee.columns),
    mapping: read.data,
    policy,
    agreement,
  };
};

const faulty = (option: string, file: string, why: string): Misuse => new Misuse(`--${option} ${file}: ${why}`);

const people = (option: string, file: string, bytes: Buffer, columns: Parameters<typeof peopleOf>[1]): People => {
  const read = peopleOf(bytes, columns);
  if ('fault' in read) throw faulty(option, file, read.fault);
  return { ...read, file };
};

const bytesOf = async (option: string, file: string): Promise<Buffer> => {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder, not a file' : message;
    throw faulty(option, file, why);
  }
};

const jsonOf = async (option: string, file: string): Promise<unknown> => {
  const text = (await bytesOf(option, file)).toString('utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw faulty(option, file, `it is not JSON (${(error as Error).message.split('\n')[0]})`);
  }
};

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };
const firstOf = ([issue]: readonly Issue[]): string =>
  `at ${issue?.path.map(String).join('.') || 'the top'}: ${issue?.message}`;

type PolicyFault = { readonly path: string; readonly message: string; readonly remedy: string };
const allOf = (faults: readonly PolicyFault[]): string =>
  faults.map(({ path, message, remedy }) => `at ${path || 'the top'}: ${message} ${remedy}`).join('; ');
