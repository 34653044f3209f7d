/** The STIX files that are shared with the project but are no part of it, and what stories ask of imports. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestApplication } from '../spec/application.js';
import { attempt } from './requests.js';

const root = path.resolve(process.env.LEDGER_SHARED ?? '../shared', 'data/stix');

export const sharedStixIsHere = (): boolean => existsSync(root);

/** Files of a folder, relative to the folder of shared STIX data. */
export const sharedStixFiles = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => path.join(folder, name));

export const sharedStix = (file: string): string => readFileSync(path.join(root, file), 'utf8');

export interface ImportedAnswer {
  readonly importId: string;
  readonly file: string;
  readonly counts: Record<'created' | 'updated' | 'unchanged' | 'stored' | 'conflict' | 'refused', number>;
  readonly objects: readonly {
    readonly stixId: string;
    readonly stixType: string;
    readonly outcome: string;
    readonly reasons: readonly string[];
    readonly record: { readonly type: string; readonly id: string } | null;
  }[];
  readonly warnings: readonly string[];
  readonly position: string | null;
}

/** Imports text as the body of POST /api/v1/stix/import. */
export const post = async (app: TestApplication, token: string, content: string, query = '') => {
  const response = await fetch(`${app.url}/api/v1/stix/import${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/stix+json' },
    body: content,
  });
  return { status: response.status, body: (await response.json()) as ImportedAnswer & { code?: string; detail?: string } };
};

/** Imports what has to be readable. */
export const importText = async (app: TestApplication, token: string, content: string, query = ''): Promise<ImportedAnswer> => {
  const { status, body } = await post(app, token, content, query);
  if (status !== 200) throw new Error(`import refused: ${JSON.stringify(body)}`);
  return body;
};

/** Imports through the mutation. */
export const importBundle = async (
  app: TestApplication,
  token: string,
  input: Record<string, unknown>,
): Promise<ImportedAnswer> => {
  const { data, errors } = await attempt(app, token, 'importStix', { input });
  if (errors.length > 0) throw new Error(`import refused: ${JSON.stringify(errors)}`);
  return data.importStix;
};

export const stixObject = async (app: TestApplication, token: string, id: string) =>
  (
    await app.data(
      token,
      'query ($id: String!) { stixObject(id: $id) { id stixId stixType specVersion modified text tlp secrecyLevel versionCount conflictCount } }',
      {
        id,
      },
    )
  ).stixObject;

const TIMES = { created: '2026-01-02T08:00:00.000Z', modified: '2026-01-02T08:00:00.000Z' };

/** A STIX 2.1 object with what every object needs. */
export const stix = (
  type: string,
  digit: string,
  properties: Record<string, unknown> = {},
): Record<string, unknown> & { readonly id: string } => ({
  type,
  spec_version: '2.1',
  id: `${type}--${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`,
  ...TIMES,
  ...properties,
});

export const bundleOf = (...objects: readonly object[]): string =>
  JSON.stringify({ type: 'bundle', id: 'bundle--5d0092c5-5f74-4287-9642-33f4c354e56d', objects });
