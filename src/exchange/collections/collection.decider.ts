/** The rules of a collection. Pure: no clock, no ids, no I/O. */
import { assertNever, type Decider, RuleViolation } from '../../ledger/decider.js';
import { changedFields } from '../../ledger/text.js';
import type { CollectionContent, CollectionEvent, CollectionPartner } from './collection.events.js';
import { absent, type Collection, evolve } from './collection.record.js';

/** Who sets it: their organisation, which keeps it, and their countries. */
interface Keeper {
  readonly organisation: string;
  readonly countries: readonly string[];
}
export type CollectionCommand =
  | { readonly type: 'Create'; readonly content: CollectionContent; readonly keeper: Keeper }
  | { readonly type: 'Revise'; readonly changes: Partial<CollectionContent>; readonly keeper: Keeper }
  | { readonly type: 'Retire' }
  | { readonly type: 'Restore' };

const checkPartners = (partners: readonly CollectionPartner[], { organisation: keeper }: Keeper): void => {
  for (const [index, { organisation, canRead, canWrite }] of partners.entries()) {
    const field = `input.partners.${index}`;
    if (organisation === keeper)
      throw new RuleViolation('OWN_ORGANISATION', 'Your own organisation is no partner: its analysts read anyway.', field);
    if (partners.findIndex((other) => other.organisation === organisation) !== index)
      throw new RuleViolation('PARTNER_TWICE', 'The same organisation is named twice. Name each once.', field);
    if (!canRead && !canWrite)
      throw new RuleViolation('PARTNER_WITHOUT_RIGHT', 'A partner that may neither read nor write is none. Leave it out.', field);
  }
};

export const collection: Decider<CollectionCommand, CollectionEvent, Collection> = {
  initial: absent,
  evolve,

  decide(command, state) {
    if (command.type === 'Create') {
      if (state.status !== 'absent') return [];
      checkPartners(command.content.partners, command.keeper);
      return [{ type: 'CollectionCreated', data: { ...command.content, countries: [...command.keeper.countries] } }];
    }
    if (state.status === 'absent') return [];
    switch (command.type) {
      case 'Revise': {
        const { status, countries: _, ...content } = state;
        if (status === 'retired')
          throw new RuleViolation('RETIRED', 'The collection is retired. Restore it before you revise it.');
        const changes = changedFields<CollectionContent>(content, command.changes);
        if (!changes) return [];
        checkPartners(changes.partners ?? [], command.keeper);
        const data = { ...content, ...changes, countries: [...command.keeper.countries] };
        return [{ type: 'CollectionRevised', data }];
      }
      case 'Retire':
        return state.status === 'retired' ? [] : [{ type: 'CollectionRetired', data: {} }];
      case 'Restore':
        return state.status === 'standing' ? [] : [{ type: 'CollectionRestored', data: {} }];
      default:
        return assertNever(command);
    }
  },
};
