/** Folds campaigns and the records they are linked with into boards and one graph. */
import type { Marking } from '../../src/access/marking.js';
import { campaignEvents } from '../../src/campaigns/campaign.events.js';
import * as campaign from '../../src/campaigns/campaign.record.js';
import type { Contracts, EventOf } from '../../src/ledger/event-contract.js';
import type { Link, LinkedType } from '../../src/links/link.events.js';
import { threatActorEvents } from '../../src/threat-actors/threat-actor.events.js';
import * as threatActor from '../../src/threat-actors/threat-actor.record.js';
import { type Board, board, children, type Content, type Projection } from '../runtime/projection.js';
import { foldRow, recordColumns, type RecordRow } from '../runtime/record-row.entity.js';
import type { Entity } from '../runtime/table.js';
import { CampaignStateRow, EdgeRow, NodeRow, ProfilesRemarkRow, ThreatActorStateRow } from './profiles.entity.js';

interface Present {
  readonly status: string;
  readonly marking: Marking;
  /** Of owners of links. */
  readonly links?: readonly Link[];
}
interface Fold<Event, State> {
  readonly absent: State;
  readonly evolve: (state: State, event: Event) => State;
}
/** What a record type adds to what all of them have. */
interface Profile<Row extends RecordRow<State>, State> {
  readonly table: Entity<Row>;
  /** The columns of its board beyond those of every record. */
  readonly columns: (record: State) => Omit<Content<Row>, keyof RecordRow | 'protection'>;
  readonly label: (record: State) => string;
  readonly mergedInto?: (record: State) => string | null;
  /** By what it is recognised as the same thing as another record; none: by its id alone. Cases are no things. */
  readonly features?: (record: State) => readonly string[];
}

const CASES: ReadonlySet<LinkedType> = new Set<LinkedType>(['campaign', 'investigation']);

const profile = <C extends Contracts, Row extends RecordRow<State & Present>, State extends { readonly status: string }>(
  from: C,
  { absent, evolve }: Fold<EventOf<C>, State | { readonly status: 'absent' }>,
  { table, columns, label, mergedInto, features }: Profile<Row, State & Present>,
): Board => {
  const type = from.category as LinkedType;
  return board<C, Row>({
    from,
    table,
    evolve(row, event, at) {
      const loaded = foldRow({ initial: absent, evolve } as never, row, event, at);
      const record = loaded.record as State & Present;
      if (record.status === 'absent') return undefined;
      const { tenantId, ownerOrganisation } = loaded;
      return {
        protection: { tenantId, ownerOrganisation, marking: record.marking },
        ...columns(record),
        ...recordColumns(loaded, record),
      } as unknown as Content<Row>;
    },
    children: [
      children<Row, NodeRow>(NodeRow, ({ id, record }) => {
        const values = [...new Set(features?.(record) ?? [])];
        const recognised = CASES.has(type) ? [] : (values.length > 0 ? values : [id]).map((value) => `${type} ${value}`);
        return [{ key: type, type, label: label(record), mergedInto: mergedInto?.(record) ?? null, features: recognised }];
      }),
      children<Row, EdgeRow>(EdgeRow, ({ record }) =>
        (record.links ?? []).map(({ linkId, to, role, confidence, since, until }) => ({
          key: linkId,
          fromType: type,
          toType: to.type,
          toId: to.id,
          role,
          confidence,
          since,
          until,
        })),
      ),
    ],
  });
};

const byName = ({ name }: { readonly name: string }): string => name;

const campaigns = profile(campaignEvents, campaign, {
  table: CampaignStateRow,
  columns: ({ name, status, threatLevel }: campaign.CampaignRecord) => ({ name, status, threatLevel }),
  label: byName,
  mergedInto: (record) => record.mergedInto,
});

const threatActors = profile(threatActorEvents, threatActor, {
  table: ThreatActorStateRow,
  columns: ({ name, status }: threatActor.ThreatActorRecord) => ({ name, status }),
  label: byName,
});

export const profiles: Projection = {
  name: 'profiles',
  version: 1,
  boards: [campaigns, threatActors],
  remarks: ProfilesRemarkRow,
};
