import { describe } from '@jest/globals';
import { documentStoreContract } from './document-store.contract.ts';
import { memoryDocuments } from './memory-documents.ts';

describe('documents in memory', () => documentStoreContract(async () => memoryDocuments()));
