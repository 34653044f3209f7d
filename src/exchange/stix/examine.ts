/** A received object with its STIX 2.1 view and everything that is to be said about it. */
import type { JsonObject } from '../../json/json-value.js';
import type { ReceivedStixObject } from './received-object.js';
import type { StixContext } from './stix-context.js';
import type { StixProblem } from './stix-problem.js';
import { upgradeToStix21 } from './upgrade.js';
import { validateStixObject } from './validate.js';

export interface ExaminedStixObject {
  readonly received: ReceivedStixObject;
  readonly view: JsonObject;
  readonly problems: readonly StixProblem[];
  /** No problem is an error. */
  readonly valid: boolean;
}

/** As {@link examine}, beside what came with it: extension definitions, versions and translations have to fit each other. */
export const examinedIn = (received: ReceivedStixObject, context: StixContext): ExaminedStixObject => {
  const { value: view, notes } = upgradeToStix21(received);
  const problems = [...validateStixObject(view, received.path, context), ...notes];
  return { received, view, problems, valid: problems.every(({ severity }) => severity === 'warning') };
};

/** Upgrades where needed, then validates. Problems of an upgraded object name the properties of the 2.1 view. */
export const examine = (received: ReceivedStixObject): ExaminedStixObject => examinedIn(received, {});
