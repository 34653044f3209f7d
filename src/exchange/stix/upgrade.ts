/** A STIX 2.0 object as STIX 2.1 would have it. Only this view changes; the received text stays as it is. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import type { ReceivedStixObject } from './received-object.js';
import type { StixProblem } from './stix-problem.js';

export interface Stix21View {
  readonly value: JsonObject;
  /** What was inferred, as warnings. */
  readonly notes: readonly StixProblem[];
}

/** STIX 2.1 moved what `labels` said of these types in 2.0 into properties of their own. */
const LABELS_BECAME: Readonly<Record<string, string>> = {
  identity: 'roles',
  indicator: 'indicator_types',
  malware: 'malware_types',
  report: 'report_types',
  'threat-actor': 'threat_actor_types',
  tool: 'tool_types',
};

/** Properties that STIX 2.1 requires and 2.0 did not have, with what a 2.0 object means by their absence. */
const IMPLIED: Readonly<Record<string, Readonly<Record<string, JsonValue>>>> = {
  indicator: { pattern_type: 'stix', pattern_version: '2.0' },
  malware: { is_family: false },
};

const renamedSelectors = (markings: JsonValue, name: string): JsonValue => {
  const rename = (selector: JsonValue) =>
    typeof selector === 'string' && (selector === 'labels' || selector.startsWith('labels.'))
      ? `${name}${selector.slice('labels'.length)}`
      : selector;
  if (!Array.isArray(markings)) return markings;
  return markings.map((marking) =>
    isJsonObject(marking) && Array.isArray(marking.selectors)
      ? { ...marking, selectors: marking.selectors.map(rename) }
      : marking,
  );
};

/**
 * STIX 2.1 §3.2 (an absent `spec_version` means 2.0) and its list of changes from 2.0. Embedded observables of observed-data stay
 * in their deprecated form (§4.14); nothing is invented beyond what 2.1 requires.
 */
export const upgradeToStix21 = ({ value, type, specVersion, path }: ReceivedStixObject): Stix21View => {
  if (specVersion === '2.1') return { value, notes: [] };
  const upgraded: JsonObject = { ...value, spec_version: '2.1' };
  const notes: StixProblem[] = [];
  const note = (property: string, message: string) =>
    notes.push({ severity: 'warning', path: `${path}.${property}`, code: 'UPGRADED', message });

  const typesProperty = Object.hasOwn(LABELS_BECAME, type) ? LABELS_BECAME[type] : undefined;
  if (typesProperty && Object.hasOwn(value, 'labels') && !Object.hasOwn(value, typesProperty)) {
    upgraded[typesProperty] = value.labels;
    delete upgraded.labels;
    if (Object.hasOwn(value, 'granular_markings'))
      upgraded.granular_markings = renamedSelectors(value.granular_markings, typesProperty);
    note('labels', `a STIX 2.0 object; its labels are read as ${typesProperty}`);
  }
  for (const [property, implied] of Object.entries(Object.hasOwn(IMPLIED, type) ? IMPLIED[type] : {}))
    if (!Object.hasOwn(value, property)) {
      upgraded[property] = implied;
      note(property, `a STIX 2.0 object; ${property} is taken to be ${JSON.stringify(implied)}`);
    }
  return { value: upgraded, notes };
};
