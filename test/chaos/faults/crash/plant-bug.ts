import { plant } from '../../planting.ts';
import { plantedBugs } from './planted.ts';

// node --import …/plant-bug.ts: loads a service with the bug that CHAOS_PLANTED names.
const name = process.env['CHAOS_PLANTED'] ?? '';
const planted = plantedBugs[name];
if (planted === undefined) throw new Error(`CHAOS_PLANTED names no planted bug: ${name}`);
plant(name, [planted.change]);
