import type { Logger } from 'pino';
import type { ShellConfig } from '../../config.ts';
import type { Tracing } from './tracing.ts';

/** Whether the environment asks for traces: an exporter, or the address of a collector. */
const asked = (config: ShellConfig): boolean =>
  config.OTEL_TRACES_EXPORTER === undefined
    ? (config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? config.OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined
    : config.OTEL_TRACES_EXPORTER === 'otlp';

/** Traces where the environment asks for them; the SDK is loaded only then. */
export const openTracing = async (
  service: string,
  config: ShellConfig,
  logger: Logger,
): Promise<Tracing | undefined> => {
  if (!asked(config)) return undefined;
  const { exportedTracing } = await import('./tracing.ts');
  return exportedTracing(service, config, logger);
};
