import { StoreUnavailable } from '@telemachy/event-store';
import { KeysUnavailable, sealBytes, unsealBytes, type KeyVault, type Subject } from '@telemachy/privacy';

/** Files of people on their way in, as they are kept: slice by slice under a key of their own, which goes when the file was read. @throws StoreUnavailable while keys are out of reach */
export type FileSeals = {
  seal(tenant: string, file: string, slice: number, bytes: Uint8Array): Promise<Buffer>;
  /** `undefined`: the file was forgotten. */
  open(tenant: string, file: string, slice: number, sealed: Buffer): Promise<Buffer | undefined>;
  /** Nobody reads it from now on, wherever a copy of it lies. */
  forget(tenant: string, file: string): Promise<void>;
};

const subjectOf = (file: string): Subject => ({ kind: 'upload', id: file });
const placeOf = (tenant: string, file: string, slice: number): string => `upload|${tenant}|${file}|${slice}`;

const reached = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask();
  } catch (cause) {
    throw cause instanceof KeysUnavailable ? new StoreUnavailable(cause.message, { cause }) : cause;
  }
};

export const fileSeals = (vault: Pick<KeyVault, 'sealingKeyOf' | 'openingKeysOf' | 'destroy'>): FileSeals => ({
  seal: async (tenant, file, slice, bytes) =>
    sealBytes(await reached(() => vault.sealingKeyOf(tenant, subjectOf(file))), placeOf(tenant, file, slice), bytes),
  open: async (tenant, file, slice, sealed) => {
    const [key] = await reached(() => vault.openingKeysOf(tenant, [subjectOf(file)]));
    return key === undefined ? undefined : unsealBytes(key, placeOf(tenant, file, slice), sealed);
  },
  forget: async (tenant, file) => {
    await reached(() => vault.destroy(tenant, subjectOf(file), new Date()));
  },
});
