import type { OperationMetadata } from '../http/operation.ts';

/** What an operation costs: `heavy` says so itself, the others by their method. */
export type OperationClass = 'read' | 'write' | 'heavy';

export const classOf = (operation: Pick<OperationMetadata, 'heavy'>, method: string): OperationClass => {
  if (operation.heavy === true) return 'heavy';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
};
