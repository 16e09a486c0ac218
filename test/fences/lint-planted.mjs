import { ESLint } from 'eslint';

// Lints source that lies on no disk, given as [{ filePath, code }] on standard input, and prints the rules each broke.
const planted = JSON.parse(await new Response(process.stdin).text());
const eslint = new ESLint({
  // Typed rules need files that exist; the fences do not.
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parserOptions: { projectService: false, project: null } },
      rules: Object.fromEntries(
        ['switch-exhaustiveness-check', 'no-floating-promises', 'no-misused-promises'].map((rule) => [
          `@typescript-eslint/${rule}`,
          'off',
        ]),
      ),
      plugins: { '@typescript-eslint': (await import('typescript-eslint')).default.plugin },
    },
  ],
});
const answers = [];
for (const { filePath, code } of planted) {
  const [result] = await eslint.lintText(code, { filePath });
  answers.push(result.messages.map(({ ruleId, message }) => ruleId ?? message));
}
process.stdout.write(JSON.stringify(answers));
