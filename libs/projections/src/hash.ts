import { createHash, hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { DocumentStore, StoredDocument } from './document-store.ts';

/** SHA-256 of a document in canonical JSON (RFC 8785), hex: the order of its fields, and fields that are undefined, do not matter. */
export const hashOfDocument = (document: StoredDocument): string => {
  const canonical = canonicalize(document);
  if (canonical === undefined) throw new TypeError(`document ${document._id} is no JSON value`);
  return hash('sha256', canonical, 'hex');
};

/** In the order of MongoDB, which compares bytes. */
export const byId = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** One hash of many documents, which are added in the order of their ids. */
export const totalHash = () => {
  const total = createHash('sha256');
  return {
    add: (id: string, hashOfOne: string): void => void total.update(`${id}\n${hashOfOne}\n`),
    digest: (): string => total.digest('hex'),
  };
};

/** One hash of many documents, by `_id` and their hashes. */
export const totalOf = (hashes: ReadonlyMap<string, string>): string => {
  const total = totalHash();
  for (const [id, of] of [...hashes].toSorted(([one], [other]) => byId(one, other))) total.add(id, of);
  return total.digest();
};

export type CollectionHash = { readonly documents: number; readonly hash: string };

/** Hash of a whole collection: equal when, and only when, its documents are. */
export const hashOf = async (documents: Pick<DocumentStore, 'all'>, collection: string): Promise<CollectionHash> => {
  const hashes = new Map<string, string>();
  for await (const document of documents.all(collection)) hashes.set(document._id, hashOfDocument(document));
  return { documents: hashes.size, hash: totalOf(hashes) };
};
