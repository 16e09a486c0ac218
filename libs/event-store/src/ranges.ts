/** @throws RangeError naming what was given and what is possible */
export const checkCount = (name: string, given: number, least: number, most: number): void => {
  if (!Number.isSafeInteger(given) || given < least || given > most)
    throw new RangeError(`${name} is ${given}: give a whole number from ${least} to ${most}.`);
};
