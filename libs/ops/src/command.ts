import { readAudit } from './audit/read-audit.ts';
import { readBackup } from './backup/read-backup.ts';
import { readForget } from './forget/read-forget.ts';
import { readKeys } from './keys/read-keys.ts';
import { readPark } from './park/read-park.ts';
import { readNothing } from './read-options.ts';
import { readRebuild } from './rebuild/read-rebuild.ts';
import { readFilter } from './replayed.ts';
import { readRestore } from './restore/read-restore.ts';
import { readTombstonesAsked } from './restore/tombstones.ts';
import { readTopic } from './topic/read-topic.ts';
import { readClaims } from './verify/rebuild-claims-of.ts';

/** A command line that was understood. */
export type Command = {
  readonly verb: Verb;
  /** Whose entries are called. */
  readonly services: readonly string[];
  /** What the entry is given after the verb. */
  readonly args: readonly string[];
  readonly json: boolean;
  /** Whether the entry's output goes straight on. */
  readonly streams: boolean;
};

type About = {
  readonly usage: string | readonly string[];
  readonly oneService: boolean;
  readonly streams?: boolean;
  /** It is asked of the installation: whichever service answers. */
  readonly once?: boolean;
  /** It is asked of all services: one alone is no installation. */
  readonly whole?: boolean;
  /** @throws Error that says which word does not do */
  readonly check: (args: readonly string[]) => unknown;
};

/** What there is; every one checks its words before any service is asked. */
export const verbs = {
  status: { usage: '[service] status', oneService: false, check: (args) => readNothing('status', args) },
  claims: { usage: '[service] claims rebuild', oneService: false, check: readClaims },
  verify: { usage: '[service] verify', oneService: false, check: (args) => readNothing('verify', args) },
  replay: {
    usage: '<service> replay [--from X] [--to X] [--types a,b*] [--tenant T]    X: a position or an instant',
    oneService: true,
    streams: true,
    check: readFilter,
  },
  rebuild: {
    usage:
      'rebuild <service> <read-model> [--from store|topic] [--accept] [--anew] [--keep] | --rollback    beside the live one',
    oneService: true,
    check: readRebuild,
  },
  topic: {
    usage: 'topic rebuild <service>      the next generation of its topic, from the store, while all goes on',
    oneService: true,
    check: readTopic,
  },
  park: {
    usage: [
      '[service] park list                                    what was set aside, grouped by failure',
      'park show <group> [--payload] [--limit N]              nothing of what facts say without --payload',
      'park retry <group> … | --all                           after the code was mended',
      'park skip <group> --reason TEXT [--by NAME]            takes the facts out of account, for everybody',
    ],
    oneService: false,
    check: readPark,
  },
  audit: {
    usage: [
      '[service] audit verify [--tenant T] [--key FILE] [--heads FILE]     whether it is as it was written, and where not',
      '[service] audit list [--tenant T] [--kind K] [--operation O] [--outcome allowed|refused] [--actor A] [--from X] [--to X] [--limit N]',
      '[service] audit heads [--tenant T]                      signed heads, to be kept where nobody here can write',
    ],
    oneService: false,
    check: readAudit,
  },
  keys: {
    usage: [
      'keys status                                            which keys of organizations there are, and what wraps them',
      'keys rotate --master                                   after TELEMACHY_MASTER_KEY_FILE names a new one, and the old one behind it',
      'keys rotate --organization T',
    ],
    oneService: false,
    once: true,
    check: readKeys,
  },
  backup: {
    usage: 'backup DIR [--keys DIR]      stores and keys apart, of one moment, while all goes on',
    oneService: false,
    whole: true,
    check: readBackup,
  },
  restore: {
    usage: 'restore DIR [--keys DIR] [--replace] [--tombstones FILE … | --without-tombstones]    while no service runs',
    oneService: false,
    whole: true,
    check: readRestore,
  },
  forget: {
    usage:
      'forget PERSON --organization T --request NUMBER    destroys the key of their words, for ever; prints a signed receipt',
    oneService: false,
    whole: true,
    check: readForget,
  },
  tombstones: {
    usage: 'tombstones export FILE       who was forgotten, to be kept apart and given to a restore',
    oneService: false,
    once: true,
    check: readTombstonesAsked,
  },
} as const satisfies Record<string, About>;
export type Verb = keyof typeof verbs;

const isVerb = (word: string): word is Verb => Object.hasOwn(verbs, word);

export const usage = [
  'usage: npm run ops -- …                                      (--json: one line, one object)',
  ...Object.values(verbs)
    .flatMap(({ usage: lines }) => lines)
    .map((line) => `  ${line}`),
].join('\n');

/** Words in which `--service X` is written as X in front. @throws Error where there is no such service */
const placed = (words: readonly string[], services: readonly string[]): readonly string[] => {
  const at = words.indexOf('--service');
  if (at < 0) return words;
  const service = words[at + 1] ?? '';
  if (!services.includes(service)) throw new Error(`there is no service "${service}": ${services.join(', ')}`);
  return [service, ...words.toSpliced(at, 2)];
};

/**
 * Understands `[service] <verb> …`; the service may also follow the verb, or be said as `--service X`.
 * @throws Error that says what is wrong, and what there is
 */
export const readCommand = (argv: readonly string[], services: readonly string[]): Command => {
  const words = placed(
    argv.filter((word) => word !== '--json'),
    services,
  );
  const first = words.slice(0, words.findIndex((word) => word.startsWith('-')) >>> 0);
  const place = first.slice(0, 3).findIndex((word) => services.includes(word));
  const service = words[place];
  const [verb = '', ...args] = words.filter((_, index) => index !== place);
  if (!isVerb(verb)) throw new Error(verb === '' ? usage : `there is no "${verb}"\n${usage}`);
  const about: About = verbs[verb];
  if (about.oneService && service === undefined)
    throw new Error(`${verb} needs a service: ${services.join(', ')}\n${usage}`);
  if (about.whole === true && service !== undefined)
    throw new Error(`${verb} is of all services, and not of ${service} alone\n${usage}`);
  about.check(args);
  return {
    verb,
    services: service === undefined ? services.slice(0, about.once === true ? 1 : undefined) : [service],
    args,
    json: argv.includes('--json'),
    streams: about.streams ?? false,
  };
};
