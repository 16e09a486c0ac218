import type { Fault } from './fault.ts';
import { faultsOfClocks } from './faults-of-clocks.ts';
import { faultsOfDeliveries } from './faults-of-deliveries.ts';
import { faultsOfGroups } from './faults-of-groups.ts';
import { faultsOfHistory } from './faults-of-history.ts';
import { faultsOfKafka } from './faults-of-kafka.ts';
import { faultsOfMongo } from './faults-of-mongo.ts';
import { faultsOfReleases } from './faults-of-releases.ts';
import { faultsOfRequests } from './faults-of-requests.ts';
import { faultsOfRestores } from './faults-of-restores.ts';
import { faultsOfServices } from './faults-of-services.ts';
import { faultsOfSpecs } from './specs.ts';

const numberOf = ({ name }: Fault): number => Number(name.slice(1));

/** Every fault that is made on real servers, in the order of the table. */
export const faults: readonly Fault[] = [
  ...faultsOfServices,
  ...faultsOfKafka,
  ...faultsOfMongo,
  ...faultsOfHistory,
  ...faultsOfSpecs,
  ...faultsOfGroups,
  ...faultsOfDeliveries,
  ...faultsOfClocks,
  ...faultsOfRequests,
  ...faultsOfRestores,
  ...faultsOfReleases,
].toSorted((one, other) => numberOf(one) - numberOf(other));
