import type { SealFact } from '@telemachy/event-store';
import { masterKeyFrom, mongoKeyStorage, openKeyVault } from '@telemachy/privacy';
import { sealFacts } from '@telemachy/service-shell';
import { testMasterKey } from '@telemachy/service-shell/testing';
import type { Db } from 'mongodb';

/** What the service reads of its environment, besides addresses and names of its own. */
export const settings = {
  TELEMACHY_HOST: '127.0.0.1',
  TELEMACHY_MASTER_KEY: testMasterKey,
  TELEMACHY_MAIL_FROM: 'Telemachy <no-reply@telemachy.example>',
  TELEMACHY_PORTAL_URL: 'https://mentoring.example/',
  // People in a spec ask more often than people do, and longer than a token of theirs lives.
  TELEMACHY_RATE_LIMITS: 'off',
  TELEMACHY_TOKEN_SECONDS: '3600',
};

/** Seals facts as every service of an installation does, by its keys. */
export const sealsOf = (keys: Db): SealFact => {
  const masters = [masterKeyFrom(testMasterKey, 'the test')] as const;
  const vault = openKeyVault({ storage: mongoKeyStorage(keys), masters });
  return async (tenant, fact) => sealFacts(await vault)(tenant, fact);
};
