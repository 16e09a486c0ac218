import { output } from './output.ts';

// Writes lines until nobody reads them, and ends as the command would.
const write = output();
try {
  for (let line = 1; ; line += 1) await write(`{"line":${line}}`);
} catch (error) {
  process.stderr.write((error as Error).name);
}
