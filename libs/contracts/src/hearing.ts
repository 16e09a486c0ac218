/** `goals.goal-set.v2` → `goals.goal-set`. */
const nameOf = (type: string): string => type.slice(0, type.lastIndexOf('.v'));

export type Heard = 'heard' | 'unknown-form' | 'unheard';

/**
 * Whether a consumer hears facts of a type. `unknown-form`: it hears this very fact in another form, so a newer release wrote it; passed over in silence it
 * would leave a hole in what the consumer says, so it must wait (parked) for a release that knows it. Types are asked for as `presentType` gives them.
 */
export const hearing = (types: readonly string[]): ((type: string) => Heard) => {
  const heard = new Set(types);
  const names = new Set(types.map(nameOf));
  return (type) => {
    if (heard.has(type)) return 'heard';
    return names.has(nameOf(type)) ? 'unknown-form' : 'unheard';
  };
};
