import { describe, expect, it } from '@jest/globals';
import { readCommand, verbs } from './command.ts';

const services = ['matching', 'goals'];
const read = (line: string) => readCommand(line.split(' ').filter(Boolean), services);

describe('a command line', () => {
  it.each(['goals status', 'status goals'])('names a service before or after the verb: %s', (line) => {
    expect(read(line)).toMatchObject({ verb: 'status', services: ['goals'], args: [], json: false });
  });

  it.each(['topic rebuild goals', 'topic rebuild --service goals', 'goals topic rebuild'])(
    'rebuilds the topic of one service: %s',
    (line) => {
      expect(read(line)).toMatchObject({ verb: 'topic', services: ['goals'], args: ['rebuild'] });
    },
  );

  it('asks all services where it names none', () => {
    expect(read('status --json')).toMatchObject({ services, args: [], json: true });
  });

  it('asks one service alone what is of the installation', () => {
    expect(read('keys status')).toMatchObject({ verb: 'keys', services: ['matching'] });
    expect(read('keys rotate --organization goals')).toMatchObject({ services: ['matching'] });
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

  it.each([
    ['park', 'park takes list, show <group>'],
    ['park drop', 'there is no "park drop"'],
    ['park show', 'show needs a group'],
    ['park show a b', 'show takes one group at a time'],
    ['park show a --limit many', '--limit takes a whole number'],
    ['park retry', 'retry takes groups, or --all'],
    ['park retry a --all', 'retry takes groups, or --all'],
    ['park skip a', '--reason says why'],
    ['park skip a --reason short', 'in 10 to 500 characters'],
    ['claims', 'claims takes rebuild'],
    ['audit', 'audit takes verify, list or heads, not ""'],
    ['keys', 'keys takes status, rotate --master or rotate --organization NAME, not ""'],
    ['keys rotate', 'keys rotate takes one of --master and --organization NAME'],
    ['keys rotate --master --organization acme', 'keys rotate takes one of --master and --organization NAME'],
    ['keys status --master', 'keys takes status, rotate --master or rotate'],
    ['keys rotate all --master', '"all" is too much'],
    ['goals audit forget', 'audit takes verify, list or heads, not "forget"'],
    ['audit verify gaols', 'audit verify takes no more than a service, not "gaols"'],
    ['audit verify --kind exported', 'audit verify does not take --kind'],
    ['audit heads --limit 3', 'audit heads does not take --limit'],
    ['audit list --key file', 'audit list does not take --key'],
    ['audit list --kind words', '--kind takes private-read, '],
    ['audit list --outcome maybe', '--outcome takes allowed, refused, not "maybe"'],
    ['audit list --from 17', '--from takes an instant'],
    ['audit list --limit 0', '--limit takes a whole number from 1'],
    ['goals replay --from yesterday', '--from takes a position'],
    ['rebuild goals board --from kafka', '--from takes store or topic'],
    ['topic rebuild', 'topic needs a service: matching, goals'],
    ['topic rebuild --service gaols', 'there is no service "gaols": matching, goals'],
    ['backup', 'backup takes the folder to write into'],
    ['backup a b', 'backup takes one folder, and not "b" as well'],
    ['backup goals a', 'backup is of all services, and not of goals alone'],
    ['restore', 'restore takes the folder of a backup'],
    ['restore a b', 'restore takes one folder, and not "b" as well'],
    ['restore a --tombstones f --without-tombstones', 'contradict each other'],
    ['forget ada', 'forget takes the id of a person, a UUID'],
    ['forget 3f2a7a52-6a0b-4d1e-9d55-0a1c3c9f0b11', '--organization says whose person it is'],
    ['forget 3f2a7a52-6a0b-4d1e-9d55-0a1c3c9f0b11 --organization acme --request a=b', '--request is the number'],
    ['tombstones', 'tombstones takes export FILE'],
    ['tombstones export a b', 'tombstones export takes one file, and not "b" as well'],
    ['goals topic', 'topic rebuild, not "topic "'],
    ['topic rebuild goals board', 'topic rebuild takes nothing but a service, not "board"'],
  ])('says what does not do in "%s" before any service is asked', (line, why) => {
    expect(() => read(line)).toThrow(why);
  });

  const each = [
    ['status', '--json'],
    ['verify', '--json'],
    ['claims rebuild', '--json'],
    ['goals replay', '--from, --to, --types, --tenant, --json'],
    ['rebuild goals board', '--from, --rollback, --accept, --anew, --keep, --json'],
    ['topic rebuild goals', '--json'],
    ['audit list', '--tenant, --key, --heads, --kind, --operation, --outcome, --actor, --from, --to, --limit, --json'],
    ['keys status', '--master, --organization, --json'],
    ['backup /tmp/b', '--keys, --json'],
    ['restore /tmp/b', '--keys, --replace, --tombstones, --without-tombstones, --json'],
    ['forget 3f2a7a52-6a0b-4d1e-9d55-0a1c3c9f0b11', '--organization, --request, --json'],
    ['tombstones export f', '--json'],
    ['park list', '--payload, --limit, --all, --reason, --by, --json'],
  ] as const;
  it.each(each)('names an option that "%s" does not have, and those that it has', (line, options) => {
    const verb = line.split(' ').find((word) => word !== 'goals');
    expect(() => read(`${line} --jsn`)).toThrow(`${verb} has no option --jsn: it has ${options}`);
    expect(() => read(`${line} --json=yes`)).toThrow('--json takes no value');
  });

  it('knows each verb in the table above', () => {
    const verbsAbove = each.map(([line]) => line.split(' ').find((word) => word !== 'goals'));
    expect(verbsAbove.toSorted()).toEqual(Object.keys(verbs).toSorted());
  });

  it.each([
    ['status gaols', 'status takes no more than a service, and "gaols" is none'],
    ['verify goals board', 'verify takes no more than a service, and "board" is none'],
    ['goals replay 17', 'replay takes no more than a service, and "17" is none'],
    ['goals replay --from', '--from needs a value: replay has --from, --to, --types, --tenant, --json'],
  ])('says what is too much or missing in "%s"', (line, why) => {
    expect(() => read(line)).toThrow(why);
  });

  it('gives what is parked a service before or after, or none', () => {
    expect(read('park list')).toMatchObject({ services, args: ['list'] });
    expect(read('park list goals')).toMatchObject({ services: ['goals'], args: ['list'] });
    expect(read('goals park retry 0a1b2c3d')).toMatchObject({ services: ['goals'], args: ['retry', '0a1b2c3d'] });
  });

  it.each(['', 'goals', 'stats', 'goals remove'])('says what there is when it is "%s"', (line) => {
    expect(() => read(line)).toThrow(/\[service\] status/);
  });
});
