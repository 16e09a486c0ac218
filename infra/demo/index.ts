export { readDemoFiles } from './files.ts';
export type { DemoFiles } from './files.ts';
export { workingPairs } from './working-pairs.ts';
export type { WorkingPairs } from './working-pairs.ts';
