/** One object of an import: what planning needs to know of it, and how its content is had when its turn comes. */
import type { JsonObject } from '../../json/json-value.js';
import { contentHash } from './content-hash.js';
import type { ExaminedStixObject } from './examine.js';
import { mapRelationship } from './relationship-mapping.js';
import { comparableId, typeOfId } from './stix-types.js';

export interface StixItem {
  readonly id: string;
  readonly type: string;
  readonly modified: string | undefined;
  /** {@link contentHash} of what was received. */
  readonly sha256: string;
  /** Why it is refused; empty when it is valid. */
  readonly errors: readonly string[];
  /** Something is to be said about it, though it is valid. */
  readonly warned: boolean;
  /** The identity that it names as its creator. */
  readonly creator: string | undefined;
  /** The identity that it says is a target, where it is a relationship. */
  readonly target: string | undefined;
  /** What other objects need to know of it, in its STIX 2.1 view. */
  readonly shared: JsonObject | undefined;
  /** Bytes of the input before it; 0 where its content is at hand. What lies together is read together. */
  readonly offset: number;
  read(): ExaminedStixObject | Promise<ExaminedStixObject>;
}

export type StixFacts = Omit<StixItem, 'offset' | 'read'>;

/** What is looked up by other objects: markings, and the techniques that reports refer to. */
const SHARED: ReadonlySet<string> = new Set(['marking-definition', 'attack-pattern']);
/** Incident Core Extension 2.0 §2.2 to §2.4: of what an incident refers to, its times, and how bad it is. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  event: ['start_time'],
  task: ['start_time', 'task_types'],
  impact: ['criticality', 'superseded_by_ref', 'revoked', 'modified', 'object_marking_refs', 'granular_markings'],
};

const sharedOf = (type: string, view: JsonObject): JsonObject | undefined => {
  if (SHARED.has(type)) return view;
  if (!Object.hasOwn(TOLD, type)) return undefined;
  return Object.fromEntries(TOLD[type].flatMap((name) => (Object.hasOwn(view, name) ? [[name, view[name]]] : [])));
};

const identityIn = (ref: unknown): string | undefined =>
  typeof ref === 'string' && typeOfId(ref) === 'identity' ? comparableId(ref) : undefined;

/** What an item says of an object, without its content. */
export const factsOf = ({ received, view, problems, valid }: ExaminedStixObject): StixFacts => {
  const { id, type, modified } = received;
  const relationship = valid && type === 'relationship' ? mapRelationship(id, view) : undefined;
  return {
    id,
    type,
    modified,
    sha256: contentHash(received),
    errors: problems.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path}: ${message}`),
    warned: valid && problems.length > 0,
    creator: valid ? identityIn(view.created_by_ref) : undefined,
    target: relationship?.isTarget === true ? relationship.other.stixId : undefined,
    shared: sharedOf(type, view),
  };
};

/** An object that is kept in memory. */
export interface ItemAtHand extends StixItem {
  read(): ExaminedStixObject;
}
export const itemAtHand = (object: ExaminedStixObject): ItemAtHand => ({ ...factsOf(object), offset: 0, read: () => object });
