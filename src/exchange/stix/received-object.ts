/** A STIX object as a file or feed brought it, with its own words beside the parsed value. */
import type { JsonObject } from '../../json/json-value.js';

export type StixVersion = '2.0' | '2.1';

export interface ReceivedStixObject {
  /** In lower case, however `value` spells it. */
  readonly id: string;
  readonly type: string;
  /** Of this object; where it says nothing, of its bundle, else 2.0, and 2.1 for cyber-observables (STIX 2.1 §3.2). */
  readonly specVersion: StixVersion;
  /** As spelt, in any precision; absent where the object has none, and not yet validated. */
  readonly created?: string;
  readonly modified?: string;
  readonly value: JsonObject;
  /** The object's JSON exactly as received, number spelling and white space included. */
  readonly text: string;
  /** Where it stands in the input, as in `objects[3]`; `object` when it was given alone. */
  readonly path: string;
  /** 1-based line of the input on which it starts. */
  readonly line: number;
}
