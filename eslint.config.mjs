import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// Who may import whom: kernel ← contracts ← platform ← services. Services never see services; journeys meet them through HTTP and Kafka only.
const platform = ['layer:kernel', 'layer:contract', 'layer:platform'];
const layers = (extra = []) => [
  { sourceTag: 'layer:kernel', onlyDependOnLibsWithTags: [], bannedExternalImports: ['*'] },
  {
    sourceTag: 'layer:contract',
    onlyDependOnLibsWithTags: ['layer:kernel'],
    allowedExternalImports: ['zod', ...extra.flatMap((tag) => (tag === 'layer:testing' ? ['@jest/*'] : []))],
  },
  { sourceTag: 'layer:platform', onlyDependOnLibsWithTags: [...platform, ...extra] },
  { sourceTag: 'layer:testing', onlyDependOnLibsWithTags: ['layer:kernel', 'layer:contract'] },
  { sourceTag: 'layer:service', onlyDependOnLibsWithTags: [...platform, ...extra] },
  { sourceTag: 'layer:infra', onlyDependOnLibsWithTags: [...platform, ...extra] },
  { sourceTag: 'layer:journey', onlyDependOnLibsWithTags: [...platform, 'layer:testing', 'layer:infra'] },
];
const boundaries = (extra) => [
  'error',
  { depConstraints: layers(extra), enforceBuildableLibDependency: false, allow: [] },
];

// A service has no entry that could be imported; Nx's rule only sees packages that have one.
const services = {
  regex: '^@telemachy/(matching|scheduling|goals|notification)(/|$)',
  message: 'Services meet in facts and over HTTP.',
};

// Code that is no spec and helps none.
const tests = ['**/*.spec.ts', '**/*.contract.ts', '**/*.fixture.ts', '**/src/**/testing/**'];

// Rules of security, by the form of the code (ADR 0016). What a rule forbids may be done in one place that a comment there names.
const everywhere = [
  {
    selector:
      "MemberExpression[object.name='process'][property.name='env'], VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']",
    message: 'The environment is read once, by config.ts; hand down what is needed.',
  },
  {
    selector:
      'Property[key.name=/^\\$(where|function|accumulator)$/], Property[key.value=/^\\$(where|function|accumulator)$/]',
    message: 'No code runs in the database.',
  },
  {
    selector: "NewExpression[callee.name='RegExp'], CallExpression[callee.name='RegExp']",
    message: 'A pattern that is put together from values can be made to run for ever.',
  },
];
const noCode = { 'no-eval': 'error', 'no-implied-eval': 'error', 'no-new-func': 'error' };
const fenced = {
  files: ['libs/*/src/**/*.ts', 'services/*/src/**/*.ts'],
  ignores: tests,
  rules: { 'no-restricted-syntax': ['error', ...everywhere], ...noCode },
};
const edge = {
  files: ['services/*/src/**/*.controller.ts', 'services/*/src/features/**/*.ts'],
  ignores: tests,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          services,
          {
            regex: '^(mongodb|mongoose|@nestjs/mongoose)(/|$)',
            message: 'The edge reads read models and commands streams; it holds no model and no collection.',
          },
        ],
      },
    ],
    'no-restricted-syntax': [
      'error',
      ...everywhere,
      {
        selector:
          "Decorator > CallExpression[callee.name=/^(Body|Query|Param)$/]:not(:has(Property[key.name='schema']))",
        message: 'What comes in is parsed by a schema: @Query({ schema }).',
      },
      {
        selector:
          'Decorator > CallExpression[callee.name=/^(Req|Request|Res|Response|Next|RawBody|UploadedFile|Session|Ip)$/]',
        message: 'The edge takes parsed parameters, not the request itself.',
      },
    ],
  },
};

const noClock = 'The command carries the time.';
const noChance = 'The command carries ids and chance.';
const pure = {
  files: ['services/*/src/domain/**/*.ts', 'services/*/src/**/*.projection.ts', 'services/*/src/**/*.process.ts'],
  ignores: ['**/*.spec.ts', '**/src/**/testing/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: '^(?!\\.{1,2}/|zod$|@telemachy/(kernel|contracts|matching-engine)(/|$))',
            message: 'Pure code imports zod, kernel, contracts and the matching engine only.',
          },
          { regex: '^\\.\\./(?!(\\.\\./)*domain/)', message: 'Pure code reaches only into domain/.' },
        ],
      },
    ],
    'no-restricted-globals': [
      'error',
      { name: 'process', message: 'Pure code has no environment.' },
      { name: 'fetch', message: 'Pure code has no IO.' },
    ],
    'no-restricted-syntax': [
      'error',
      ...everywhere,
      { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: noClock },
      { selector: "MemberExpression[object.name='Date'][property.name='now']", message: noClock },
      { selector: "MemberExpression[object.property.name='Now']", message: noClock },
      { selector: "MemberExpression[object.name='performance'][property.name='now']", message: noClock },
      { selector: "MemberExpression[object.name='Math'][property.name='random']", message: noChance },
      { selector: "MemberExpression[object.name='crypto'][property.name=/^random/]", message: noChance },
    ],
  },
};

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '**/generated/**', '.telemachy/**', '.nx/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mjs'],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      'no-restricted-imports': ['error', { patterns: [services] }],
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.contract.ts', '**/*.fixture.ts', '**/src/**/testing/**'],
    rules: { '@nx/enforce-module-boundaries': boundaries(['layer:testing']) },
  },
  fenced,
  edge,
  pure,
  {
    files: ['libs/*/src/**/*.ts', 'services/*/src/**/*.ts'],
    // What only specs use is in no project that builds.
    ignores: ['**/*.spec.ts', '**/*.contract.ts', '**/*.fixture.ts', '**/src/**/testing/**'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
];
