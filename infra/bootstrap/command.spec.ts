import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';

const bootstrap = fileURLToPath(new URL('../bootstrap.mjs', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemachy-spec-'));
});

/** `npm start` where nothing was fetched yet and nothing is installed. @param fake what the process takes itself for */
const start = (env: Record<string, string>, fake: Record<string, unknown> = {}) => {
  const disguise = join(folder, 'disguise.mjs');
  const lines = Object.entries(fake).map(
    ([name, value]) => `Object.defineProperty(process, '${name}', { value: ${JSON.stringify(value)} });`,
  );
  writeFileSync(disguise, lines.join('\n'));
  const { status, stderr } = spawnSync(process.execPath, ['--import', disguise, bootstrap, 'start'], {
    env: { PATH: '/nonexistent', TELEMACHY_CACHE: join(folder, 'cache'), TELEMACHY_DATA: join(folder, 'run'), ...env },
  });
  return { status, told: stderr.toString() };
};

describe('npm start', () => {
  it('names every tool that the machine lacks, at once', () => {
    const { status, told } = start({});
    expect(told).toContain('maven (fetches Kafka)');
    expect(told).toContain('python3 (fetches MongoDB and the fuzzer)');
    expect(told).toContain('pip (fetches MongoDB and the fuzzer)');
    expect(status).toBe(1);
  });

  it('says that a platform has no pinned servers, and what else there is', () => {
    const { status, told } = start({}, { arch: 'riscv64' });
    expect(told).toMatch(/no pinned Kafka and MongoDB for \w+-riscv64.* Docker, or set KAFKA_BROKERS and MONGODB_URI/);
    expect(status).toBe(1);
  });

  it('sends Windows to the Linux inside it', () => {
    expect(start({}, { platform: 'win32' }).told).toContain('Windows itself cannot run this: use Linux inside it');
  });

  it.each([
    ['MONGODB_URI', 'KAFKA_BROKERS'],
    ['KAFKA_BROKERS', 'MONGODB_URI'],
  ])('asks for the other address where only %s is set', (set, missing) => {
    const { status, told } = start({ [set]: 'elsewhere' });
    expect(told).toContain(`${missing} not set: set both MONGODB_URI and KAFKA_BROKERS`);
    expect(status).toBe(1);
  });

  it('asks for a newer Node than one that is too old', () => {
    const { told } = start({}, { versions: { node: '18.20.8' } });
    expect(told).toContain('Node 18.20.8 is too old: this needs Node 20 or newer');
  });
});
