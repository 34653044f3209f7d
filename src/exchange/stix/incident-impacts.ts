/** The impacts that an incident names (Incident Core Extension 2.0 §2.3), from the same import or an earlier one. */
import { isStricter, type Marking } from '../../access/marking.js';
import type { JsonObject } from '../../json/json-value.js';
import { inParallel } from '../in-parallel.js';
import { impactRefsOf } from './incident-core.js';
import { textOf } from './mapped-values.js';
import { compareStixTimestamps } from './stix-object.record.js';

export type Find = (id: string) => JsonObject | undefined;

interface Known {
  readonly object: { readonly view: JsonObject };
  readonly marking: Marking;
}
export interface ImpactSources {
  /** What came with the incident. */
  readonly find: Find;
  readonly markingOf: (view: JsonObject) => Marking;
  /** What is kept, as far as the importer may see it. */
  readonly receivedBefore: (id: string) => Promise<Known | undefined>;
}

const isLater = (a: JsonObject, b: JsonObject): boolean => compareStixTimestamps(textOf(a.modified), textOf(b.modified)) > 0;

/**
 * Finds what `find` finds, and of the impacts that the incident names the newest versions. None that is marked more strictly than the
 * incident: how bad that one is would tell of it.
 */
export const withImpacts = async (incident: JsonObject, marking: Marking, sources: ImpactSources): Promise<Find> => {
  const { find, markingOf, receivedBefore } = sources;
  const impacts = new Map<string, JsonObject | undefined>();
  await inParallel(impactRefsOf(incident), async (id) => {
    const [came, known] = [find(id), await receivedBefore(id)];
    const isCurrent = came !== undefined && !(known && isLater(known.object.view, came));
    const impact = isCurrent ? came : known?.object.view;
    const itsMarking = isCurrent ? markingOf(came) : known?.marking;
    impacts.set(id, itsMarking && isStricter(itsMarking, marking) ? undefined : impact);
  });
  return (id) => (impacts.has(id) ? impacts.get(id) : find(id));
};
