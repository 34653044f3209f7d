/** An incident as its events leave it. The one fold: decider, history, projections and answers all use it. */
import type { Marking } from '../access/marking.js';
import type { EventData } from '../ledger/event-contract.js';
import type { StixOrigin } from '../exchange/stix/stix-object.events.js';
import { mergeFacts, type Mergeable, UNMERGED } from '../profiles/merge.record.js';
import { revisedHere } from '../profiles/profile.record.js';
import type {
  DoneBy,
  HoldReason,
  IncidentDetails,
  IncidentEvent,
  IncidentOrigin,
  ReceivedIncident,
  Severity,
  Verdict,
  WorkStatus,
} from './incident.events.js';

export type IncidentStatus = WorkStatus | 'merged';

interface Done {
  /** When it happened. */
  readonly at: string;
  readonly by: DoneBy;
}
export interface Hold {
  readonly from: string;
  /** Null: it still waits. */
  readonly to: string | null;
  readonly reason: HoldReason;
}
export interface Resolution extends Done {
  readonly resolution: string;
  readonly verdict: Verdict;
  readonly automated: boolean;
}

/** What happened to it, each in the order of the log. */
export interface Timeline {
  /** The first time. */
  readonly acknowledged: Done | null;
  readonly holds: readonly Hold[];
  readonly escalations: readonly (Done & { readonly toTier: number })[];
  /** The first time. */
  readonly contained: Done | null;
  readonly resolutions: readonly Resolution[];
  readonly reopenings: readonly (Done & { readonly reason: string })[];
  readonly closings: readonly Done[];
  readonly severityChanges: readonly (Done & { readonly from: Severity; readonly to: Severity; readonly reason: string })[];
  /** Whether a person did anything about it, opening it included. */
  readonly humanActed: boolean;
}

export type IncidentRecord = IncidentDetails &
  Timeline &
  Mergeable & {
    readonly status: IncidentStatus;
    readonly severity: Severity;
    readonly detectedAt: string;
    readonly assignee: string | null;
    /** Null: never escalated. */
    readonly tier: number | null;
    readonly origin: IncidentOrigin | null;
    /** The rows and messages that were imported into it. */
    readonly imported: readonly string[];
    readonly marking: Marking;
    /** Who opened it: always among the recipients of TLP:RED. */
    readonly creator: string;
    /** The version of the STIX object that it follows, where it is another organisation's and came as one: it is in no figure. */
    readonly stix?: StixOrigin;
    /** Of such an incident: fields that were revised here. */
    readonly revisedHere?: readonly string[];
    /** Of such an incident: its marking was changed here. */
    readonly remarked?: boolean;
  };
export type Incident = { readonly status: 'absent' } | IncidentRecord;

export const absent: Incident = { status: 'absent' };

/** Nothing happened to it yet. */
const UNTOUCHED = {
  ...UNMERGED,
  status: 'new',
  assignee: null,
  tier: null,
  acknowledged: null,
  holds: [],
  escalations: [],
  contained: null,
  resolutions: [],
  reopenings: [],
  closings: [],
  severityChanges: [],
  humanActed: false,
  origin: null,
  imported: [],
} as const;

const open = (data: EventData<IncidentEvent, 'IncidentOpened'>): IncidentRecord => ({
  ...data.details,
  ...UNTOUCHED,
  severity: data.severity,
  detectedAt: data.detectedAt,
  humanActed: data.by === 'human',
  origin: data.origin,
  imported: data.ref === null ? [] : [data.ref],
  marking: data.marking,
  creator: data.createdBy,
});

/** What happened in another organisation was done by a system, as far as is known here. */
const toldOf = (at: string | null): Done | null => (at === null ? null : { at, by: 'service' });

const receive = (
  { profile, kept, marking, importedBy, stix }: EventData<IncidentEvent, 'IncidentImported'>,
  before: Incident,
): IncidentRecord => {
  const { acknowledgedAt, containedAt, resolvedAt, closedAt, resolution, verdict, ...said } = profile;
  const [resolved, closed] = [toldOf(resolvedAt), toldOf(closedAt)];
  return {
    ...(before.status === 'absent' ? { ...UNTOUCHED, creator: importedBy, remarked: false } : before),
    ...said,
    acknowledged: toldOf(acknowledgedAt),
    contained: toldOf(containedAt),
    resolutions: resolved ? [{ ...resolved, resolution, verdict, automated: false }] : [],
    closings: closed ? [closed] : [],
    marking,
    stix,
    revisedHere: kept,
  };
};

/** An incident of another organisation as it was told. */
export const asReceived = (record: IncidentRecord): IncidentRecord & Omit<ReceivedIncident, 'status'> => {
  const last = record.resolutions.at(-1);
  return {
    ...record,
    acknowledgedAt: record.acknowledged?.at ?? null,
    containedAt: record.contained?.at ?? null,
    resolvedAt: last?.at ?? null,
    closedAt: record.closings.at(-1)?.at ?? null,
    resolution: last?.resolution ?? '',
    verdict: last?.verdict ?? 'unknown',
  };
};

/** A hold ends with whatever moves the incident on. */
const released = (holds: readonly Hold[], at: string): readonly Hold[] =>
  holds.some(({ to }) => to === null) ? holds.map((hold) => (hold.to === null ? { ...hold, to: at } : hold)) : holds;

const working = ({ contained }: IncidentRecord): IncidentStatus => (contained ? 'contained' : 'active');

type Change = Exclude<IncidentEvent, { type: 'IncidentOpened' | 'IncidentImported' }>;

const change = (record: IncidentRecord, event: Change): IncidentRecord => {
  switch (event.type) {
    case 'IncidentRevised':
      return { ...record, ...event.data.changes, ...revisedHere(record, event.data.changes) };
    case 'IncidentMarked':
      return { ...record, marking: event.data.marking, ...(record.stix ? { remarked: true } : {}) };
    case 'IncidentAcknowledged': {
      const { at, by } = event.data;
      return {
        ...record,
        status: record.status === 'new' ? 'active' : record.status,
        acknowledged: record.acknowledged ?? { at, by },
      };
    }
    case 'IncidentAssigned':
      return { ...record, assignee: event.data.assignee };
    case 'IncidentSeverityChanged': {
      const { at, by, from, to, reason } = event.data;
      return { ...record, severity: to, severityChanges: [...record.severityChanges, { at, by, from, to, reason }] };
    }
    case 'IncidentOnHold': {
      const { at, reason } = event.data;
      return { ...record, status: 'on_hold', holds: [...released(record.holds, at), { from: at, to: null, reason }] };
    }
    case 'IncidentResumed':
      return { ...record, status: working(record), holds: released(record.holds, event.data.at) };
    case 'IncidentEscalated': {
      const { at, by, toTier } = event.data;
      return { ...record, tier: toTier, escalations: [...record.escalations, { at, by, toTier }] };
    }
    case 'IncidentContained': {
      const { at, by } = event.data;
      return { ...record, status: 'contained', holds: released(record.holds, at), contained: record.contained ?? { at, by } };
    }
    case 'IncidentResolved': {
      const { at, by, resolution, verdict, automated } = event.data;
      return {
        ...record,
        // An import says the resolution of a closed incident again when its verdict comes late.
        status: record.status === 'closed' ? 'closed' : 'resolved',
        holds: released(record.holds, at),
        resolutions: [...record.resolutions, { at, by, resolution, verdict, automated }],
      };
    }
    case 'IncidentReopened': {
      const { at, by, reason } = event.data;
      return { ...record, status: working(record), reopenings: [...record.reopenings, { at, by, reason }] };
    }
    case 'IncidentClosed': {
      const { at, by } = event.data;
      return { ...record, status: 'closed', holds: released(record.holds, at), closings: [...record.closings, { at, by }] };
    }
    case 'IncidentAbsorbed':
      return mergeFacts.Absorbed(record, event.data);
    case 'IncidentReleased':
      return mergeFacts.Released(record, event.data);
    case 'IncidentMergedInto':
      return mergeFacts.MergedInto(record, event.data);
    case 'IncidentUnmerged':
      return mergeFacts.Unmerged(record);
  }
};

export const evolve = (state: Incident, event: IncidentEvent): Incident => {
  if (event.type === 'IncidentOpened') return open(event.data);
  if (event.type === 'IncidentImported') return receive(event.data, state);
  if (state.status === 'absent') return state;
  const record = change(state, event);
  if (!('by' in event.data)) return record;
  const { by, ref } = event.data;
  return {
    ...record,
    humanActed: record.humanActed || by === 'human',
    imported: ref === null ? record.imported : [...record.imported, ref],
  };
};
