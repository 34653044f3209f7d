/** Brings an event of any published version to the newest one, on read, once. */
import type { Contracts } from './event-contract.js';

/** Turns data of version `from` into data of version `from + 1`. Pure. */
export interface Upcaster {
  readonly type: string;
  readonly from: number;
  readonly up: (data: never) => unknown;
}

/** The log holds an event that its contract does not accept. */
export class UnreadableEvent extends Error {
  constructor(type: string, detail: string) {
    super(`event ${type}: ${detail}`);
    this.name = 'UnreadableEvent';
  }
}

export type ReadEvent = (type: string, schemaVersion: number, data: unknown) => { type: string; data: unknown } | undefined;

/**
 * @returns a reader that upcasts and validates; it answers undefined for a type no contract names.
 * @throws {UnreadableEvent} when a version is newer than the contract, has no upcaster, or the data does not fit.
 */
export const eventReader = (contracts: readonly Contracts[], upcasters: readonly Upcaster[]): ReadEvent => {
  const specs = new Map(contracts.flatMap(({ spec }) => Object.entries(spec)));
  const steps = new Map(upcasters.map((step) => [`${step.type}.${step.from}`, step]));
  return (type, schemaVersion, data) => {
    const spec = specs.get(type);
    if (!spec) return undefined;
    if (schemaVersion > spec.version)
      throw new UnreadableEvent(type, `version ${schemaVersion} is newer than this program knows (${spec.version}); upgrade it`);
    let current = data;
    for (let version = schemaVersion; version < spec.version; version += 1) {
      const step = steps.get(`${type}.${version}`);
      if (!step) throw new UnreadableEvent(type, `no upcaster from version ${version}`);
      current = step.up(current as never);
    }
    const parsed = spec.schema.safeParse(current);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new UnreadableEvent(type, `${issue?.path.join('.') || 'data'}: ${issue?.message ?? 'does not fit its contract'}`);
    }
    return { type, data: parsed.data };
  };
};
