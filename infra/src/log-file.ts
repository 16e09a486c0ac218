import { mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Above this a log is put aside (one older generation is kept) when its process starts. */
const keepBytes = 20 * 1024 * 1024;

/** Opens a log for appending; answers with its file descriptor. */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (logSize(file) > keepBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** @returns its size in bytes; 0 when there is none */
export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The last lines of a log as a person reads them: of JSON lines only the message and the error.
 *
 * @param from leaves out what stood there before, in bytes
 */
export function lastLines(file: string, count: number, from = 0): string[] {
  if (logSize(file) === 0) return [];
  const text = readFileSync(file).subarray(from).toString('utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-count).map(readable);
}

/** What our services write when they cannot go on. */
interface LogRecord {
  readonly msg?: string;
  readonly err?: { readonly message?: string; readonly stack?: string };
  readonly reason?: string;
  readonly faults?: readonly string[];
}

function readable(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { msg = '', err, faults, reason } = JSON.parse(line) as LogRecord;
    return [msg, err?.stack ?? err?.message, reason, ...(faults ?? [])].filter(Boolean).join(': ') || line;
  } catch {
    return line; // cut short
  }
}
