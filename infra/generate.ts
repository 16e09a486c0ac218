import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { command } from './src/command.ts';
import { accessPage } from './src/generate/access-page.ts';
import { asyncApiPages } from './src/generate/async-api-pages.ts';
import { factSchemas } from './src/generate/fact-schemas.ts';
import { factsPage } from './src/generate/facts-page.ts';

// Writes the documents that are made from code; `--check` changes nothing and fails where one is out of date.
const folder = new URL('../docs/generated/', import.meta.url);
const pages: Readonly<Record<string, string>> = {
  'access.md': await accessPage(),
  'facts.md': factsPage(),
  ...asyncApiPages(),
};

await command('generate', async ({ check, 'accept-breaks': acceptBreaks }) => {
  for (const line of factSchemas({ check, acceptBreaks })) {
    console.error(line);
    process.exitCode = 1;
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, made] of Object.entries(pages)) {
    const file = new URL(name, folder);
    if (!check) {
      writeFileSync(file, made);
      console.log(`wrote docs/generated/${name}`);
    } else if (before(file) !== made) {
      console.error(`docs/generated/${name} is out of date: run npm run generate and commit what it writes`);
      process.exitCode = 1;
    }
  }
});

function before(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
