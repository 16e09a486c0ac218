/**
 * Whether a fact says the whole state of its stream, so that nobody who decides need read what came before it: named `…-summarized`. Everything it says
 * follows from the facts before it; nothing but speed depends on it.
 */
export const isSummary = (type: string): boolean => /-summarized\.v\d+$/.test(type);
