import { describe, expect, it } from '@jest/globals';
import { readCommand } from './command.ts';

const services = ['matching', 'goals'];
const read = (line: string) => readCommand(line.split(' ').filter(Boolean), services);

describe('a command line', () => {
  it.each(['goals status', 'status goals'])('names a service before or after the verb: %s', (line) => {
    expect(read(line)).toMatchObject({ verb: 'status', services: ['goals'], args: [], json: false });
  });

  it('asks all services where it names none', () => {
    expect(read('status --json')).toMatchObject({ services, args: [], json: true });
  });

  it('does not take the value of an option for a service', () => {
    expect(read('goals replay --tenant matching')).toMatchObject({
      services: ['goals'],
      args: ['--tenant', 'matching'],
    });
    expect(() => read('replay --tenant matching')).toThrow(/replay needs a service: matching, goals/);
  });

  it('takes a read model that is called like a service for what it is', () => {
    expect(read('rebuild goals matching --from topic')).toMatchObject({
      verb: 'rebuild',
      services: ['goals'],
      args: ['matching', '--from', 'topic'],
    });
  });

  it.each(['', 'goals', 'stats', 'goals remove'])('says what there is when it is "%s"', (line) => {
    expect(() => read(line)).toThrow(/\[service\] status/);
  });
});
