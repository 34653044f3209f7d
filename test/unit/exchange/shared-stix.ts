/** Finds the STIX files that are shared with the project but are no part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(process.env.LEDGER_SHARED ?? '../shared', 'data/stix');

export const sharedStixIsHere = (): boolean => existsSync(root);

/** Paths of the JSON files of a folder, relative to the folder of shared STIX data. */
export const sharedStixFiles = (folder: string): string[] =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => path.join(folder, name));

export const sharedStix = (file: string): Buffer => readFileSync(path.join(root, file));
