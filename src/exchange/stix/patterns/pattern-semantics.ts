/** STIX 2.1 §9: what a pattern that reads well may still get wrong. */
import { isIPv4, isIPv6 } from 'node:net';
import { hashFault } from '../property-checks.js';
import { compareStixTimestamps } from '../stix-object.record.js';
import { timestampFault } from '../stix-timestamp.js';
import { observablePropertyNames } from './observable-property-names.js';
import type { PatternVersion } from './pattern-parser.js';
import type { Comparison, Constant, ObjectPath, Observation, Qualifier } from './pattern-syntax.js';

export interface PatternFinding {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly offset: number;
}
type Say = (severity: PatternFinding['severity'], offset: number, message: string) => void;

/** Of each severity; more tell the reader nothing new. */
const MAX_FINDINGS = 20;
const MAX_INTEGER = 2n ** 63n - 1n;

/** §9.5.1. */
const checkQualifiers = (qualifiers: readonly Qualifier[], twice: PatternFinding['severity'], say: Say): void => {
  const kinds = new Set<Qualifier['kind']>();
  for (const qualifier of qualifiers) {
    const { kind, offset } = qualifier;
    if (kinds.has(kind)) say(twice, offset, `${kind} stands twice behind one expression`);
    kinds.add(kind);
    if (kind === 'WITHIN' && !(qualifier.seconds > 0)) say('error', offset, 'WITHIN needs more than 0 seconds');
    if (kind === 'REPEATS' && qualifier.times < 1n) say('error', offset, 'REPEATS needs at least 1 time');
    if (kind !== 'START') continue;
    const { start, stop } = qualifier;
    const faults = [start, stop].map(timestampFault).filter((fault) => fault !== undefined);
    for (const fault of faults) say('error', offset, `a timestamp ${fault}`);
    if (faults.length === 0 && compareStixTimestamps(start, stop) >= 0)
      say('error', offset, `STOP ${stop} must be after START ${start}`);
  }
};

const isNetwork = (text: string, prefixNeeded: boolean): boolean => {
  const [address, prefix, ...rest] = text.split('/', 3);
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  if (bits < 0 || rest.length > 0) return false;
  return prefix === undefined ? !prefixNeeded : /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
};

/** Longer expressions are not compiled. */
const MAX_EXPRESSION = 4096;
/** Of PCRE, but not of JavaScript: inline flags, named groups, atomic groups, verbs, recursion, possessive quantifiers, classes, quoting. */
const PCRE_ONLY = /\(\?(?:[a-zA-Z#>|&+\d^]|-[a-zA-Z\d]|'|\(|P[<=>])|\(\*|[*+?}]\+|\[\[:|\\[QEAZzGhHKRXNgo]|\[\]|\\x\{/;

const compiles = (expression: string, flags: string): boolean => {
  try {
    return new RegExp(expression, flags) instanceof RegExp;
  } catch {
    return false;
  }
};

/** §9.6.1: a PCRE expression. */
const checkExpression = (expression: string, offset: number, say: Say): void => {
  if (expression.length > MAX_EXPRESSION)
    return say('warning', offset, `a regular expression of more than ${MAX_EXPRESSION} characters is not checked`);
  if (compiles(expression, '') || compiles(expression, 'u')) return;
  if (PCRE_ONLY.test(expression)) say('warning', offset, 'the regular expression uses more of PCRE than is checked here');
  else say('error', offset, 'MATCHES needs a valid regular expression');
};

/** The algorithm, where the path leads to a hash such as `file:hashes.'SHA-256'`. */
const algorithmOf = ({ steps }: ObjectPath): string | undefined => {
  const [holder, key] = steps.slice(-2);
  return holder?.kind === 'property' && holder.name.endsWith('hashes') && key?.kind === 'property' ? key.name : undefined;
};

const checkConstant = (constant: Constant, offset: number, say: Say): void => {
  if (constant.kind === 'integer' && (constant.value > MAX_INTEGER || constant.value < -MAX_INTEGER - 1n))
    say('error', offset, `${constant.value} is not a whole number of 64 bits`);
  if (constant.kind !== 'timestamp') return;
  const fault = timestampFault(constant.value);
  if (fault) say('error', offset, `a timestamp ${fault}`);
};

const checkTest = (test: Extract<Comparison, { kind: 'test' }>, say: Say): void => {
  const { comparator, constants, offset, path } = test;
  for (const constant of constants) checkConstant(constant, offset, say);
  if (comparator === 'IN') {
    if (constants.length === 0) say('warning', offset, 'nothing is in an empty set');
    if (new Set(constants.map(({ kind }) => kind)).size > 1) say('warning', offset, 'the constants of a set are of one type');
  }
  const algorithm = comparator === 'IN' || comparator === '=' || comparator === '!=' ? algorithmOf(path) : undefined;
  for (const { kind, value } of constants) {
    if (kind !== 'string') continue;
    if (comparator === 'MATCHES') checkExpression(value, offset, say);
    if (comparator === 'ISSUBSET' && !isNetwork(value, true))
      say('error', offset, `ISSUBSET needs a network such as '198.51.100.0/24'`);
    if (comparator === 'ISSUPERSET' && !isNetwork(value, false))
      say('error', offset, `ISSUPERSET needs an address or network such as '198.51.100.0/24'`);
    const fault = algorithm === undefined ? undefined : hashFault(algorithm, value);
    if (fault) say('error', offset, `the hash ${fault}`);
  }
};

/** §9.7: paths begin at an observable, list properties of references are indexed. */
const checkPath = ({ objectType, steps, offset }: ObjectPath, say: Say): void => {
  const names = observablePropertyNames(objectType);
  const [first] = steps;
  if (names === undefined) say('warning', offset, `${objectType} is not a STIX 2.1 cyber-observable`);
  else if (first.kind === 'property' && !names.has(first.name) && !first.name.startsWith('x_'))
    say('warning', offset, `${first.name} is not a property of ${objectType}`);
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    if (step.kind === 'property' && step.name.endsWith('_refs') && next?.kind === 'property')
      say('warning', offset, `${step.name} is a list: ${step.name}[*].${next.name}`);
  }
};

/** The object types whose instances could make the comparison true. */
const checkComparison = (comparison: Comparison, version: PatternVersion, say: Say): ReadonlySet<string> => {
  if (comparison.kind !== 'joined') {
    checkPath(comparison.path, say);
    if (comparison.kind === 'test') checkTest(comparison, say);
    return new Set([comparison.path.objectType]);
  }
  const { operator, operands, offset } = comparison;
  let types: Set<string> | undefined;
  for (const operand of operands) {
    const of = checkComparison(operand, version, say);
    if (types === undefined) types = new Set(of);
    else if (operator === 'OR') for (const type of of) types.add(type);
    else {
      const both: Set<string> = new Set([...types].filter((type) => of.has(type)));
      if (both.size === 0)
        say(
          version === '2.0' ? 'warning' : 'error',
          offset,
          `AND joins ${[...types][0]} and ${[...of][0]} in one observation, which no object is both of; use [${[...types][0]}:…] AND [${[...of][0]}:…]`,
        );
      if (both.size > 0) types = both;
    }
  }
  return types ?? new Set();
};

const checkObservation = (observation: Observation, version: PatternVersion, say: Say): void => {
  switch (observation.kind) {
    case 'observation':
      checkComparison(observation.comparison, version, say);
      return checkQualifiers(observation.qualifiers, 'error', say);
    case 'group':
      checkObservation(observation.of, version, say);
      return checkQualifiers(observation.qualifiers, 'warning', say);
    case 'joined':
      for (const operand of observation.operands) checkObservation(operand, version, say);
  }
};

/** @param pattern as `parsePattern` read it. */
export const patternFindings = (pattern: Observation, version: PatternVersion = '2.1'): PatternFinding[] => {
  const findings: PatternFinding[] = [];
  const room = { error: MAX_FINDINGS, warning: MAX_FINDINGS };
  checkObservation(pattern, version, (severity, offset, message) => {
    if (room[severity]-- > 0) findings.push({ severity, offset, message });
  });
  return findings;
};
