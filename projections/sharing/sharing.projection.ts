/** Folds shares, distribution lists and deliveries into boards. */
import { deliveryEvents } from '../../src/distribution/delivery.events.js';
import { absent as noDelivery, type Delivery, evolve as evolveDelivery } from '../../src/distribution/delivery.record.js';
import { distributionListEvents } from '../../src/distribution/distribution-list.events.js';
import {
  absent as noList,
  type DistributionList,
  evolve as evolveList,
} from '../../src/distribution/distribution-list.record.js';
import { reportShareEvents } from '../../src/report-shares/report-share.events.js';
import { absent as noShare, evolve as evolveShare, type ReportShare } from '../../src/report-shares/report-share.record.js';
import { tenantWide } from '../../src/tenants/tenant-settings.record.js';
import { board, type Projection } from '../runtime/projection.js';
import { foldRow, recordColumns } from '../runtime/record-row.entity.js';
import { DeliveryStateRow, DistributionListStateRow, ShareStateRow } from './sharing.entity.js';

const shareBoard = board<typeof reportShareEvents, ShareStateRow>({
  from: reportShareEvents,
  table: ShareStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, ReportShare>({ initial: noShare, evolve: evolveShare }, row, event, at);
    const { tenantId, ownerOrganisation, record } = loaded;
    if (record.status === 'absent') return undefined;
    const { reportId, recipient, marking } = record;
    return { protection: { tenantId, ownerOrganisation, marking }, reportId, recipient, ...recordColumns(loaded, record) };
  },
});

const listBoard = board<typeof distributionListEvents, DistributionListStateRow>({
  from: distributionListEvents,
  table: DistributionListStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, DistributionList>({ initial: noList, evolve: evolveList }, row, event, at);
    const { tenantId, ownerOrganisation, record } = loaded;
    if (record.status === 'absent') return undefined;
    const protection = { tenantId, ownerOrganisation, marking: tenantWide };
    return { protection, status: record.status, ...recordColumns(loaded, record) };
  },
});

const deliveryBoard = board<typeof deliveryEvents, DeliveryStateRow>({
  from: deliveryEvents,
  table: DeliveryStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, Delivery>({ initial: noDelivery, evolve: evolveDelivery }, row, event, at);
    const { tenantId, ownerOrganisation, record } = loaded;
    if (record.status === 'absent') return undefined;
    const { reportId, receiverId, listId, kind, receiverKind, restatedBy, status, nextAttemptAt, marking } = record;
    return {
      protection: { tenantId, ownerOrganisation, marking },
      reportId,
      receiverId,
      listId,
      kind,
      receiverKind,
      restatedBy,
      status,
      nextAttemptAt,
      ...recordColumns(loaded, record),
    };
  },
});

export const sharing: Projection = {
  name: 'sharing',
  version: 1,
  currentOnly: true,
  boards: [shareBoard, listBoard, deliveryBoard],
};
