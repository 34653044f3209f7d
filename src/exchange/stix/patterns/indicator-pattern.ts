/** STIX 2.1 §4.7: an indicator whose pattern is of type `stix` has one that can be read and that makes sense. */
import type { Rule } from '../property-checks.js';
import { parsePattern } from './pattern-parser.js';
import { patternFindings } from './pattern-semantics.js';
import { PatternSyntaxError, placeOf } from './pattern-syntax.js';

export const patternReads: Rule = ({ pattern, pattern_type: type, pattern_version: stated }, path, found) => {
  if (type !== 'stix' || typeof pattern !== 'string' || pattern.trim() === '') return;
  const at = `${path}.pattern`;
  const version = stated === '2.0' ? '2.0' : '2.1';
  try {
    for (const { severity, message, offset } of patternFindings(parsePattern(pattern, version), version)) {
      const { line, column } = placeOf(pattern, offset);
      const text = `line ${line}, column ${column}: ${message}`;
      if (severity === 'error') found.error(at, 'PATTERN', text);
      else found.warn(at, 'PATTERN', text);
    }
  } catch (error) {
    if (!(error instanceof PatternSyntaxError)) throw error;
    found.error(at, 'PATTERN', error.message);
  }
};
