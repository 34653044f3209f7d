/** STIX 2.1 §7.1: translations beside the object they translate. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import type { StixContext } from './stix-context.js';
import { TRANSLATION_DEPTH } from './meta-objects.js';
import type { Findings } from './stix-problem.js';

/** A translation has the form of what it translates: a text for a text, a list of as many, an object with properties of it. */
const checkForm = (translation: JsonValue, original: JsonValue | undefined, path: string, found: Findings, depth = 0): void => {
  if (depth > TRANSLATION_DEPTH) return;
  if (original === undefined) return found.error(path, 'SELECTOR', 'the object has no such property to translate');
  if (Array.isArray(translation)) {
    if (!Array.isArray(original)) return found.error(path, 'WRONG_TYPE', 'translates what is not a list');
    if (translation.length !== original.length)
      found.error(path, 'COMBINATION', `must have ${original.length} entries, as the list it translates`);
    else translation.forEach((item, index) => checkForm(item, original[index], `${path}[${index}]`, found, depth + 1));
  } else if (isJsonObject(translation)) {
    if (!isJsonObject(original)) return found.error(path, 'WRONG_TYPE', 'translates what is not an object');
    for (const [name, item] of Object.entries(translation))
      checkForm(item, Object.hasOwn(original, name) ? original[name] : undefined, `${path}.${name}`, found, depth + 1);
  } else if (typeof original !== 'string' && translation !== '') found.error(path, 'WRONG_TYPE', 'translates what is not a text');
};

/** Where the translated object is at hand. Values that are no translations at all are told by the object's own rules. */
export const checkTranslations = (object: JsonObject, path: string, found: Findings, { translated }: StixContext): void => {
  const { object_ref: ref, object_modified: modified, contents } = object;
  if (object.type !== 'language-content' || typeof ref !== 'string' || !isJsonObject(contents)) return;
  const original = translated?.(ref, typeof modified === 'string' ? modified : undefined);
  if (!original) return;
  for (const [language, translation] of Object.entries(contents)) {
    const at = `${path}.contents.${language}`;
    if (original.lang === language) found.warn(at, 'NOT_RECOMMENDED', `the object itself is in ${language}`);
    if (isJsonObject(translation)) checkForm(translation, original, at, found);
  }
};
