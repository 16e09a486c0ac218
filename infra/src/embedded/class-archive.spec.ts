import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { classArchive } from './class-archive.ts';

const jvm = { version: 'openjdk version "17.0.15"', classPath: '/jars/kafka.jar' };
const endedBySigterm = 143;
const killed = 137;
let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'telemachy-spec-'));
});

/** The file that the flags tell the JVM to write at its exit. */
const written = (flags: readonly string[]) =>
  flags.find((flag) => flag.startsWith('-XX:ArchiveClassesAtExit='))?.split('=')[1] ?? '';
const used = (flags: readonly string[]) => flags.some((flag) => flag.startsWith('-XX:SharedArchiveFile='));

describe('the archive of classes', () => {
  it('is written by the first JVM and used by the next', async () => {
    const first = await classArchive(cache, jvm, true);
    expect(first.isNew).toBe(true);
    writeFileSync(written(first.flags()), '');
    await first.keep(endedBySigterm);
    const second = await classArchive(cache, jvm, true);
    expect(second.isNew).toBe(false);
    expect(used(second.flags())).toBe(true);
    expect(written(second.flags())).toBe('');
  });

  it('is not kept from a JVM that was killed while it wrote', async () => {
    const archive = await classArchive(cache, jvm, true);
    writeFileSync(written(archive.flags()), '');
    await archive.keep(killed);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is another one for another Java', async () => {
    const first = await classArchive(cache, jvm, true);
    writeFileSync(written(first.flags()), '');
    await first.keep(endedBySigterm);
    expect((await classArchive(cache, { ...jvm, version: 'openjdk version "25"' }, true)).isNew).toBe(true);
  });

  it('is not written where nobody should wait for it', async () => {
    expect(written((await classArchive(cache, jvm, false)).flags())).toBe('');
  });

  it('leaves nothing of a supervisor that was killed', async () => {
    const archive = await classArchive(cache, jvm, true);
    const left = written(archive.flags()).replace(/\d+$/, '999999999');
    writeFileSync(left, '');
    await classArchive(cache, jvm, true);
    expect(readdirSync(cache)).toEqual([]);
  });
});
