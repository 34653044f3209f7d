/** The rules of an intelligence source. Pure: no clock, no ids, no I/O. */
import { type Marking, raisedTo, withCreator } from '../access/marking.js';
import type { StixOrigin } from '../exchange/stix/stix-object.events.js';
import { importOutcome } from '../exchange/stix/stix-object.record.js';
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields, sameValue } from '../ledger/text.js';
import type { SourceChanges, SourceEvent, SourceProfile } from './source.events.js';
import { absent, evolve, type Source, type SourceRecord } from './source.record.js';

/** `by` is the acting actor. */
export interface ImportSource extends Pick<SourceProfile, 'name' | 'kind' | 'description' | 'sectors'> {
  readonly type: 'Import';
  readonly identityClass: string | null;
  readonly marking: Marking;
  readonly by: string;
  readonly stix: StixOrigin;
}

/** Another marking, what is left out stays; `hasReason`: whether the caller gave a reason for it. */
export interface Remark {
  readonly marking: Partial<Marking>;
  readonly hasReason: boolean;
}

export type SourceCommand =
  | { readonly type: 'Register'; readonly profile: SourceProfile; readonly marking: Marking; readonly by: string }
  | { readonly type: 'Revise'; readonly changes: SourceChanges; readonly remark?: Remark }
  | ({ readonly type: 'Mark' } & Remark)
  | { readonly type: 'Pause' }
  | { readonly type: 'Resume' }
  | { readonly type: 'Retire' }
  | { readonly type: 'Reinstate' }
  | ImportSource;

const none = {};

const refuseRetired = (source: SourceRecord): void => {
  if (source.status === 'retired') throw new RuleViolation('RETIRED', 'The source is retired. Reinstate it first.');
};

const importSource = (command: ImportSource, source: Source): SourceEvent[] => {
  const { type: _, by, ...incoming } = command;
  const imported = (data: Omit<ImportSource, 'type' | 'by'>): SourceEvent[] => [
    { type: 'SourceImported', data: { ...data, importedBy: by } },
    ...(incoming.stix.revoked && source.status !== 'retired' ? [{ type: 'SourceRetired' as const, data: none }] : []),
  ];
  if (source.status === 'absent') return imported({ ...incoming, marking: withCreator(incoming.marking, by) });
  if (!source.stix)
    throw new RuleViolation(
      'NOT_IMPORTED',
      `A source of your own has the id of ${incoming.stix.id}; an import does not change it.`,
      'stix.id',
    );
  if (importOutcome(source.stix, incoming.stix) !== 'updated') return [];
  const marking = source.remarked ? raisedTo(source.marking, incoming.marking) : incoming.marking;
  return imported({
    ...incoming,
    // The kind may have been corrected here; the identity's class only suggests one.
    kind: incoming.identityClass === source.identityClass ? source.kind : incoming.kind,
    marking: withCreator(withCreator(marking, source.creator), by),
  });
};

const mark = ({ marking: wanted, hasReason }: Remark, source: SourceRecord): SourceEvent[] => {
  const marking = withCreator({ ...source.marking, ...wanted }, source.creator);
  if (sameValue(marking, source.marking)) return [];
  if (!hasReason) throw new RuleViolation('REASON_REQUIRED', 'Say why the marking changes: give a reason.', 'reason');
  return [{ type: 'SourceMarked', data: { marking } }];
};

const change = (command: Exclude<SourceCommand, { type: 'Register' | 'Import' }>, source: SourceRecord): SourceEvent[] => {
  switch (command.type) {
    case 'Revise': {
      refuseRetired(source);
      const changes = changedFields<SourceProfile>(source, command.changes);
      return [
        ...(changes ? [{ type: 'SourceRevised' as const, data: { changes } }] : []),
        ...(command.remark ? mark(command.remark, source) : []),
      ];
    }
    case 'Mark':
      return mark(command, source);
    case 'Pause':
      refuseRetired(source);
      return source.status === 'paused' ? [] : [{ type: 'SourcePaused', data: none }];
    case 'Resume':
      refuseRetired(source);
      return source.status === 'active' ? [] : [{ type: 'SourceResumed', data: none }];
    case 'Retire':
      return source.status === 'retired' ? [] : [{ type: 'SourceRetired', data: none }];
    case 'Reinstate':
      return source.status === 'retired' ? [{ type: 'SourceReinstated', data: none }] : [];
    default:
      return assertNever(command);
  }
};

export const source: Decider<SourceCommand, SourceEvent, Source> = {
  initial: absent,
  evolve,

  decide(command, source) {
    if (command.type === 'Import') return importSource(command, source);
    if (command.type === 'Register') {
      if (source.status !== 'absent')
        throw new RuleViolation('ALREADY_EXISTS', 'This source exists already. Revise it, or register another id.');
      const { profile, marking, by } = command;
      return [{ type: 'SourceRegistered', data: { ...profile, marking: withCreator(marking, by), registeredBy: by } }];
    }
    if (source.status === 'absent') throw new RuleViolation('NOT_FOUND', 'There is no such source. Register it first.');
    return change(command, source);
  },
};
