type Stored = Readonly<Record<string, unknown>>;
type Operator = (values: readonly unknown[], wanted: unknown) => boolean;

const isRecord = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const inOrder = (one: unknown, other: unknown): boolean => String(one) < String(other);

const operators: Readonly<Record<string, Operator>> = {
  $in: (values, wanted) => values.some((value) => (wanted as readonly unknown[]).includes(value)),
  $exists: (values, wanted) => values.some((value) => value !== undefined) === wanted,
  $gt: (values, wanted) => values.some((value) => inOrder(wanted, value)),
  $gte: (values, wanted) => values.some((value) => !inOrder(value, wanted)),
  $lt: (values, wanted) => values.some((value) => inOrder(value, wanted)),
};

const valuesAt = (document: Stored, path: string): readonly unknown[] => {
  const found = path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), document);
  return Array.isArray(found) ? found : [found];
};

/** Whether a document fits a filter of MongoDB, as far as services ask; values are compared as texts. @throws Error for an operator that is not known here */
export const fits = (document: Stored, where: Stored): boolean =>
  Object.entries(where).every(([field, wanted]) => {
    if (field === '$or') return (wanted as readonly Stored[]).some((one) => fits(document, one));
    const values = valuesAt(document, field);
    if (!isRecord(wanted)) return values.includes(wanted);
    return Object.entries(wanted).every(([name, operand]) => {
      const operator = operators[name];
      if (operator === undefined) throw new Error(`the in-memory read models do not know ${name}`);
      return operator(values, operand);
    });
  });
