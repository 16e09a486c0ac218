import { describe, expect, it } from '@jest/globals';
import { faultsOfLockfile, type Lockfile, type Manifest } from './lockfile.ts';

const integrity = `sha512-${'a'.repeat(86)}==`;
const faultsWith = (packages: Lockfile['packages'], manifest: Manifest = {}, lockfileVersion = 3) =>
  faultsOfLockfile({ lockfileVersion, packages: { '': {}, 'libs/kernel': {}, ...packages } }, { '': manifest });
const at = 'node_modules/left-pad';

describe('a lockfile', () => {
  it('is well where each package has version and hash, and links stay inside', () => {
    const packages = {
      [at]: { version: '1.3.0', integrity },
      'node_modules/@telemachy/kernel': { link: true, resolved: 'libs/kernel' },
    };
    expect(faultsWith(packages, { dependencies: { 'left-pad': '1.3.0' } })).toEqual([]);
  });

  it.each([
    ['a package without its hash', { version: '1.3.0' }, 'has no SHA-512'],
    ['a hash that is weak', { version: '1.3.0', integrity: 'sha1-aaaa' }, 'has no SHA-512'],
    ['one from git', { version: '1.3.0', integrity, resolved: 'git+ssh://git@host/x.git#abc' }, 'names where it comes'],
    ['one from an address', { version: '1.3.0', integrity, resolved: 'https://host/x.tgz' }, 'names where it comes'],
    ['a link to elsewhere', { link: true, resolved: '../elsewhere' }, 'leads out of the repository'],
  ])('is at fault with %s', (_, locked, fault) =>
    expect(faultsWith({ [at]: locked })).toEqual([expect.stringContaining(fault)]),
  );

  it.each(['^1.3.0', '~1', '*', 'latest', 'git+https://host/x.git', 'file:../x', 'npm:other@1.0.0'])(
    'is at fault where %s is asked for',
    (version) =>
      expect(faultsWith({}, { devDependencies: { 'left-pad': version } })).toEqual([
        expect.stringContaining('no exact version'),
      ]),
  );

  it('is at fault where a script at installation is not decided about', () => {
    const packages = { [at]: { version: '1.3.0', integrity, hasInstallScript: true } };
    expect(faultsWith(packages)).toEqual([expect.stringContaining('allowScripts')]);
    expect(faultsWith(packages, { allowScripts: { 'left-pad': false } })).toEqual([]);
  });

  it('is at fault in another format', () => expect(faultsWith({}, {}, 2)).toEqual(['lockfileVersion is 2, not 3']));
});
