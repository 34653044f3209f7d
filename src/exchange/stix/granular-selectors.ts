/** STIX 2.1 §7.2.3.1: granular markings select content that the object has. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import { type Rule, shown } from './property-checks.js';

const INDEX = /^\[(\d{1,9})\]$/;

/** The value at a selector such as `external_references.[0].source_name`, or undefined when the object has none. */
export const select = (object: JsonObject, selector: string): JsonValue | undefined => {
  let value: JsonValue | undefined = object;
  for (const step of selector.split('.')) {
    const index = INDEX.exec(step);
    if (index) value = Array.isArray(value) ? value[Number(index[1])] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
};

export const selectorsResolve: Rule = (object, path, found) => {
  if (!Array.isArray(object.granular_markings)) return;
  object.granular_markings.forEach((marking, i) => {
    if (!isJsonObject(marking) || !Array.isArray(marking.selectors)) return;
    marking.selectors.forEach((selector, j) => {
      if (typeof selector !== 'string') return;
      const at = `${path}.granular_markings[${i}].selectors[${j}]`;
      if (select(object, selector) === undefined)
        found.error(at, 'SELECTOR', `${shown(selector)} selects nothing in this object`);
    });
  });
};
