import { appendRows } from './append/append.ts';
import type { PartName } from './arguments.ts';
import { auditRows } from './audit/audit.ts';
import { clientRows } from './clients/clients.ts';
import { growthRows } from './growth/growth.ts';
import { httpRows } from './http/http.ts';
import { limitRows } from './limits/limits.ts';
import type { Bench } from './measure/bench.ts';
import { projectionRows } from './projection/projection.ts';
import { rebuildRows } from './rebuild/rebuild.ts';
import { relayRows } from './relay/relay.ts';
import type { Row } from './report/row.ts';

export const parts: Readonly<Record<PartName, (bench: Bench) => Promise<readonly Row[]>>> = {
  append: appendRows,
  relay: relayRows,
  clients: clientRows,
  projection: projectionRows,
  rebuild: rebuildRows,
  http: httpRows,
  growth: growthRows,
  audit: auditRows,
  limits: limitRows,
};
