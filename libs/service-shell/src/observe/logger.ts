import { pino, type Logger } from 'pino';

/**
 * One JSON object per line. A line carries ids, codes and counts; never a body, a query string, a header, an address with ids in it or a
 * value of a fact: whoever logs names the fields, and what slips in under these names is cut out.
 */
export const createLogger = (service: string, level: string): Logger =>
  pino({
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorWithoutValues },
    redact: {
      paths: [
        'authorization',
        'headers',
        'req',
        'res',
        'body',
        'query',
        'email',
        '*.authorization',
        '*.email',
        '*.body',
      ],
      remove: true,
    },
  });

/** Where an error came from, not what it carried: messages of drivers and parsers may quote values. */
const errorWithoutValues = (error: unknown): unknown => {
  if (!(error instanceof Error)) return { name: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return {
    name: error.name,
    ...('code' in error ? { code: String(error.code) } : {}),
    message: quotesValues(error) ? undefined : error.message,
    at: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: errorWithoutValues(error.cause) }),
  };
};

const quotesValues = (error: Error): boolean =>
  error.name === 'ZodError' ||
  error.name === 'SyntaxError' ||
  (error.name.startsWith('Mongo') && 'errorResponse' in error);
