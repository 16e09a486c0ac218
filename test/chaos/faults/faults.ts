import type { Fault } from './fault.ts';
import { faultsOfKafka } from './faults-of-kafka.ts';
import { faultsOfMongo } from './faults-of-mongo.ts';
import { faultsOfServices } from './faults-of-services.ts';
import { faultsOfSpecs } from './specs.ts';

const numberOf = ({ name }: Fault): number => Number(name.slice(1));

/** Every fault that is made on real servers, in the order of the table. */
export const faults: readonly Fault[] = [
  ...faultsOfServices,
  ...faultsOfKafka,
  ...faultsOfMongo,
  ...faultsOfSpecs,
].toSorted((one, other) => numberOf(one) - numberOf(other));
