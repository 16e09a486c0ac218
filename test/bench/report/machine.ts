import { arch, cpus, platform, totalmem } from 'node:os';

/** The machine in general terms: nothing that tells it from another of its kind. */
export const machine = (): string =>
  `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, ${platform()} ${arch()}, Node ${process.versions.node}`;
