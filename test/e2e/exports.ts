/** What stories ask of STIX exports. */
import assert from 'node:assert/strict';
import type { TestApplication } from '../spec/application.js';

export interface ExportAnswer {
  readonly status: number;
  readonly text: string;
  readonly objects: readonly StixJson[];
  /** By reason. */
  readonly withheld: Readonly<Record<string, number>>;
  readonly omittedRefs: number;
  readonly exportId: string;
}
export type StixJson = { readonly id: string; readonly type: string } & Readonly<Record<string, unknown>>;

/** Exports by POST /api/v1/stix/export. */
export const exportOf = async (app: TestApplication, token: string, input: object = {}): Promise<ExportAnswer> => {
  const response = await fetch(`${app.url}/api/v1/stix/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  const reasons = (response.headers.get('x-export-reasons') ?? '').split(', ').filter((entry) => entry !== '');
  return {
    status: response.status,
    text,
    objects: response.ok ? (JSON.parse(text).objects ?? []) : [],
    withheld: Object.fromEntries(reasons.map((entry) => [entry.split('=')[0], Number(entry.split('=')[1])])),
    omittedRefs: Number(response.headers.get('x-export-omitted-refs')),
    exportId: response.headers.get('x-export-id') ?? '',
  };
};

/** Exports what has to be possible. */
export const exported = async (app: TestApplication, token: string, input: object = {}): Promise<ExportAnswer> => {
  const answer = await exportOf(app, token, input);
  assert.equal(answer.status, 200, answer.text);
  return answer;
};

export const withId = (answer: ExportAnswer, id: string): StixJson => {
  const found = answer.objects.find((object) => object.id === id);
  assert.ok(found, `${id} was not exported: ${answer.objects.map((object) => object.id).join(' ')}`);
  return found;
};

export const idsOf = (answer: ExportAnswer): readonly string[] => answer.objects.map(({ id }) => id);
