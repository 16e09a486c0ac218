import { plant } from '../planting.ts';
import { mutants } from './mutants.ts';

// node --import …/plant.ts: loads the sources with the bug that CHAOS_MUTANT names.
const name = process.env['CHAOS_MUTANT'];
const mutant = mutants.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`CHAOS_MUTANT names no planted bug: ${name}`);
plant(mutant.name, mutant.changes);
