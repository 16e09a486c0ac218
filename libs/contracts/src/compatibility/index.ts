export { breaksBetween } from './breaks.ts';
export type { Break } from './breaks.ts';
export { compareCatalogue } from './compare-catalogue.ts';
export type { Compared } from './compare-catalogue.ts';
export { schemaOfFact } from './fact-schema.ts';
export type { JsonSchema } from './fact-schema.ts';
export { schemaOfStored, storedExample } from './stored-schema.ts';
