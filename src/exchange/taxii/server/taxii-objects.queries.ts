/** Pages of what a collection tells to whoever it stands open to. */
import { secrecyRank, tlpRank } from '../../../access/marking.js';
import { LedgerError } from '../../../ledger/errors.js';
import type { InstanceKey } from '../../../ledger/record-id.js';
import type { ReadModels } from '../../../read-side/read-model.queries.js';
import type { ExportQueries } from '../../stix/export/export.queries.js';
import type { PagedObject } from '../../stix/export/export-page.js';
import { audienceOf, type OpenCollection } from './collection-access.js';
import { datesAdded, positionOf } from './date-added.js';
import { openCursor, sealCursor } from './sealed-cursor.js';
import type { ReadFacts } from './taxii-read.events.js';
import type { TaxiiQuestion } from './taxii-questions.js';

export interface AddedObject extends PagedObject {
  /** UTC, finer than microseconds; later objects have later ones. */
  readonly dateAdded: string;
}
export interface ObjectPage {
  readonly objects: readonly AddedObject[];
  readonly more: boolean;
  readonly next: string | undefined;
  /** The highest marking of what is on it; null: nothing of a record. */
  readonly strictest: ReadFacts['strictest'];
}

export class TaxiiObjectQueries {
  constructor(
    private readonly exports: ExportQueries,
    private readonly models: ReadModels,
    private readonly instanceKey: InstanceKey,
  ) {}

  /** @throws LedgerError INVALID_INPUT for a `next` that no page of the same question gave; UNAVAILABLE. */
  async page(open: OpenCollection, { filter, addedAfter, limit, next }: TaxiiQuestion): Promise<ObjectPage> {
    const { id, record } = open.collection;
    const key = this.instanceKey.bytes;
    const asked = JSON.stringify([id, open.receiver, open.subject.actorId, filter, addedAfter ?? null]);
    const page = await this.exports.page(
      audienceOf(open),
      { ...filter, within: record.filter },
      {
        limit,
        ...(addedAfter === undefined ? {} : { after: await positionOf(this.models, addedAfter) }),
        ...(next === undefined ? {} : { next: openCursor(key, asked, next) }),
      },
    );
    const dateOf = await datesAdded(
      this.models,
      page.objects.map(({ position }) => position),
    );
    return {
      objects: page.objects.map((object) => ({ ...object, dateAdded: dateOf(object.position) })),
      more: page.more,
      next: page.next === null ? undefined : sealCursor(key, asked, page.next),
      strictest: strictestOf(page.objects),
    };
  }

  /** One object; the page may be empty where the question leaves out what there is. @throws LedgerError NOT_FOUND */
  async one(open: OpenCollection, id: string, question: TaxiiQuestion): Promise<ObjectPage> {
    const filter = { ...question.filter, ids: [id] };
    const page = await this.page(open, { ...question, filter });
    if (page.objects.length > 0) return page;
    const any = await this.page(open, { filter: { ids: [id] }, addedAfter: undefined, limit: 1, next: undefined });
    if (any.objects.length === 0) throw new LedgerError('NOT_FOUND', 'There is no such object in this collection.');
    return page;
  }
}

const strictestOf = (objects: readonly PagedObject[]): ObjectPage['strictest'] => {
  const markings = objects.flatMap(({ protections }) => protections.map(({ marking }) => marking));
  const [first, ...others] = markings;
  if (first === undefined) return null;
  return others.reduce<NonNullable<ObjectPage['strictest']>>(
    ({ secrecyLevel, tlp }, marking) => ({
      secrecyLevel: secrecyRank(marking.secrecyLevel) > secrecyRank(secrecyLevel) ? marking.secrecyLevel : secrecyLevel,
      tlp: tlpRank(marking.tlp) > tlpRank(tlp) ? marking.tlp : tlp,
    }),
    { secrecyLevel: first.secrecyLevel, tlp: first.tlp },
  );
};
