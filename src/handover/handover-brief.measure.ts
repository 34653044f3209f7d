/** What changed between two positions, from the rows that held then and in between, as far as the reader may see them. Pure. */
import type { Marking } from '../access/marking.js';

/** A record as one of its rows has it. */
export interface Stage {
  /** Of the event that made it so, in digits. */
  readonly position: string;
  readonly recordedAt: string;
  readonly title: string;
  readonly status: string;
  /** Its compartment: another one is another marking. */
  readonly compartment: string;
  readonly marking: Marking;
}
export interface VersionStage {
  readonly number: number;
  readonly status: 'published' | 'superseded' | 'retracted';
  readonly publishedAt: string;
}
export interface ReportStage extends Stage {
  readonly workingStatus: string | null;
  readonly versions: readonly VersionStage[];
}
export interface HandoverStage extends Stage {
  readonly outgoing: string;
  readonly incoming: string | null;
}

/** A record's way through an interval, as a reader may see it; it ended in sight. */
export interface Course<S extends Stage> {
  readonly id: string;
  /** At the start; `hidden`: it was there, out of the reader's sight. */
  readonly before: S | 'hidden' | undefined;
  /** Visible stages after the start, in order; at least one, the last holds at the end. */
  readonly stages: readonly S[];
}

export type RecordKind = 'intelReport' | 'source' | 'handover';
export interface BriefItem {
  readonly type: RecordKind;
  readonly id: string;
  readonly title: string;
  /** When it was recorded; UTC ISO 8601. */
  readonly time: string;
  /** Where it was recorded, in digits. */
  readonly position: string;
}
export interface BriefVersion extends BriefItem {
  readonly version: number;
  readonly publishedAt: string;
}
export interface BriefDisclosure extends BriefItem {
  readonly status: string;
}
export interface BriefRemark extends BriefItem {
  readonly from: Marking;
  readonly to: Marking;
}
export interface BriefHandover extends BriefItem {
  readonly status: string;
  readonly outgoing: string;
  readonly incoming: string | null;
}

export interface SharedChanges {
  /** Records that were out of the reader's sight at the start. */
  readonly disclosed: readonly BriefDisclosure[];
  /** Only where both markings are the reader's to see. */
  readonly remarked: readonly BriefRemark[];
}
export interface ReportChanges extends SharedChanges {
  readonly published: readonly BriefVersion[];
  readonly superseded: readonly BriefVersion[];
  readonly retracted: readonly BriefVersion[];
  readonly archived: readonly BriefItem[];
  readonly restored: readonly BriefItem[];
  /** Reports that were drafted. */
  readonly draftedCount: number;
  /** Working versions that are in review at the end and were not at the start. */
  readonly inReviewCount: number;
}
export interface SourceChanges extends SharedChanges {
  readonly registered: readonly BriefItem[];
  readonly paused: readonly BriefItem[];
  readonly resumed: readonly BriefItem[];
  readonly retired: readonly BriefItem[];
}

/** In order of position, then of id, then of what else tells them apart. */
export const inOrder = <Item extends { readonly position: string; readonly id: string }>(
  items: readonly Item[],
): readonly Item[] =>
  items.toSorted((a, b) => {
    const [p, q] = [BigInt(a.position), BigInt(b.position)];
    if (p !== q) return p < q ? -1 : 1;
    return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  });

interface Followed<S extends Stage> {
  readonly id: string;
  /** Undefined for a record that came in the interval. */
  readonly start: S | undefined;
  readonly steps: readonly S[];
  readonly end: S;
  readonly disclosedAt: S | undefined;
}

/** What came into sight is compared with how it came into sight, and never with what it was before. */
const followed = <S extends Stage>({ id, before, stages }: Course<S>): Followed<S> => {
  const end = stages.at(-1)!;
  return before === 'hidden'
    ? { id, start: stages[0], steps: stages.slice(1), end, disclosedAt: stages[0] }
    : { id, start: before, steps: stages, end, disclosedAt: undefined };
};

/** The step since which something holds until the end. */
const sinceWhen = <S extends Stage>({ steps, end }: Followed<S>, holds: (stage: S) => boolean): S => {
  let since = end;
  for (const step of steps.toReversed()) {
    if (!holds(step)) break;
    since = step;
  }
  return since;
};

const itemOf = <S extends Stage>(type: RecordKind, course: Followed<S>, step: S): BriefItem => ({
  type,
  id: course.id,
  title: course.end.title,
  time: step.recordedAt,
  position: step.position,
});

/** Records of which something holds at the end and did not at the start. */
const became = <S extends Stage>(
  type: RecordKind,
  courses: readonly Followed<S>[],
  holds: (stage: S) => boolean,
  from: (start: S | undefined) => boolean = () => true,
): readonly BriefItem[] =>
  inOrder(
    courses
      .filter(({ start, steps, end }) => steps.length > 0 && holds(end) && !(start && holds(start)) && from(start))
      .map((course) => itemOf(type, course, sinceWhen(course, holds))),
  );

const shared = <S extends Stage>(type: RecordKind, courses: readonly Followed<S>[]): SharedChanges => ({
  disclosed: inOrder(
    courses.flatMap((course) =>
      course.disclosedAt ? [{ ...itemOf(type, course, course.disclosedAt), status: course.end.status }] : [],
    ),
  ),
  remarked: inOrder(
    courses.flatMap((course) => {
      const { start, end } = course;
      if (!start || start.compartment === end.compartment) return [];
      const step = sinceWhen(course, ({ compartment }) => compartment === end.compartment);
      return [{ ...itemOf(type, course, step), from: start.marking, to: end.marking }];
    }),
  ),
});

const versionIn = (stage: ReportStage | undefined, number: number): VersionStage | undefined =>
  stage?.versions.find((version) => version.number === number);

/** Versions of which something holds at the end and did not at the start. */
const versionsThatBecame = (
  courses: readonly Followed<ReportStage>[],
  holds: (version: VersionStage) => boolean,
): readonly BriefVersion[] =>
  inOrder(
    courses.flatMap((course) =>
      course.end.versions.flatMap((version) => {
        const { number, publishedAt } = version;
        const held = versionIn(course.start, number);
        if (!holds(version) || (held && holds(held))) return [];
        const step = sinceWhen(course, (stage) => {
          const then = versionIn(stage, number);
          return then !== undefined && holds(then);
        });
        return [{ ...itemOf('intelReport', course, step), version: number, publishedAt }];
      }),
    ),
  );

export const reportChanges = (given: readonly Course<ReportStage>[]): ReportChanges => {
  const courses = given.map(followed);
  const inReview = ({ status, workingStatus }: ReportStage): boolean => status !== 'archived' && workingStatus === 'in_review';
  return {
    published: versionsThatBecame(courses, () => true),
    superseded: versionsThatBecame(courses, ({ status }) => status === 'superseded'),
    retracted: versionsThatBecame(courses, ({ status }) => status === 'retracted'),
    archived: became('intelReport', courses, ({ status }) => status === 'archived'),
    restored: became(
      'intelReport',
      courses,
      ({ status }) => status !== 'archived',
      (start) => start !== undefined,
    ),
    // What was published elsewhere has a version from the first.
    draftedCount: courses.filter(({ start, steps }) => !start && steps[0].versions.length === 0).length,
    inReviewCount: became('intelReport', courses, inReview).length,
    ...shared('intelReport', courses),
  };
};

export const sourceChanges = (given: readonly Course<Stage>[]): SourceChanges => {
  const courses = given.map(followed);
  const is = (status: string) => (stage: Stage) => stage.status === status;
  return {
    registered: became('source', courses, () => true),
    paused: became('source', courses, is('paused')),
    resumed: became('source', courses, is('active'), (start) => start !== undefined),
    retired: became('source', courses, is('retired')),
    ...shared('source', courses),
  };
};

/** Handovers that were recorded, revised, withdrawn or countersigned. */
export const handoverChanges = (
  given: readonly Course<HandoverStage>[],
): SharedChanges & { readonly handovers: readonly BriefHandover[] } => {
  const courses = given.map(followed);
  return {
    handovers: inOrder(
      courses
        .filter(({ steps }) => steps.length > 0)
        .map((course) => {
          const { status, outgoing, incoming } = course.end;
          return { ...itemOf('handover', course, course.end), status, outgoing, incoming };
        }),
    ),
    ...shared('handover', courses),
  };
};

/** A source whose silence began or ended. */
export interface BriefSilence {
  readonly id: string;
  readonly name: string;
  readonly lastReportAt: string | null;
  readonly expectedWithinSeconds: number;
}
/** A feed that somebody has to look at, or no longer. */
export interface BriefFeed {
  readonly id: string;
  readonly name: string;
  readonly health: string;
  readonly lastSuccessAt: string | null;
  /** The code of what it failed with. */
  readonly fault: string | null;
}
interface JudgedFeed extends BriefFeed {
  readonly red: boolean;
}
interface Watched {
  readonly name: string;
  readonly status: string;
  readonly lastReportAt: string | null;
}

/** Those of `these` that are none of `those`, by name. */
const without = <One extends { readonly id: string; readonly name: string }>(
  these: readonly One[],
  those: readonly One[],
): readonly One[] => {
  const ids = new Set(those.map(({ id }) => id));
  return these
    .filter(({ id }) => !ids.has(id))
    .toSorted((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1));
};

/**
 * Silence is judged at both ends of the interval.
 * @param before sources silent at the start, `after` those silent at the end.
 * @param atEnd what the reader may see at the end of the sources that were silent at the start.
 */
export const silenceChanges = (
  before: readonly BriefSilence[],
  after: readonly BriefSilence[],
  atEnd: ReadonlyMap<string, Watched>,
): { readonly silent: readonly BriefSilence[]; readonly back: readonly BriefSilence[] } => {
  const told = ({ id, name, lastReportAt, expectedWithinSeconds }: BriefSilence): BriefSilence => ({
    id,
    name,
    lastReportAt,
    expectedWithinSeconds,
  });
  return {
    silent: without(after, before).map(told),
    back: without(before, after).flatMap((source) => {
      const now = atEnd.get(source.id);
      return now?.status === 'active' ? [{ ...told(source), name: now.name, lastReportAt: now.lastReportAt }] : [];
    }),
  };
};

/**
 * Health is judged at both ends of the interval; a feed that was paused meanwhile did not recover.
 * @param before feeds at the start, `after` those at the end.
 */
export const feedChanges = (
  before: readonly JudgedFeed[],
  after: readonly JudgedFeed[],
): { readonly unhealthy: readonly BriefFeed[]; readonly recovered: readonly BriefFeed[] } => {
  const told = ({ id, name, health, lastSuccessAt, fault }: JudgedFeed): BriefFeed => ({
    id,
    name,
    health,
    lastSuccessAt,
    fault,
  });
  const red = (feeds: readonly JudgedFeed[]) => feeds.filter((feed) => feed.red);
  const wasRed = new Set(red(before).map(({ id }) => id));
  return {
    unhealthy: without(red(after), red(before)).map(told),
    recovered: without(
      after.filter(({ id, health }) => wasRed.has(id) && health !== 'off'),
      red(after),
    ).map(told),
  };
};
