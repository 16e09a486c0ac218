import { catalogue, ownerOf, privacyOfFact, services, type PrivacyClass } from '@telemachy/contracts';

const shown = (privacy: PrivacyClass): string => ('of' in privacy ? `${privacy.class} (${privacy.of})` : privacy.class);

const table = (type: string): string => {
  const rows = Object.entries(privacyOfFact(type)).map(([field, privacy]) => `| ${field} | ${shown(privacy)} |`);
  return [`### ${type}`, '', '| Field | Privacy class |', '| --- | --- |', ...rows, ''].join('\n');
};

/** Every fact of every service with the privacy class of each field, as Markdown. */
export const factsPage = (): string => {
  const types = [...catalogue.keys()];
  const chapters = services.map((service) =>
    [`## ${service}`, '', ...types.filter((type) => ownerOf(type) === service).map(table)].join('\n'),
  );
  const head = [
    '# Facts',
    '',
    'Made from `libs/contracts` by `npm run generate`; not edited by hand.',
    '',
    `${types.length} facts. In brackets: the field that says whose the words are. What is private is stored and sent sealed, under the field \`sealed\`.`,
    '',
  ];
  return `${[...head, ...chapters].join('\n').trimEnd()}\n`;
};
