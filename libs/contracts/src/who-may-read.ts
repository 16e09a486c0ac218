/** Whose place a reader takes in the law: who said the words, the other of the two, a coordinator, an analyst. */
export type LawReader = 'author' | 'partner' | 'coordinator' | 'analyst';

type Cells = Readonly<Record<LawReader, string>>;
/**
 * One row: what each reader may read, in the words of the design ("Who may read which words", part of its page on the domain), and the groups of fields that
 * answers have of it today. A group beginning with `own-` is for its author alone, also where it is read by a side of a mentorship.
 */
export type LawRow = {
  readonly words: string;
  readonly says: Cells;
  readonly groups: Readonly<Record<string, readonly LawReader[]>>;
};

const authorAndPartner = ['author', 'partner'] as const;
const all = ['author', 'partner', 'coordinator', 'analyst'] as const;
const cells = (author: string, partner: string, coordinator: string, analyst: string): Cells => ({
  author,
  partner,
  coordinator,
  analyst,
});

/** Who may read which words. Changed by an ADR only; every service's table of access is checked against it before the service starts. */
export const whoMayRead = [
  {
    words: 'HR facts',
    says: cells('person sees own', 'as visibility says', 'yes', 'coded, pseudonymous'),
    groups: { name: ['author', 'partner', 'coordinator'], 'hr-facts': ['author', 'coordinator'] },
  },
  {
    words: 'questionnaire answers',
    says: cells('yes', 'those marked for the partner', 'yes', 'coded only'),
    groups: { answers: ['author', 'coordinator'] },
  },
  {
    words: 'sensitive answers (identity, health …)',
    says: cells('yes', 'never', 'never', 'never; a match run reads them by purpose'),
    groups: { 'own-sensitive-answers': ['author'] },
  },
  {
    words: 'career story, offers, wishes',
    says: cells('yes', 'organization, as set', 'yes', 'no'),
    groups: {},
  },
  {
    words: 'why this mentor (request), answer',
    says: cells('yes', 'the addressed one', 'state only', 'counts'),
    groups: {},
  },
  {
    words: 'reasons of a match',
    says: cells(
      'own view; sensitive criteria merged or withheld',
      'own view; sensitive criteria merged or withheld',
      'without sensitive parts',
      'scores',
    ),
    groups: { 'match-reasons': ['author', 'partner', 'coordinator'] },
  },
  {
    words: 'decline, cancel, end: reason',
    says: cells('yes', 'never a decline; cancel yes', 'code; text only if the author says so', 'code'),
    groups: {
      'own-decline': ['author'],
      'decline-code': ['author', 'coordinator', 'analyst'],
      'cancel-reason': authorAndPartner,
      'cancel-code': all,
      'end-code': ['author', 'coordinator', 'analyst'],
    },
  },
  {
    words: 'agreement, boundaries, scope',
    says: cells('yes', 'yes', 'signed, version, cadence, length, end date', 'same, coded'),
    groups: { 'agreement-terms': authorAndPartner, 'agreement-outline': ['author', 'partner', 'coordinator'] },
  },
  {
    words: 'expectations',
    says: cells('until both are filled only the author, then both', 'then both', 'no', 'no'),
    groups: {},
  },
  {
    words: 'meeting: time, medium, held, missed',
    says: cells('yes', 'yes', 'yes', 'yes'),
    groups: { 'meeting-times': all },
  },
  {
    words: 'agenda, minutes, action items',
    says: cells('yes', 'yes', 'counts', 'counts'),
    groups: { agenda: authorAndPartner },
  },
  {
    words: 'goal text',
    says: cells('yes', 'unless kept private', 'kind, status, progress; text only if shared', 'coded'),
    groups: { 'goal-words': authorAndPartner, 'goal-outline': ['author', 'partner', 'coordinator'] },
  },
  {
    words: 'check-in, confidence',
    says: cells('yes', 'yes', 'done or missed; values in groups of at least 5', 'groups'),
    groups: { 'check-ins': authorAndPartner },
  },
  {
    words: 'feedback, clarification, thanks',
    says: cells('yes', 'yes', 'counts', 'counts'),
    groups: {},
  },
  {
    words: 'reflection, preparation, decision',
    says: cells('yes', 'extracts shared', 'no', 'no'),
    groups: { 'own-reflection': ['author'], 'shared-reflection': authorAndPartner },
  },
  {
    words: 'survey answers',
    says: cells('–', "by the survey's rule", 'by the rule, at least k', 'at least k'),
    groups: {},
  },
  {
    words: 'concern raised',
    says: cells('yes', 'no', 'only the named safeguarding contact', 'no'),
    groups: {},
  },
] as const satisfies readonly LawRow[];

type KeyOf<Group> = Group extends unknown ? keyof Group : never;
/** A group of fields that some answer has, by the law's rows. */
export type FieldGroup = KeyOf<(typeof whoMayRead)[number]['groups']> & string;

/** Whose place each role and relation takes; any other reads no words. */
const places: Readonly<Record<string, LawReader>> = {
  self: 'author',
  recipient: 'author',
  partner: 'partner',
  mentor: 'partner',
  mentee: 'partner',
  coordinator: 'coordinator',
  // Runs the programs of the organization, and reads what their coordinators do.
  'org-admin': 'coordinator',
  analyst: 'analyst',
};
/** What these read is their own where the group says so. */
const alsoAuthors: readonly string[] = ['mentor', 'mentee'];
const readers = new Map<string, readonly LawReader[]>(
  whoMayRead.flatMap(({ groups }) => Object.entries(groups as LawRow['groups'])),
);

/** Whether the law lets such a one read these fields. */
export const lawAllows = (who: string, group: FieldGroup): boolean => {
  const place = places[who];
  if (place === undefined) return false;
  const may = readers.get(group) ?? [];
  return may.includes(place) || (alsoAuthors.includes(who) && group.startsWith('own-') && may.includes('author'));
};
