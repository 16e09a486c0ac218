/**
 * Runs the contenders one after another, round by round, every second round backwards, so that what disturbs the machine disturbs all of
 * them. The first round warms up and is not counted.
 *
 * @returns each contender's results, by round: the n-th of one and of another belong together
 */
export const alternate = async <Name extends string, Result>(
  contenders: Readonly<Record<Name, () => Promise<Result>>>,
  rounds: number,
): Promise<Readonly<Record<Name, readonly Result[]>>> => {
  const names = Object.keys(contenders) as Name[];
  const results = Object.fromEntries(names.map((name): [Name, Result[]] => [name, []])) as Record<Name, Result[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const result = await contenders[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
};
