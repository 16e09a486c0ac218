/** Every command of this repository: what it needs before it can run, what it takes (`whole`: a whole number from … to), and what `--help` says. */
export const verbs = /** @type {const} */ ({
  start: {
    needs: 'infrastructure',
    options: {},
    usage: `npm start: runs the whole platform on this machine until Ctrl-C; it takes no options
  environment (all optional)
    MONGODB_URI, KAFKA_BROKERS   use these servers instead of starting some; set both or neither
    TELEMACHY_INFRASTRUCTURE     environment | docker | embedded, instead of the first that is there
    TELEMACHY_PORT_<NAME>        this very port for MATCHING, MATCHING_ADMIN, SCHEDULING, GOALS, NOTIFICATION, ISSUER,
                                 MAIL, SMTP, MONGO, KAFKA, KAFKA_CONTROLLER; else the usual one, or a free one above it
    TELEMACHY_DATA               folder of data and logs (.telemachy/run)
    TELEMACHY_CACHE              folder of the fetched programs (.telemachy/cache)
    TELEMACHY_TOPIC_PARTITIONS   partitions of new topics, 1 to 1000
    TELEMACHY_GRACE_SECONDS      how long each process may take to end by itself (services 8, Kafka 4, mongod 3)`,
  },
  test: {
    needs: 'infrastructure',
    options: {},
    usage: `npm test: format, lint, types, unit and integration specs, journeys; it takes no options
  It starts servers of its own on free ports and removes their data, so it runs beside a platform or another test run.
  MONGODB_URI and KAFKA_BROKERS together name servers to use instead. Before a commit, npm run check is enough.`,
  },
  check: {
    needs: 'packages',
    options: {},
    usage: 'npm run check: format, lint, types and unit specs, without servers; it takes no options',
  },
  demo: {
    needs: 'packages',
    options: {
      mentors: { type: 'string' },
      mentees: { type: 'string' },
      mapping: { type: 'string' },
      policy: { type: 'string' },
      agreement: { type: 'string' },
      org: { type: 'string', default: 'demo' },
      json: { type: 'boolean', default: false },
    },
    usage: `npm run demo -- [options]: plays one cohort against the running platform, as its people would
  --mentors FILE     CSV, one mentor a row        (test/data/mentor-match-small/mentors.csv)
  --mentees FILE     CSV, one mentee a row        (mentees.csv beside it)
  --mapping FILE     JSON: which column means what (mapping.json beside it)
  --policy FILE      JSON: what a good match is    (policy.json beside it)
  --agreement FILE   JSON: what each pair signs    (agreement.json beside it)
  --org NAME         the organization it plays in  (demo)
  --json             the results as one line of JSON; with npm run --silent demo -- --json nothing else is on stdout`,
  },
  token: {
    needs: 'packages',
    options: {
      as: { type: 'string' },
      org: { type: 'string', default: 'demo' },
      json: { type: 'boolean', default: false },
    },
    usage: `npm run --silent token -- --as WHO [options]: prints a bearer token of the development issuer, valid for an hour
  --as WHO     person:<email or employee id> | coordinator | analyst | org-admin | auditor
  --org NAME   the organization (demo)
  --json       the issuer's whole answer as one line
The issuer is that of the running platform; TELEMACHY_ISSUER names another.`,
  },
  // What these understand, and their help, stand where they are made: libs/ops, test/bench and test/chaos.
  ops: { needs: 'packages', passesOn: true, options: {}, usage: '' },
  bench: { needs: 'infrastructure', passesOn: true, options: {}, usage: '' },
  chaos: { needs: 'infrastructure', passesOn: true, options: {}, usage: '' },
  fuzz: {
    needs: 'infrastructure',
    options: {
      seconds: { type: 'string', whole: [30, 86_400] },
      long: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1', whole: [0, 4_294_967_295] },
      running: { type: 'boolean', default: false },
    },
    usage: `npm run fuzz -- [options]: asks the four services what their OpenAPI documents allow and forbid (schemathesis, all checks)
  --seconds N   how long it asks (240)
  --long        an hour
  --seed N      other requests for another number (1)
  --running     the platform of npm start, in an organization "fuzz", instead of one of its own that is removed
Needs Python 3.11 or newer with pip; what it installs goes to the cache. Exit code 1 where something failed.`,
  },
  sbom: {
    needs: 'packages',
    options: {
      out: { type: 'string', default: '.telemachy/sbom.cdx.json' },
      check: { type: 'boolean', default: false },
    },
    usage: `npm run sbom -- [options]: lists what the product is made of (CycloneDX), and fails where a part is under another than a permissive licence
  --out FILE   where it is written (.telemachy/sbom.cdx.json)
  --check      writes nothing`,
  },
  generate: {
    needs: 'packages',
    options: { check: { type: 'boolean', default: false }, 'accept-breaks': { type: 'boolean', default: false } },
    usage: `npm run generate: writes the documents that are made from code (docs/generated, libs/contracts/schemas)
  --check           changes nothing and fails where one is out of date, or a fact is no longer what it was
  --accept-breaks   writes the schema of a fact that is no longer what it was; until the first release`,
  },
  'generate-people': {
    needs: 'packages',
    options: {
      mentors: { type: 'string', default: '500', whole: [1, 1_000_000] },
      mentees: { type: 'string', default: '500', whole: [1, 1_000_000] },
      seed: { type: 'string', default: '1', whole: [0, 4_294_967_295] },
      out: { type: 'string', default: '.telemachy/people' },
    },
    usage: `npm run generate-people -- [options]: makes mentors.csv and mentees.csv in the columns of the sample
  --mentors N   how many (500)
  --mentees N   how many (500)
  --seed N      other people for another number, the same people for the same one (1)
  --out DIR     where (.telemachy/people)`,
  },
});

/** @typedef {keyof typeof verbs} Verb */
