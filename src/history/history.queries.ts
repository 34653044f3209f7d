/** A record's history, its state at a moment, and what differs between two of its revisions: always from its own stream. */
import type { Subject } from '../access/actor.js';
import type { Protection } from '../access/marking.js';
import { type Action, decide } from '../access/policy.js';
import { BlobRef } from '../ledger/blob.events.js';
import type { Blobs } from '../ledger/blobs.js';
import { LedgerError, notFound } from '../ledger/errors.js';
import type { ActorKind } from '../ledger/event-contract.js';
import type { Ledger, Loaded } from '../ledger/ledger.js';
import { People } from '../people/people.queries.js';
import type { MomentInput } from '../read-side/moment.queries.js';
import type { ReadModels } from '../read-side/read-model.queries.js';
import { historicTypes, type HistoricType } from './record-types.js';
import { References } from './references.js';
import { changesBetween, type FieldChange, happenedAt, specOf, type Step, steps } from './replay.js';

export interface HistoryFrame {
  readonly revision: bigint;
  readonly position: bigint;
  readonly eventId: string;
  readonly eventType: string;
  readonly label: string;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly actorKind: ActorKind;
  readonly organisationId: string;
  readonly happenedAt: string;
  readonly recordedAt: string;
  readonly reason: string | null;
  readonly changes: readonly FieldChange[];
  /** The state before was marked above what you may see, so the changes are not shown. */
  readonly withheld: boolean;
}

export interface RecordState {
  readonly type: string;
  readonly id: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly recordedAt: string;
  readonly createdAt: string;
  readonly organisationId: string;
  readonly fields: Record<string, unknown>;
}

export interface RecordDifference {
  readonly from: RecordState;
  readonly to: RecordState;
  readonly changes: readonly FieldChange[];
  readonly frames: readonly HistoryFrame[];
}

export class HistoryQueries {
  constructor(
    private readonly ledger: Ledger,
    private readonly models: ReadModels,
    private readonly people: People,
    private readonly blobs: Blobs,
  ) {}

  /** @throws LedgerError NOT_FOUND, INVALID_INPUT for an unknown type. */
  async history(subject: Subject, category: string, id: string): Promise<readonly HistoryFrame[]> {
    const { historic, all } = await this.visibleSteps(subject, category, id);
    return this.framesOf(subject, historic, await this.told(subject, historic, all, all));
  }

  /**
   * What happened to a record after a position, as far as the subject may see: how often it changed, and the newest of the changes.
   * @throws LedgerError NOT_FOUND
   */
  async since(
    subject: Subject,
    category: string,
    id: string,
    position: bigint,
    newest: number,
  ): Promise<{ readonly count: number; readonly frames: readonly HistoryFrame[] }> {
    const { historic, all } = await this.visibleSteps(subject, category, id);
    const later = await this.told(subject, historic, all, after(all, position));
    return { count: later.length, frames: await this.framesOf(subject, historic, later.slice(-newest)) };
  }

  /**
   * The first `limit` frames after a position, and the position of the record's last event, which may be one that is not shown.
   * @throws LedgerError NOT_FOUND, INVALID_INPUT for an unknown type.
   */
  async framesAfter(
    subject: Subject,
    category: string,
    id: string,
    position: bigint,
    limit: number,
  ): Promise<{ frames: readonly HistoryFrame[]; last: bigint }> {
    const { historic, all } = await this.visibleSteps(subject, category, id);
    const later = await this.told(subject, historic, all, after(all, position));
    return { frames: await this.framesOf(subject, historic, later.slice(0, limit)), last: all.at(-1)!.recorded.at.position };
  }

  async asOf(subject: Subject, category: string, id: string, input: MomentInput): Promise<RecordState> {
    const { historic, loaded } = await this.loadedAt(subject, category, id, input);
    return this.stateOf(category, historic, loaded, this.referencesOf(subject, historic));
  }

  /** A record as it stood, with what the policy looks at. @throws LedgerError NOT_FOUND, INVALID_INPUT for an unknown type. */
  async protectionAt(
    subject: Subject,
    category: string,
    id: string,
    input: MomentInput,
  ): Promise<{ readonly loaded: Loaded<unknown>; readonly protection: Protection; readonly readBy: Action }> {
    const { historic, loaded } = await this.loadedAt(subject, category, id, input);
    const { tenantId, ownerOrganisation, record } = loaded;
    // Visible, so marked.
    const marking = historic.type.markingOf(record)!;
    return { loaded, protection: { tenantId, ownerOrganisation, marking }, readBy: historic.readBy ?? 'read' };
  }

  private async loadedAt(subject: Subject, category: string, id: string, input: MomentInput) {
    const moment = await this.models.momentOf(input);
    const { historic, all } = await this.visibleSteps(subject, category, id);
    const step = moment ? all.findLast(({ recorded }) => recorded.at.position <= moment.position) : all.at(-1);
    if (!step || !visibleAt(subject, historic, step.after)) throw notFound(historic.type.name);
    return { historic, loaded: step.after };
  }

  async diff(subject: Subject, category: string, id: string, from: bigint, to: bigint): Promise<RecordDifference> {
    const { historic, all } = await this.visibleSteps(subject, category, id);
    const at = (revision: bigint): Step => {
      const step = all.find(({ recorded }) => recorded.at.revision === revision);
      if (!step || !visibleAt(subject, historic, step.after)) throw notFound(`revision of the ${historic.type.name}`);
      return step;
    };
    const [first, last] = [at(from), at(to)];
    const [low, high] = from <= to ? [from, to] : [to, from];
    const between = all.filter(({ recorded }) => recorded.at.revision > low && recorded.at.revision <= high);
    const references = this.referencesOf(subject, historic);
    const [fromState, toState] = await Promise.all(
      [first, last].map(({ after }) => this.stateOf(category, historic, after, references)),
    );
    return {
      from: fromState,
      to: toState,
      changes: changesBetween(fromState.fields, toState.fields),
      frames: await this.framesOf(subject, historic, await this.told(subject, historic, all, between)),
    };
  }

  /** A state with the texts that lie in blobs: whole, as readers knew it. */
  private async stateOf(
    type: string,
    { fieldsOf }: HistoricType,
    loaded: Loaded<unknown>,
    references: References,
  ): Promise<RecordState> {
    const fields = Object.entries(fieldsOf(loaded.record as never)).map(async ([name, value]) => {
      const ref = BlobRef.safeParse(value);
      return [name, ref.success ? await this.blobs.textOf(loaded.tenantId, ref.data) : value] as const;
    });
    return {
      type,
      id: loaded.id,
      revision: loaded.revision,
      position: loaded.position,
      recordedAt: loaded.updatedAt,
      createdAt: loaded.createdAt,
      organisationId: loaded.ownerOrganisation,
      fields: await references.state(Object.fromEntries(await Promise.all(fields))),
    };
  }

  /** Decided by the streams of what is referred to, so that a raised marking counts at once. */
  private referencesOf(subject: Subject, { references = {} }: HistoricType): References {
    return new References(references, async ({ type, id }) => {
      const historic = historicTypes[type];
      const loaded = await this.ledger.load(historic.type, subject.tenantId, id);
      return loaded !== undefined && visibleAt(subject, historic, loaded);
    });
  }

  /** A past state shows only while the record is visible today: the stricter of both markings decides. */
  private async visibleSteps(
    subject: Subject,
    category: string,
    id: string,
  ): Promise<{ historic: HistoricType; all: readonly Step[] }> {
    const historic = Object.hasOwn(historicTypes, category) ? historicTypes[category] : undefined;
    if (!historic) {
      const message = `There is no record type ${category.slice(0, 40)}; give one of ${Object.keys(historicTypes).join(', ')}.`;
      throw new LedgerError('INVALID_INPUT', message, { fields: [{ path: 'type', message }] });
    }
    const all = steps(historic.type, await this.ledger.events(historic.type.contracts, subject.tenantId, id));
    const now = all.at(-1)?.after;
    if (!now || !visibleAt(subject, historic, now)) throw notFound(historic.type.name);
    return { historic, all };
  }

  /**
   * What the reader is told of some steps: nothing of those that are about records that they may not see today, and about nothing else.
   * @param all steps of the record, the last of which is its state today.
   */
  private async told(
    subject: Subject,
    historic: HistoricType,
    all: readonly Step[],
    wanted: readonly Step[],
  ): Promise<readonly ToldStep[]> {
    const today = all.at(-1)?.after.record as never;
    const references = this.referencesOf(subject, historic);
    const told = wanted
      .filter((step) => visibleAt(subject, historic, step.after))
      .map(async (step): Promise<readonly ToldStep[]> => {
        const { recorded, before, after: now } = step;
        const changes = [
          ...changesBetween(before && historic.fieldsOf(before.record as never), historic.fieldsOf(now.record as never)),
          ...(historic.changesIn?.(recorded.event, today) ?? []),
        ];
        const shown = await references.changes(changes);
        if (changes.length > 0 && shown.length === 0) return [];
        const withheld = before !== undefined && !visibleAt(subject, historic, before);
        return [{ step, withheld, changes: withheld ? [] : shown }];
      });
    return (await Promise.all(told)).flat();
  }

  private async framesOf(subject: Subject, historic: HistoricType, told: readonly ToldStep[]): Promise<readonly HistoryFrame[]> {
    const names = await this.people.namesOf(
      subject.tenantId,
      told.map(({ step }) => step.recorded.at.meta.actorId),
    );
    return told.map(({ step: { recorded }, withheld, changes }) => {
      const { event, at } = recorded;
      return {
        revision: at.revision,
        position: at.position,
        eventId: at.eventId,
        eventType: event.type,
        label: specOf(historic.type, event.type).label,
        actorId: at.meta.actorId,
        actorName: names.get(at.meta.actorId) ?? null,
        actorKind: at.meta.actorKind,
        organisationId: at.meta.orgId,
        happenedAt: happenedAt(historic.type, recorded),
        recordedAt: at.recordedAt,
        reason: at.meta.reason ?? null,
        changes,
        withheld,
      };
    });
  }
}

interface ToldStep extends Pick<HistoryFrame, 'changes' | 'withheld'> {
  readonly step: Step;
}

const after = (all: readonly Step[], position: bigint): readonly Step[] =>
  all.filter(({ recorded }) => recorded.at.position > position);

const visibleAt = (subject: Subject, { type, readBy = 'read' }: HistoricType, loaded: Loaded<unknown>): boolean => {
  const marking = type.markingOf(loaded.record);
  return marking !== undefined && decide(subject, readBy, { ...loaded, marking }).allow;
};
