import { artefactFolders, isFetched, platformKey, readPins } from '../../bootstrap/artefacts.mjs';

/** The folders of the pinned Kafka, mongod and Java where the two servers were fetched; `npm start` and `npm test` do so where they run them. */
export function fetchedPrograms(): { kafka: string; mongod: string; jre: string } | undefined {
  const folders = artefactFolders(readPins(), platformKey(), process.env);
  return folders !== undefined && isFetched(folders.kafka) && isFetched(folders.mongod) ? folders : undefined;
}
