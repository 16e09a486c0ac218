import { describe } from '@jest/globals';
import { progressContract } from './progress.contract.ts';
import { memoryProgress } from './progress.ts';

describe('progress in memory', () => progressContract(async () => memoryProgress()));
