/**
 * Whether code that must answer at once has answered with a promise. Should that promise fail, nobody waits for it: it is caught here, or the failure
 * would end the whole process.
 */
export const comesLater = (answer: unknown): boolean => {
  if (typeof answer !== 'object' || answer === null || !('then' in answer)) return false;
  void Promise.resolve(answer).catch(() => undefined);
  return true;
};
