import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fillOnce, verifySha256 } from './fill.mjs';

const emptyFolder = () => mkdtempSync(join(tmpdir(), 'telemachy-spec-'));
const hashOfHello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const fillWith = (text: string) => async (work: string) => {
  writeFileSync(join(work, 'file'), text);
  return work;
};

describe('filling a folder', () => {
  it('leaves it complete and nothing beside it', async () => {
    const cache = emptyFolder();
    await fillOnce(join(cache, 'thing'), fillWith('hello'));
    expect(readdirSync(cache)).toEqual(['thing']);
    expect(readFileSync(join(cache, 'thing', 'file'), 'utf8')).toBe('hello');
  });

  it('leaves nothing at all when it fails', async () => {
    const cache = emptyFolder();
    const fails = fillOnce(join(cache, 'thing'), async (work) => {
      writeFileSync(join(work, 'half'), '');
      throw new Error('the network is gone');
    });
    await expect(fails).rejects.toThrow('the network is gone');
    expect(readdirSync(cache)).toEqual([]);
  });

  it('keeps what the first of two made', async () => {
    const cache = emptyFolder();
    await fillOnce(join(cache, 'thing'), fillWith('first'));
    await fillOnce(join(cache, 'thing'), fillWith('second'));
    expect(readdirSync(cache)).toEqual(['thing']);
    expect(readFileSync(join(cache, 'thing', 'file'), 'utf8')).toBe('first');
  });
});

describe('checking a file against its pin', () => {
  it('accepts the pinned content', async () => {
    const file = join(emptyFolder(), 'artefact.jar');
    writeFileSync(file, 'hello');
    await expect(verifySha256(file, hashOfHello)).resolves.toBeUndefined();
  });

  it('refuses any other, naming the file and both hashes', async () => {
    const file = join(emptyFolder(), 'artefact.jar');
    writeFileSync(file, 'hello, tampered');
    await expect(verifySha256(file, hashOfHello)).rejects.toThrow(
      new RegExp(`^artefact\\.jar has SHA-256 [0-9a-f]{64}, but ${hashOfHello} is pinned`),
    );
  });
});
