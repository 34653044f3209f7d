/** Finds by its id what we make ourselves: the records and received objects that it is made of, without a look through all of them. */
import type { Subject } from '../../../access/actor.js';
import type { InfrastructureRecord } from '../../../infrastructure/infrastructure.record.js';
import { isRecordId } from '../../../ledger/stream-name.js';
import type { Loaded } from '../../../ledger/ledger.js';
import { kindOf, typeOfId, uuidOf } from '../stix-types.js';
import type { HoldingQueries } from './holdings.queries.js';
import { hintIn, isExtensionId, type Look, organisationRef } from './own-object.stix.js';
import { observablesOf, stixIdOf } from './profiles.stix.js';
import { revisedIdOf } from './revised-profile.stix.js';

export class NamedQueries {
  constructor(private readonly holdings: HoldingQueries) {}

  /** Whether one of these ids is of what goes beside objects of ours: who made them, and their extension. */
  async isOfHelpers({ tenantId, ...subject }: Subject, ids: readonly string[], look: Look): Promise<boolean> {
    const identities = ids.filter((id) => typeOfId(id) === 'identity' && !isExtensionId(id));
    if (ids.some(isExtensionId)) return true;
    if (identities.length === 0) return false;
    const organisations = await this.holdings.organisations({ tenantId, ...subject });
    const makers = new Set(organisations.map((organisation) => organisationRef(tenantId, organisation, look)));
    return identities.some((id) => makers.has(id));
  }

  /** @returns ids of records, and STIX ids of received objects: for every id as much is looked at, whether there is something or not. */
  async basesOf(subject: Subject, ids: readonly string[], look: Look): Promise<readonly string[]> {
    const hinted = await this.holdings.objects(subject, { hints: [...new Set(ids.map(hintIn))] }, {});
    const relationships = ids.filter((id) => typeOfId(id) === 'relationship');
    const links = relationships.map(uuidOf).filter(isRecordId);
    const ends = links.length === 0 ? [] : await this.holdings.endsOfLinks(subject, links);
    const parts = ids.filter((id) => kindOf(typeOfId(id) ?? '') === 'observable');
    const infrastructure = await this.infrastructureOf(subject, new Set([...relationships, ...parts]), look);
    return [...new Set([...hinted.map(({ stixId }) => stixId), ...ends, ...infrastructure])];
  }

  private async infrastructureOf(subject: Subject, ids: ReadonlySet<string>, look: Look): Promise<readonly string[]> {
    if (ids.size === 0) return [];
    const held = await this.holdings.records(subject, 'infrastructure', {}, {});
    return held
      .map(({ loaded }) => loaded as unknown as Loaded<InfrastructureRecord>)
      .filter((one) => {
        const source = one.record.stix === undefined ? stixIdOf('infrastructure', one) : revisedIdOf(one, look);
        return observablesOf(one, source, look).some(({ id }) => ids.has(String(id)));
      })
      .map(({ id }) => id);
  }
}
