/** Opens the campaign of the demo tenant to a partner, as far as its markings allow. */
import { KeepCollection, KeepCollectionHandler } from '../../src/exchange/collections/collection.commands.js';
import { parseCollection } from '../../src/exchange/collections/collection.input.js';
import type { Kernel } from '../../src/kernel.js';
import type { CommandContext, Ledger, Receipt } from '../../src/ledger/ledger.js';

/** The organisation that the collection is for. */
export const DEMO_PARTNER = 'northern-cert';

const COLLECTION = {
  title: 'Campaigns',
  description: 'What the fusion centre tells of campaigns, for partners.',
  alias: 'campaigns',
  types: ['campaign', 'threat-actor', 'attack-pattern', 'infrastructure', 'relationship'],
  maximumTlp: 'AMBER',
  maximumSecrecyLevel: 'RESTRICTED',
  partners: [{ organisation: DEMO_PARTNER, country: 'NO', canRead: true, canWrite: true }],
};

export const loadCollection = async (
  ledger: Ledger,
  { collectionDirectory, instanceKey }: Pick<Kernel, 'collectionDirectory' | 'instanceKey'>,
  context: CommandContext,
): Promise<Receipt> => {
  const handler = new KeepCollectionHandler(ledger, collectionDirectory, instanceKey);
  const { receipt } = await handler.execute(new KeepCollection({ kind: 'create', input: parseCollection(COLLECTION) }, context));
  return receipt;
};
