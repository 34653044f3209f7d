/** The rules of a distribution list. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import { changedFields } from '../ledger/text.js';
import type { DistributionListContent, DistributionListEvent, DistributionReceiver } from './distribution-list.events.js';
import { absent, type DistributionList, evolve } from './distribution-list.record.js';

export type DistributionListCommand =
  | { readonly type: 'Create'; readonly content: DistributionListContent }
  | { readonly type: 'Revise'; readonly changes: Partial<DistributionListContent> }
  | { readonly type: 'Retire' };

const refuseTwice = (receivers: readonly DistributionReceiver[]): void => {
  const ids = receivers.map(({ id }) => id);
  const again = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (again >= 0)
    throw new RuleViolation('RECEIVER_TWICE', 'The same receiver is named twice. Name each once.', `input.receivers.${again}`);
};

const refuseNothing = ({ reportTypes, feedAlerts }: DistributionListContent): void => {
  if (reportTypes.length === 0 && !feedAlerts)
    throw new RuleViolation('NOTHING_TO_SEND', 'Name a report type, or ask for feedAlerts.', 'input.reportTypes');
};

/** Who is on the list already stays on it from when they came. */
const kept = (receivers: readonly DistributionReceiver[], before: readonly DistributionReceiver[]): DistributionReceiver[] =>
  receivers.map((one) => ({ ...one, since: before.find(({ id }) => id === one.id)?.since ?? one.since }));

export const distributionList: Decider<DistributionListCommand, DistributionListEvent, DistributionList> = {
  initial: absent,
  evolve,

  decide(command, list) {
    if (command.type === 'Create') {
      if (list.status !== 'absent') return [];
      refuseNothing(command.content);
      refuseTwice(command.content.receivers);
      return [{ type: 'DistributionListCreated', data: command.content }];
    }
    if (list.status === 'absent') return [];
    switch (command.type) {
      case 'Revise': {
        const { status, ...content } = list;
        if (status === 'retired') throw new RuleViolation('RETIRED', 'The list is retired. Create another in its place.');
        const { receivers, ...others } = command.changes;
        if (receivers) refuseTwice(receivers);
        const changes = changedFields(content, {
          ...others,
          ...(receivers ? { receivers: kept(receivers, content.receivers) } : {}),
        });
        if (!changes) return [];
        const data = { ...content, ...changes };
        refuseNothing(data);
        return [{ type: 'DistributionListRevised', data }];
      }
      case 'Retire':
        return list.status === 'retired' ? [] : [{ type: 'DistributionListRetired', data: {} }];
      default:
        return assertNever(command);
    }
  },
};
