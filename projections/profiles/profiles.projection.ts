/** Folds campaigns and the records they are linked with into boards and one graph. */
import { createHash } from 'node:crypto';
import type { Marking } from '../../src/access/marking.js';
import { attackPatternEvents } from '../../src/attack-patterns/attack-pattern.events.js';
import * as attackPattern from '../../src/attack-patterns/attack-pattern.record.js';
import { campaignEvents } from '../../src/campaigns/campaign.events.js';
import * as campaign from '../../src/campaigns/campaign.record.js';
import { infrastructureEvents } from '../../src/infrastructure/infrastructure.events.js';
import * as infrastructure from '../../src/infrastructure/infrastructure.record.js';
import type { Contracts, EventOf } from '../../src/ledger/event-contract.js';
import { investigationEvents } from '../../src/investigations/investigation.events.js';
import * as investigation from '../../src/investigations/investigation.record.js';
import type { Link, LinkedType } from '../../src/links/link.events.js';
import { targetEvents } from '../../src/targets/target.events.js';
import * as target from '../../src/targets/target.record.js';
import { threatActorEvents } from '../../src/threat-actors/threat-actor.events.js';
import * as threatActor from '../../src/threat-actors/threat-actor.record.js';
import { type Board, children, type Content, type Projection } from '../runtime/projection.js';
import { ownMarking, recordBoard } from '../runtime/record-board.js';
import type { RecordRow } from '../runtime/record-row.entity.js';
import type { Entity } from '../runtime/table.js';
import {
  AttackPatternStateRow,
  CampaignStateRow,
  EdgeRow,
  InfrastructureStateRow,
  InvestigationStateRow,
  NodeRow,
  ProfilesRemarkRow,
  TargetStateRow,
  ThreatActorStateRow,
} from './profiles.entity.js';

/** What a board needs of every record that exists. */
interface Existing {
  readonly status: string;
  readonly marking: Marking;
  /** Of owners of links. */
  readonly links?: readonly Link[];
  readonly mergedInto?: string | null;
}
/** What a record type adds to what all of them have. */
interface Profile<Row extends RecordRow<State>, State> {
  readonly table: Entity<Row>;
  /** The columns of its board beyond those of every record. */
  readonly columns: (record: State) => Omit<Content<Row>, keyof RecordRow | 'protection'>;
  readonly label: (record: State) => string;
  /** By what it is recognised as the same thing as another record; nothing: by its id alone. */
  readonly recognisedBy?: (record: State) => readonly string[];
}
interface Fold<State, Event> {
  readonly absent: State;
  readonly evolve: (state: State, event: Event) => State;
}

/** They are about things, and no things themselves. */
const CASES: ReadonlySet<LinkedType> = new Set<LinkedType>(['campaign', 'investigation']);
/** Characters; an index entry of PostgreSQL holds 2,704 bytes. */
const LONGEST_FEATURE = 200;

const featureOf = (type: LinkedType, value: string): string =>
  `${type} ${value.length > LONGEST_FEATURE ? createHash('sha256').update(value).digest('hex') : value}`;

const featuresOf = (type: LinkedType, id: string, values: readonly string[] = []): readonly string[] =>
  CASES.has(type) ? [] : (values.length > 0 ? [...new Set(values)] : [id]).map((value) => featureOf(type, value));

const edgeOf = (fromType: LinkedType, { linkId, to, role, confidence, since, until }: Link) => ({
  key: linkId,
  fromType,
  toType: to.type,
  toId: to.id,
  role,
  confidence,
  since,
  until,
});

const profile = <C extends Contracts, State extends Existing, Row extends RecordRow<State>>(
  from: C,
  { absent, evolve }: Fold<State | { readonly status: 'absent' }, EventOf<C>>,
  { table, columns, label, recognisedBy }: Profile<Row, State>,
): Board => {
  const type = from.category as LinkedType;
  return recordBoard<C, State, Row>({
    from,
    table,
    fold: { absent, evolve },
    markingOf: ownMarking,
    columns,
    children: [
      children<Row, NodeRow>(NodeRow, ({ id, record }) => [
        {
          key: type,
          type,
          label: label(record),
          mergedInto: record.mergedInto ?? null,
          features: featuresOf(type, id, recognisedBy?.(record)),
        },
      ]),
      children<Row, EdgeRow>(EdgeRow, ({ record }) => (record.links ?? []).map((link) => edgeOf(type, link))),
    ],
  });
};

const byName = ({ name }: { readonly name: string }): string => name;

const nameAndStatus = <Status>({ name, status }: { readonly name: string; readonly status: Status }) => ({ name, status });

const campaigns = profile<typeof campaignEvents, campaign.CampaignRecord, CampaignStateRow>(campaignEvents, campaign, {
  table: CampaignStateRow,
  columns: ({ name, status, threatLevel }) => ({ name, status, threatLevel }),
  label: byName,
});

const threatActors = profile<typeof threatActorEvents, threatActor.ThreatActorRecord, ThreatActorStateRow>(
  threatActorEvents,
  threatActor,
  {
    table: ThreatActorStateRow,
    columns: nameAndStatus,
    label: byName,
  },
);

const investigations = profile<typeof investigationEvents, investigation.InvestigationRecord, InvestigationStateRow>(
  investigationEvents,
  investigation,
  {
    table: InvestigationStateRow,
    columns: ({ title, status }) => ({ title, status }),
    label: ({ number, title }) => (number === null ? title : `${number} ${title}`),
  },
);

const targets = profile<typeof targetEvents, target.TargetRecord, TargetStateRow>(targetEvents, target, {
  table: TargetStateRow,
  columns: nameAndStatus,
  label: byName,
});

const infrastructures = profile<typeof infrastructureEvents, infrastructure.InfrastructureRecord, InfrastructureStateRow>(
  infrastructureEvents,
  infrastructure,
  {
    table: InfrastructureStateRow,
    columns: nameAndStatus,
    label: byName,
    recognisedBy: ({ values }) => values.map(({ type, value }) => `${type} ${value}`),
  },
);

const attackPatterns = profile<typeof attackPatternEvents, attackPattern.AttackPatternRecord, AttackPatternStateRow>(
  attackPatternEvents,
  attackPattern,
  {
    table: AttackPatternStateRow,
    columns: nameAndStatus,
    label: ({ name, attackId }) => (attackId === null ? name : `${attackId} ${name}`),
    recognisedBy: ({ attackId }) => (attackId === null ? [] : [attackId]),
  },
);

export const profiles: Projection = {
  name: 'profiles',
  version: 3,
  boards: [campaigns, threatActors, investigations, targets, infrastructures, attackPatterns],
  remarks: ProfilesRemarkRow,
};
