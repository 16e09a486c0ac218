/** @throws when the environment does not say it, naming the variable */
export function requiredVariable(name: string): string {
  const value = process.env[name] ?? '';
  if (value === '') throw new Error(`${name} is not set`);
  return value;
}
