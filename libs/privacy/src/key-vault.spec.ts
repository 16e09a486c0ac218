import { keyVaultContract } from './key-vault.contract.ts';
import { memoryKeyStorage } from './memory-key-storage.ts';

keyVaultContract('memory', async () => memoryKeyStorage());
