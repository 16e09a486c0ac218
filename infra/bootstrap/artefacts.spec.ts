import { describe, expect, it } from '@jest/globals';
import { artefactFolders, readPins } from './artefacts.mjs';

const sha256 = /^[0-9a-f]{64}$/;

describe('the pins', () => {
  const pins = readPins();

  it('hold a hash for every jar of Kafka, whose path says group, artifact and version', () => {
    const jars = Object.entries(pins.kafka.jars);
    expect(jars).toHaveLength(46);
    for (const [path, hash] of jars) {
      expect(path).toMatch(/^[\w./-]+\/([\w.-]+)\/([\w.-]+)\/\1-\2\.jar$/);
      expect(hash).toMatch(sha256);
    }
  });

  it('hold a mongod and a Java for the same platforms', () => {
    expect(Object.keys(pins.mongod)).toEqual(Object.keys(pins.jre));
    for (const pin of [...Object.values(pins.mongod), ...Object.values(pins.jre)]) expect(pin.sha256).toMatch(sha256);
  });
});

describe('the cache', () => {
  const pins = readPins();

  it('has no place for a platform without pinned binaries', () => {
    expect(artefactFolders(pins, 'sunos-x64', {})).toBeUndefined();
  });

  it('lies where TELEMACHY_CACHE says', () => {
    expect(artefactFolders(pins, 'linux-x64', { TELEMACHY_CACHE: '/elsewhere' })?.kafka).toMatch(
      /^\/elsewhere\/kafka-/,
    );
  });

  it('never meets old files when a pin changes', () => {
    const first = Object.keys(pins.kafka.jars)[0] ?? '';
    const changed = { ...pins, kafka: { ...pins.kafka, jars: { ...pins.kafka.jars, [first]: '0'.repeat(64) } } };
    expect(artefactFolders(changed, 'linux-x64', {})?.kafka).not.toBe(artefactFolders(pins, 'linux-x64', {})?.kafka);
  });
});
