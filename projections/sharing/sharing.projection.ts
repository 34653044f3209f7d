/** Folds shares of reports and of the dashboard, distribution lists, deliveries and collections into boards. */
import { dashboardShareEvents } from '../../src/dashboard-shares/dashboard-share.events.js';
import * as dashboardShare from '../../src/dashboard-shares/dashboard-share.record.js';
import { deliveryEvents } from '../../src/distribution/delivery.events.js';
import * as delivery from '../../src/distribution/delivery.record.js';
import { distributionListEvents } from '../../src/distribution/distribution-list.events.js';
import * as list from '../../src/distribution/distribution-list.record.js';
import { collectionEvents } from '../../src/exchange/collections/collection.events.js';
import * as collection from '../../src/exchange/collections/collection.record.js';
import { reportShareEvents } from '../../src/report-shares/report-share.events.js';
import * as share from '../../src/report-shares/report-share.record.js';
import { tenantWide } from '../../src/tenants/tenant-settings.record.js';
import type { Projection } from '../runtime/projection.js';
import { ownMarking, recordBoard } from '../runtime/record-board.js';
import {
  CollectionStateRow,
  DashboardShareStateRow,
  DeliveryStateRow,
  DistributionListStateRow,
  ShareStateRow,
} from './sharing.entity.js';

type Existing<State> = Exclude<State, { readonly status: 'absent' }>;

const shareBoard = recordBoard<typeof reportShareEvents, Existing<share.ReportShare>, ShareStateRow>({
  from: reportShareEvents,
  table: ShareStateRow,
  fold: share,
  markingOf: ownMarking,
  columns: ({ reportId, recipient }) => ({ reportId, recipient }),
});

const dashboardShareBoard = recordBoard<
  typeof dashboardShareEvents,
  Existing<dashboardShare.DashboardShare>,
  DashboardShareStateRow
>({
  from: dashboardShareEvents,
  table: DashboardShareStateRow,
  fold: dashboardShare,
  markingOf: ({ maximum }) => dashboardShare.markingAt(maximum),
  columns: () => ({}),
});

const listBoard = recordBoard<typeof distributionListEvents, Existing<list.DistributionList>, DistributionListStateRow>({
  from: distributionListEvents,
  table: DistributionListStateRow,
  fold: list,
  markingOf: () => tenantWide,
  columns: ({ status }) => ({ status }),
});

const deliveryBoard = recordBoard<typeof deliveryEvents, Existing<delivery.Delivery>, DeliveryStateRow>({
  from: deliveryEvents,
  table: DeliveryStateRow,
  fold: delivery,
  markingOf: ownMarking,
  columns: ({ about, receiverId, listId, receiverKind, status, nextAttemptAt }) => ({
    subjectId: delivery.subjectOf(about),
    receiverId,
    listId,
    kind: about.kind,
    receiverKind,
    restatedBy: about.kind === 'errata' ? about.restatedBy : null,
    turn: 'turn' in about ? about.turn : null,
    status,
    nextAttemptAt,
  }),
});

const collectionBoard = recordBoard<typeof collectionEvents, Existing<collection.Collection>, CollectionStateRow>({
  from: collectionEvents,
  table: CollectionStateRow,
  fold: collection,
  markingOf: collection.collectionMarking,
  columns: ({ status, alias }) => ({ status, alias }),
});

export const sharing: Projection = {
  name: 'sharing',
  version: 4,
  currentOnly: true,
  boards: [shareBoard, dashboardShareBoard, listBoard, deliveryBoard, collectionBoard],
};
