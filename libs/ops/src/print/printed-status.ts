import type { ConsumerStatus, ServiceStatus } from '../status.ts';

const count = (value: number): string => value.toLocaleString('en');

const lagOf = ({ lag, kind }: ConsumerStatus): string => {
  if (kind === 'left-over') return 'left over by another version';
  if (lag.events === 0) return 'caught up';
  return `${count(lag.events)} events behind, the oldest ${count(lag.seconds)} s old`;
};

const parkedOf = ({ parked: { streams, facts, reactions } }: ConsumerStatus): string =>
  [
    ...(streams === 0 ? [] : [`${count(streams)} streams parked with ${count(facts)} facts`]),
    ...(reactions === 0 ? [] : [`${count(reactions)} reactions parked`]),
  ].join(', ');

const generationOf = ({ consumer, live, building }: ConsumerStatus): string =>
  [
    ...(live === undefined || live === consumer ? [] : [`live is ${live}`]),
    ...(building === undefined ? [] : [`${building.generation} is being built: ${building.phase}`]),
  ].join(', ');

const leaderOf = ({ sequencer }: ServiceStatus): string => {
  if (sequencer === null) return 'no sequencer has run yet';
  const who = `fence ${sequencer.fence}, ${sequencer.owner}`;
  return sequencer.held ? who : `NOBODY NUMBERS; last was ${who}`;
};

const timersOf = ({ timers: { pending, overdue, lateSeconds } }: ServiceStatus): string =>
  `${count(pending)} pending${overdue === 0 ? '' : `, ${count(overdue)} OVERDUE by up to ${count(lateSeconds)} s`}`;

const block = (service: ServiceStatus): string => {
  const unpublished = service.head - service.published;
  const lines = [
    `${service.service}`,
    `  facts      ${count(service.head)} numbered, ${unpublished === 0 ? 'all' : count(service.published)} published to ${service.topic}`,
    `  sequencer  ${leaderOf(service)}`,
    `  timers     ${timersOf(service)}`,
    ...service.consumers.map((consumer) => {
      const about = [lagOf(consumer), generationOf(consumer), parkedOf(consumer)]
        .filter((part) => part !== '')
        .join('; ');
      return `  ${consumer.kind.padEnd(10)} ${consumer.consumer.padEnd(32)} ${about}`;
    }),
  ];
  return lines.join('\n');
};

/** The status of services for a person to read. */
export const printedStatus = (services: readonly ServiceStatus[]): string => services.map(block).join('\n\n');
