/** Something wrong in the input that a person can put right. */
export type Fault = {
  /** Where it stands, for example `criteria[2].ladder` or `mentors[4].capacity`. */
  readonly path: string;
  /** The rule it belongs to: a criterion's id, or the name of what is built in. */
  readonly rule: string;
  readonly message: string;
  readonly remedy: string;
};
