import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from './stage.ts';

/**
 * Answers to a request that fits its schema. Beside the usual ones: 412, the caller's version is old, and 422, a rule of the domain refuses it, which no
 * schema can say (a due date in the past, a step that the goal does not have).
 */
const fitting = ['2xx', '401', '403', '404', '409', '412', '422'];
/** Where a 400 may refuse what fits the schema, because no JSON Schema can say what is asked. Each is told by its field, which the hostile sweeps hold. */
const beyondSchema = [
  { operations: ['read-slots', 'read-agenda'], why: 'an end is after its start' },
  { operations: ['book-meeting', 'move-meeting'], why: 'a time may be RFC 9557, in a zone and on a day that there is' },
  { operations: ['set-goal', 'adjust-goal'], why: 'a measure leads somewhere: "to" differs from "from"' },
  { operations: ['set-availability', 'set-override'], why: 'zones that there are; windows end after they start' },
  { operations: ['sign-out'], why: 'a logout token is signed by an issuer, and heard once' },
];
const beyond = beyondSchema.flatMap(({ operations: ids, why }) => [
  `# ${why}`,
  '[[operations]]',
  `include-operation-id = ${JSON.stringify(ids)}`,
  `checks.positive_data_acceptance.expected-statuses = ${JSON.stringify([...fitting, '400'])}`,
]);

/**
 * The check that a run leaves out. A feed is closed by a POST, which schemathesis does not know for a removal: what was closed counts as never made. That a
 * meeting is there once it is booked is held by the specs of scheduling.
 */
export const leftOut = ({ service }: Pick<Run, 'service'>): readonly string[] =>
  service === 'scheduling' ? ['ensure_resource_availability'] : [];

/** Answers to a request that does not fit. Beside the usual ones: 414, an id so long that no address has place for it, and 413, a body likewise. */
const unfitting = ['400', '401', '403', '404', '405', '409', '412', '413', '414', '415', '422'];

/** How often an address or body names something that there is; else it names something made up. */
const knownProbability = 0.7;

/** A string or a list of strings, which TOML writes as JSON does. */
const toml = (value: string | readonly string[]): string => JSON.stringify(value);

const nameOf = (word: string): string => `known-${word}`;

const dictionaries = ({ known, atLeast }: Run): string[] =>
  [...Object.entries(known), ['commits', [atLeast]] as const]
    .filter(([, ids]) => ids.length > 0)
    .flatMap(([word, ids]) => [`[dictionaries.${nameOf(word)}]`, `values = ${toml(ids)}`]);

/** Fields that carry an id of something that is known by another word of the address. */
const fields: Readonly<Record<string, string>> = {
  mentorshipId: 'mentorships',
  programId: 'programs',
  cohortId: 'cohorts',
  menteeId: 'people',
};

const bindings = ({ known }: Run): string[] =>
  Object.entries(fields)
    .filter(([, word]) => (known[word] ?? []).length > 0)
    .flatMap(([field, word]) =>
      ['body', 'query'].map(
        (place) => `"${place}.${field}" = { dictionary = "${nameOf(word)}", probability = ${knownProbability} }`,
      ),
    );

const operations = ({ known }: Run): string[] =>
  Object.entries(known)
    .filter(([, ids]) => ids.length > 0)
    .flatMap(([word]) => [
      '[[operations]]',
      `include-path-regex = ${toml(`^/v1/${word}/\\{id\\}`)}`,
      `parameters = { "path.id" = { dictionary = "${nameOf(word)}", probability = ${knownProbability} } }`,
    ]);

/** The configuration of schemathesis for one run, as TOML. */
export const settingsOf = (run: Run): string =>
  [
    'continue-on-failure = true',
    'hooks = "hooks"',
    '[auth.wfc]',
    'path = "identities.json"',
    `user = ${toml(run.asked.name)}`,
    `peers = ${toml([run.asked.name, run.stranger.name])}`,
    '[checks.positive_data_acceptance]',
    `expected-statuses = ${toml(fitting)}`,
    '[checks.negative_data_rejection]',
    `expected-statuses = ${toml(unfitting)}`,
    ...dictionaries(run),
    '[parameters]',
    `"query.atLeast" = { dictionary = "${nameOf('commits')}", probability = 1.0 }`,
    ...bindings(run),
    ...operations(run),
    ...beyond,
    '# whom it marks as left would be refused everywhere, and the runs as those people would ask nothing',
    '[[operations]]',
    'include-operation-id = ["mark-left"]',
    'enabled = false',
    '',
  ].join('\n');

/** Who they are, in the format of Web Fuzzing Commons. */
export const identitiesOf = ({ asked, stranger }: Run): string =>
  JSON.stringify({
    auth: [asked, stranger].map(({ name, token }) => ({
      name,
      fixedHeaders: [{ name: 'Authorization', value: `Bearer ${token}` }],
    })),
  });

/** Writes what schemathesis reads in its working folder; the tokens for nobody else's eyes. */
export const writeSettings = async (folder: string, run: Run): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await copyFile(new URL('hooks.py', import.meta.url), join(folder, 'hooks.py'));
  await writeFile(join(folder, 'schemathesis.toml'), settingsOf(run));
  await writeFile(join(folder, 'identities.json'), identitiesOf(run), { mode: 0o600 });
};
