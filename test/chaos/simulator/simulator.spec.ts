import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(120_000);

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
type Told = { readonly seeds: number; readonly failed: readonly number[]; readonly digest?: string };

/** In a process of its own: the simulation bends the clock and chance of the one it runs in. */
const simulated = (args: readonly string[], mutant?: string): Promise<{ told: Told; said: string }> =>
  new Promise((resolve, reject) => {
    const planted = mutant === undefined ? [] : ['--import', pathOf('../mutants/plant.ts')];
    execFile(
      process.execPath,
      ['--conditions=@telemachy/source', ...planted, pathOf('main.ts'), '--json', ...args],
      { env: { ...process.env, ...(mutant === undefined ? {} : { CHAOS_MUTANT: mutant }) } },
      (error, stdout, said) => {
        if (stdout === '') reject(error ?? new Error(said));
        else resolve({ told: JSON.parse(stdout) as Told, said });
      },
    );
  });

describe('the simulator', () => {
  it('finds nothing wrong in the first lives', async () => {
    const { told, said } = await simulated(['--seeds', '12']);
    expect(said).toBe('');
    expect(told).toMatchObject({ seeds: 12, failed: [] });
  });

  it.each(['safety', 'liveness'])('lives the same life again (%s)', async (mode) => {
    const lives = [1, 2].map(() => simulated(['--seeds', '1', '--from', '42', '--mode', mode]));
    const [one, other] = await Promise.all(lives);
    expect(one?.told.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(other?.told).toMatchObject({ digest: one?.told.digest });
  });

  it('finds a planted bug and says which seed shows it again', async () => {
    const { told, said } = await simulated(['--seeds', '100', '--first'], 'checkpoint-first');
    expect(said).toContain(`npm run chaos -- simulate --seeds 1 --from ${told.failed[0]} --mode `);
    expect(said).toContain('the board differs from its rebuild');
  });
});
