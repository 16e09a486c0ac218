import { catalogue, privacyOfFact, sealedClasses, type PrivacyClass } from '@telemachy/contracts';
import { StoreUnavailable, type SealFact } from '@telemachy/event-store';
import { KeysUnavailable, sealWords, type KeyVault } from '@telemachy/privacy';

type Classes = Readonly<Record<string, PrivacyClass>>;

/** The classes of the facts that hold words of somebody. */
const withWords = (): ReadonlyMap<string, Classes> => {
  const isSealed = ({ class: name }: PrivacyClass): boolean => sealedClasses.some((one) => one === name);
  const all = [...catalogue.keys()].map((type) => [type, privacyOfFact(type)] as const);
  return new Map(all.filter(([, classes]) => Object.values(classes).some(isSealed)));
};

/** Seals words before the store keeps them. @throws StoreUnavailable while keys are out of reach; Forgotten */
export const sealFacts = (keys: Pick<KeyVault, 'sealingKeyOf'>): SealFact => {
  const classesOf = withWords();
  return (tenant, fact) => {
    const classes = classesOf.get(fact.type);
    if (classes === undefined) return fact.data;
    return sealWords(keys, tenant, fact, classes).catch((cause: unknown) => {
      throw cause instanceof KeysUnavailable ? new StoreUnavailable(cause.message, { cause }) : cause;
    });
  };
};
