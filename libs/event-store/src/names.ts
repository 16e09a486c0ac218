import { NameRefused } from './errors.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
// eslint-disable-next-line no-restricted-syntax -- of constants
const Uuid = new RegExp(`^${uuid}$`);
const Kind = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
// eslint-disable-next-line no-restricted-syntax -- of constants
const Stream = new RegExp(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-${uuid}$`);
// No `|`: it parts tenant and stream in every key.
const Tenant = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export const isUuid = (text: string): boolean => Uuid.test(text);

/** `<kind>-<id>`. @throws NameRefused */
export const streamOf = (kind: string, id: string): string => {
  if (!Kind.test(kind))
    throw new NameRefused(`A kind of stream is lower-case words joined by "-", not ${quote(kind)}.`);
  if (!isUuid(id)) throw new NameRefused(`The id of a ${kind} is a lower-case UUID, not ${quote(id)}.`);
  return `${kind}-${id}`;
};

/** @throws NameRefused */
export const checkNames = (tenant: string, stream: string): void => {
  if (!Tenant.test(tenant))
    throw new NameRefused(`A tenant is 1 to 64 letters, digits, ".", "_" or "-", not ${quote(tenant)}.`);
  if (!Stream.test(stream))
    throw new NameRefused(`A stream is named "<kind>-<lower-case uuid>", not ${quote(stream)}.`);
};

const quote = (text: unknown): string => JSON.stringify(String(text).slice(0, 80));
