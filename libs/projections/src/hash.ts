import { createHash, hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { DocumentStore, StoredDocument } from './document-store.ts';

/** SHA-256 of a document in canonical JSON (RFC 8785), hex: the order of its fields, and fields that are undefined, do not matter. */
export const hashOfDocument = (document: StoredDocument): string => {
  const canonical = canonicalize(document);
  if (canonical === undefined) throw new TypeError(`document ${document._id} is no JSON value`);
  return hash('sha256', canonical, 'hex');
};

/** One hash of many documents, by `_id` and their hashes. */
export const totalOf = (hashes: ReadonlyMap<string, string>): string => {
  const total = createHash('sha256');
  for (const [id, of] of [...hashes].toSorted(([one], [other]) => (one < other ? -1 : 1)))
    total.update(`${id}\n${of}\n`);
  return total.digest('hex');
};

export type CollectionHash = { readonly documents: number; readonly hash: string };

/** Hash of a whole collection: equal when, and only when, its documents are. */
export const hashOf = async (documents: Pick<DocumentStore, 'all'>, collection: string): Promise<CollectionHash> => {
  const hashes = new Map<string, string>();
  for await (const document of documents.all(collection)) hashes.set(document._id, hashOfDocument(document));
  return { documents: hashes.size, hash: totalOf(hashes) };
};
