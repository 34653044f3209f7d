/** Folds shares, distribution lists and deliveries into boards. */
import { deliveryEvents } from '../../src/distribution/delivery.events.js';
import * as delivery from '../../src/distribution/delivery.record.js';
import { distributionListEvents } from '../../src/distribution/distribution-list.events.js';
import * as list from '../../src/distribution/distribution-list.record.js';
import { reportShareEvents } from '../../src/report-shares/report-share.events.js';
import * as share from '../../src/report-shares/report-share.record.js';
import { tenantWide } from '../../src/tenants/tenant-settings.record.js';
import type { Projection } from '../runtime/projection.js';
import { ownMarking, recordBoard } from '../runtime/record-board.js';
import { DeliveryStateRow, DistributionListStateRow, ShareStateRow } from './sharing.entity.js';

type Existing<State> = Exclude<State, { readonly status: 'absent' }>;

const shareBoard = recordBoard<typeof reportShareEvents, Existing<share.ReportShare>, ShareStateRow>({
  from: reportShareEvents,
  table: ShareStateRow,
  fold: share,
  markingOf: ownMarking,
  columns: ({ reportId, recipient }) => ({ reportId, recipient }),
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
  columns: ({ reportId, receiverId, listId, kind, receiverKind, restatedBy, status, nextAttemptAt }) => ({
    reportId,
    receiverId,
    listId,
    kind,
    receiverKind,
    restatedBy,
    status,
    nextAttemptAt,
  }),
});

export const sharing: Projection = {
  name: 'sharing',
  version: 2,
  currentOnly: true,
  boards: [shareBoard, listBoard, deliveryBoard],
};
