import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { readPins, repositoryRoot } from '../bootstrap/artefacts.mjs';
import { mongoImage } from '../src/docker.ts';
import { serviceNames } from '../src/platform/platform-file.ts';
import { type PlatformPorts, usualPorts } from '../src/platform/programs.ts';
import { serviceEnvironment } from '../src/platform/service-environment.ts';

// No Docker engine runs these files here, so what can be held without one is held.
interface ComposeService {
  readonly image: string;
  readonly environment?: Record<string, string>;
  readonly ports?: readonly string[];
  readonly build?: { readonly dockerfile: string; readonly args?: Record<string, string> };
}

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const composeText = read('docker-compose.yml');
const compose = parse(composeText, { merge: true }) as { readonly services: Record<string, ComposeService> };
const dockerfile = read('infra/docker/service.Dockerfile');
const exactTag = /:\d+\.\d+\.\d+(-[a-z]+)*$/;

/** Errors that the linter finds in a compose file; nothing when it is content. */
function lintCompose(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'telemachy-spec-')), 'docker-compose.yml');
  writeFileSync(file, text);
  // A built image has a name of its own here, so that it can be pushed.
  const options = ['--quiet', '--disable-rule', 'no-build-and-image'];
  try {
    return execFileSync(join(repositoryRoot, 'node_modules', '.bin', 'dclint'), [file, ...options])
      .toString()
      .trim();
  } catch (error) {
    return (error as { stdout: Buffer }).stdout.toString();
  }
}

describe('the compose file', () => {
  it('follows the schema of compose files', () => {
    expect(lintCompose(composeText)).toBe('');
    expect(lintCompose(composeText.replace('image: mongo', 'imagine: mongo'))).toContain(
      'must NOT have additional properties',
    );
  });

  it('names exact versions, the same ones as the other providers', () => {
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(exactTag);
    expect(compose.services['mongo']?.image).toBe(mongoImage);
    expect(compose.services['kafka']?.image).toBe(`apache/kafka:${readPins().kafka.version}`);
  });

  it.each(serviceNames)('tells %s everything that the embedded start tells it', (name) => {
    const surroundings = { provider: 'docker', mongoUri: '', kafkaBrokers: [] } as const;
    const embedded = serviceEnvironment(name, surroundings, usualPorts as PlatformPorts, {
      identity: '',
      masterKeyFile: '',
      auditKeyFile: '',
    });
    expect(Object.keys(compose.services[name]?.environment ?? {}).sort()).toEqual(Object.keys(embedded).sort());
    expect(compose.services[name]?.build?.args).toEqual({ SERVICE: name });
  });

  it('publishes on loopback only, at the usual ports', () => {
    const published = Object.values(compose.services).flatMap(({ ports }) => ports ?? []);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:\$\{TELEMACHY_PORT_[A-Z_]+:-\d+\}:\d+$/);
    for (const [name, port] of Object.entries(usualPorts)) {
      if (name === 'smtp') continue; // reached inside only
      const variable = `TELEMACHY_PORT_${name.toUpperCase().replace('-', '_')}`;
      expect(published.filter((mapping) => mapping.includes(`{${variable}:-${port}}`))).toHaveLength(1);
    }
  });
});

describe('the Dockerfile', () => {
  it('is well formed', () => {
    expect(validate(dockerfile)).toEqual([]);
    expect(validate(dockerfile.replace('WORKDIR', 'WORKDIRS'))).not.toEqual([]);
  });

  it('builds on exactly the Node that this repository pins', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
    const bases = [...dockerfile.matchAll(/^FROM (node:\S+)/gm)].map(([, base]) => base);
    expect(bases.length).toBeGreaterThan(0);
    for (const base of bases) expect(base).toBe(`node:${devDependencies['node']}-bookworm-slim`);
  });

  it('runs as nobody special', () => {
    expect(dockerfile.match(/^FROM .* AS (development|service)$[^]*?^USER 1000$/gm)).toHaveLength(2);
  });
});
