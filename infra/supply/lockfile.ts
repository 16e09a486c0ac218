/** As much of package.json as decides what is installed. */
export type Manifest = Readonly<
  Partial<
    Record<'dependencies' | 'devDependencies' | 'optionalDependencies' | 'overrides', Readonly<Record<string, unknown>>>
  >
> & { readonly allowScripts?: Readonly<Record<string, boolean>> };

/** As much of package-lock.json. */
export type Lockfile = {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Locked>>;
};
type Locked = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
};

const exact = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
const sha512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'] as const;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const faultsOfLocked = (path: string, locked: Locked, folders: ReadonlySet<string>): string[] => {
  if (locked.link === true)
    return folders.has(locked.resolved ?? '') ? [] : [`${path} leads out of the repository: ${locked.resolved}`];
  return [
    ...(sha512.test(locked.integrity ?? '') ? [] : [`${path} has no SHA-512`]),
    // Which registry it comes from is for whoever installs; the hash says what comes.
    ...(locked.resolved === undefined ? [] : [`${path} names where it comes from: ${locked.resolved}`]),
    ...(exact.test(locked.version ?? '') ? [] : [`${path} has no exact version: ${locked.version}`]),
  ];
};

/**
 * What is wrong with a lockfile: a package without its hash, one that comes from elsewhere than a registry (git, an address, a folder outside), a wish that is
 * no exact version, a script at installation that nobody decided about.
 *
 * @param manifests by folder, `''` for the root
 */
export const faultsOfLockfile = (
  { lockfileVersion, packages }: Lockfile,
  manifests: Readonly<Record<string, Manifest>>,
): readonly string[] => {
  const folders = new Set(Object.keys(packages).filter((path) => !path.includes('node_modules/')));
  const installed = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));
  const decided = manifests['']?.allowScripts ?? {};
  const wished = Object.entries(manifests).flatMap(([folder, manifest]) =>
    kinds.flatMap((kind) =>
      Object.entries(manifest[kind] ?? {})
        .filter(([, version]) => typeof version !== 'string' || !exact.test(version))
        .map(
          ([name, version]) =>
            `${folder || 'package.json'}: ${kind} ask for ${name} ${JSON.stringify(version)}, no exact version`,
        ),
    ),
  );
  return [
    ...(lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfileVersion}, not 3`]),
    ...installed.flatMap(([path, locked]) => faultsOfLocked(path, locked, folders)),
    ...wished,
    ...installed
      .filter(([path, { hasInstallScript }]) => hasInstallScript === true && decided[nameOf(path)] === undefined)
      .map(([path]) => `${path} runs a script when it is installed, which allowScripts does not decide`),
  ];
};
