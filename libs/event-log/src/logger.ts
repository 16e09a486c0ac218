type Line = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Structured lines; a pino logger is one. Nobody passes personal values. */
export type Logger = { readonly debug: Line; readonly info: Line; readonly warn: Line; readonly error: Line };

export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
