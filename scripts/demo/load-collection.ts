/** Opens the campaign of the demo tenant to a partner, as far as its markings allow. */
import { changeOf } from '../../src/exchange/collections/collection.commands.js';
import { parseCollection } from '../../src/exchange/collections/collection.input.js';
import { collectionType } from '../../src/exchange/collections/collection.type.js';
import type { CommandContext, Ledger, Receipt } from '../../src/ledger/ledger.js';
import { type InstanceKey, newRecordId } from '../../src/ledger/record-id.js';

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

/** Into a ledger that holds nothing else: nobody else has its alias. */
export const loadCollection = async (ledger: Ledger, instanceKey: InstanceKey, context: CommandContext): Promise<Receipt> => {
  const { id } = newRecordId(instanceKey, collectionType.contracts.category, context);
  const { receipt } = await ledger.execute(changeOf(id, { kind: 'create', input: parseCollection(COLLECTION) }, context));
  return receipt;
};
