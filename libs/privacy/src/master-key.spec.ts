import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DoesNotOpen, KeysUnavailable } from './errors.ts';
import { masterKeyFrom, masterKeyFromFile, MasterKeyRefused, type MasterKey } from './master-key.ts';
import { newKey } from './wrap.ts';

const root = newKey();
/** What every master key must do, wherever it is kept. */
const masterKeyContract = (name: string, given: (key: Buffer) => Promise<MasterKey>): void => {
  describe(`a master key from ${name}`, () => {
    it('opens what it wrapped, at its place only', async () => {
      const [master, key] = [await given(root), newKey()];
      const wrapped = await master.wrap('organization|acme|1', key);
      expect(await master.unwrap('organization|acme|1', wrapped)).toEqual(key);
      await expect(master.unwrap('organization|globex|1', wrapped)).rejects.toThrow(DoesNotOpen);
      await expect(master.unwrap('organization|acme|1', wrapped.subarray(1))).rejects.toThrow(DoesNotOpen);
    });

    it('has the same id each time it is read, which is that of no other and says nothing of it', async () => {
      const [one, again, other] = [await given(root), await given(root), await given(newKey())];
      expect(one.id).toBe(again.id);
      expect(one.id).not.toBe(other.id);
      expect(root.toString('hex')).not.toContain(one.id);
      const wrapped = await one.wrap('place', newKey());
      await expect(other.unwrap('place', wrapped)).rejects.toThrow(DoesNotOpen);
    });
  });
};

masterKeyContract('hex digits', async (key) => masterKeyFrom(`${key.toString('hex')}\n`, 'the spec'));
masterKeyContract('base64', async (key) => masterKeyFrom(key.toString('base64'), 'the spec'));
masterKeyContract('a file', async (key) => {
  const folder = await mkdtemp(join(tmpdir(), 'telemachy-master-'));
  try {
    await writeFile(join(folder, 'key'), key.toString('base64url'), { mode: 0o600 });
    return await masterKeyFromFile(join(folder, 'key'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe('what is no master key', () => {
  it.each(['', 'secret', 'a'.repeat(63), newKey().subarray(1).toString('base64')])(
    'is refused without being shown: %j',
    (text) => {
      const read = (): MasterKey => masterKeyFrom(text, 'TELEMACHY_MASTER_KEY');
      expect(read).toThrow(MasterKeyRefused);
      expect(read).toThrow(/^TELEMACHY_MASTER_KEY holds no master key: 32 bytes are needed/);
      if (text !== '') expect(read).not.toThrow(text);
    },
  );

  it('names a file that is not there', async () => {
    await expect(masterKeyFromFile('/no/such/key')).rejects.toThrow(KeysUnavailable);
    await expect(masterKeyFromFile('/no/such/key')).rejects.toThrow('/no/such/key');
  });
});
