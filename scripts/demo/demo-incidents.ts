/** A year of incidents of the demo tenant and what became of each: the same plan for the same begin. */
import type { Marking } from '../../src/access/marking.js';
import {
  BLANK_INCIDENT,
  type DoneBy,
  type IncidentDetails,
  type IncidentEvent,
  type IncidentOrigin,
  type Severity,
  type Verdict,
} from '../../src/incidents/incident.events.js';
import { type Chance, chanceOf } from './chance.js';
import { DELAYS, INCIDENT_KINDS, type IncidentKind } from './demo-incident-kinds.js';
import { MAJOR_INCIDENTS, type MajorIncident } from './demo-major-incidents.js';

export interface DemoIncident {
  readonly origin: IncidentOrigin;
  /** In order, each with its `ref`. */
  readonly facts: readonly IncidentEvent[];
  /** It is a part of the one before it. */
  readonly duplicate: boolean;
}

/** Who works on them; `analysts` are actors. */
export interface Desk {
  readonly marking: Marking;
  readonly manager: string;
  readonly analysts: readonly string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SYSTEM = 'soc-console';
/** A day's incidents, at the beginning and today. */
const PER_DAY = [0.66, 1.15] as const;
const DUPLICATES = 0.02;
/** Of what came in the last months and can wait. */
const NEVER_ENDED = 0.03;
const OPEN_SINCE_DAYS = 110;
const REOPENED = 0.045;
const EXERCISE_EVERY_DAYS = 45;
/** The weeks in which the desk is short of people: days before the begin. */
const SHORT_OF_PEOPLE = [80, 118] as const;
/** The weeks of a wave of phishing. */
const WAVE = [24, 52] as const;

type Own<Type extends IncidentEvent['type']> = Omit<Extract<IncidentEvent, { type: Type }>['data'], 'at' | 'by' | 'ref'>;

const iso = (at: number): string => new Date(Math.round(at / 1000) * 1000).toISOString();
const within = (daysAgo: number, [from, to]: readonly [number, number]): boolean => daysAgo >= from && daysAgo < to;
const isGrave = (severity: Severity): boolean => severity === 'high' || severity === 'critical';

/** The next time at which somebody works on what can wait: weekdays from eight to six, UTC. */
const atWork = (at: number, chance: Chance): number => {
  let day = at - (at % DAY);
  const rest = (): boolean => [0, 6].includes(new Date(day).getUTCDay());
  if (!rest() && at < day + 18 * HOUR) return Math.max(at, day + 8 * HOUR + (at < day + 8 * HOUR ? chance.next() * HOUR : 0));
  do day += DAY;
  while (rest());
  return day + 8 * HOUR + chance.next() * 2 * HOUR;
};

/** Collects the facts of an incident up to now; what lies ahead has not happened yet. */
class Timeline {
  readonly facts: IncidentEvent[] = [];

  constructor(
    private readonly id: string,
    private readonly now: number,
  ) {}

  get ref(): string {
    return `${this.id}/${this.facts.length}`;
  }

  add<Type extends Exclude<IncidentEvent['type'], 'IncidentOpened'>>(type: Type, at: number, by: DoneBy, own: Own<Type>): void {
    if (at < this.now) this.facts.push({ type, data: { at: iso(at), by, ref: this.ref, ...own } } as unknown as IncidentEvent);
  }
}

/** What an incident is before anybody looks at it. */
interface Opening {
  readonly id: string;
  readonly detectedAt: number;
  readonly by: DoneBy;
  readonly severity: Severity;
  readonly details: IncidentDetails;
}

const begin = ({ id, detectedAt, by, severity, details }: Opening, { marking, manager }: Desk, now: number): Timeline => {
  const timeline = new Timeline(id, now);
  const origin = { system: SYSTEM, id };
  timeline.facts.push({
    type: 'IncidentOpened',
    data: { details, severity, detectedAt: iso(detectedAt), by, ref: timeline.ref, origin, marking, createdBy: manager },
  });
  return timeline;
};

/** Medians: minutes to the acknowledgement, hours to the resolution. */
const PACE: Readonly<Record<Severity, readonly [minutes: number, hours: number]>> = {
  fatal: [4, 4],
  critical: [5, 4.5],
  high: [11, 8.5],
  medium: [32, 9],
  low: [75, 15],
  informational: [150, 24],
};
const ESCALATED: Readonly<Record<Severity, number>> = {
  fatal: 1,
  critical: 0.9,
  high: 0.34,
  medium: 0.09,
  low: 0.02,
  informational: 0,
};

const verdictOf = (kind: IncidentKind, grave: boolean, chance: Chance): Verdict => {
  if (chance.happens(grave ? kind.falseAlarms / 4 : kind.falseAlarms)) return 'false_positive';
  return chance.happens(0.06) ? 'benign' : 'true_positive';
};

const RESOLUTIONS: Readonly<Partial<Record<Verdict, readonly [resolution: string, cause: string]>>> = {
  false_positive: ['No attack. The rule was made narrower.', 'The rule took ordinary work for an attack.'],
  benign: ['Expected: the work had been announced to another desk.', 'Announced work that the desk had not been told of.'],
};

interface Case {
  readonly kind: IncidentKind;
  readonly story: IncidentKind['stories'][number];
  readonly opening: Opening;
  readonly slow: number;
  readonly recent: boolean;
}

const endByPlaybook = ({ kind, story, opening }: Case, timeline: Timeline, chance: Chance): void => {
  const { detectedAt } = opening;
  const verdict = verdictOf(kind, false, chance);
  const resolved = detectedAt + chance.around(6, 0.7) * MINUTE;
  const [resolution] = RESOLUTIONS[verdict] ?? [story.resolution];
  timeline.add('IncidentAcknowledged', detectedAt + chance.around(0.4, 0.4) * MINUTE, 'rule', {});
  timeline.add('IncidentResolved', resolved + MINUTE, 'rule', { resolution, verdict, automated: true });
  timeline.add('IncidentClosed', resolved + DAY, 'rule', {});
};

const HOLDS = [
  ['user', 45],
  ['vendor', 30],
  ['evidence', 15],
  ['problem', 6],
  ['other', 4],
] as const;

/** @returns when it is resolved, the hold included; undefined: it still waits. */
const wait = (from: number, until: number, endless: boolean, timeline: Timeline, chance: Chance): number | undefined => {
  const held = from + (until - from) * chance.next();
  timeline.add('IncidentOnHold', held, 'human', { reason: endless ? 'vendor' : chance.weighted(HOLDS) });
  if (endless) return undefined;
  const length = chance.around(14, 0.8) * HOUR;
  timeline.add('IncidentResumed', held + length, 'human', {});
  return until + length;
};

const endByPeople = (one: Case, desk: Desk, timeline: Timeline, chance: Chance): void => {
  const { kind, story, opening, slow, recent } = one;
  const { severity, detectedAt } = opening;
  const grave = isGrave(severity);
  const working = (at: number): number => (grave ? at : atWork(at, chance));
  const [minutes, hours] = PACE[severity];
  const seen = working(detectedAt) + chance.around(minutes * slow, 0.65) * MINUTE;
  timeline.add('IncidentAcknowledged', seen, 'human', {});
  timeline.add('IncidentAssigned', seen + MINUTE, 'human', { assignee: chance.one(desk.analysts) });
  if (chance.happens(ESCALATED[severity]))
    timeline.add('IncidentEscalated', seen + Math.min(100, chance.around(25, 0.6)) * MINUTE, 'human', { toTier: 2 });
  if (grave) timeline.add('IncidentContained', seen + Math.min(110, chance.around(60, 0.5)) * MINUTE, 'human', {});
  let resolved: number | undefined = working(seen + 3 * HOUR + chance.around(hours * slow, 0.6) * HOUR);
  const endless = chance.happens(NEVER_ENDED) && !grave && recent;
  if (endless || chance.happens(grave ? 0.08 : 0.2)) resolved = wait(seen + 2 * HOUR, resolved, endless, timeline, chance);
  if (resolved === undefined) return;
  const verdict = verdictOf(kind, grave, chance);
  const [resolution, cause] = RESOLUTIONS[verdict] ?? [story.resolution, story.cause];
  const late = resolved - detectedAt > (grave ? 20 * HOUR : 3 * DAY) || seen - detectedAt > (grave ? 25 : 600) * MINUTE;
  const rootCause = late ? `${cause} ${chance.one(DELAYS)}` : cause;
  const learnt = grave && verdict === 'true_positive' ? { impact: story.impact, lesson: story.lesson } : {};
  timeline.add('IncidentRevised', resolved, 'human', { changes: { rootCause, ...learnt } });
  const end = { resolution, verdict, automated: false };
  timeline.add('IncidentResolved', resolved, 'human', end);
  if (chance.happens(REOPENED)) {
    const again = working(resolved + chance.around(30, 0.5) * HOUR);
    timeline.add('IncidentReopened', again, 'human', { reason: 'It came back on the same system.' });
    resolved = working(again + chance.around(7, 0.5) * HOUR);
    timeline.add('IncidentResolved', resolved, 'human', end);
  }
  timeline.add('IncidentClosed', resolved + 3 * DAY, 'service', {});
};

const occasionOf = (daysAgo: number, chance: Chance): Pick<Case, 'kind' | 'story'> & { readonly severity: Severity } => {
  const wave = within(daysAgo, WAVE);
  const kind = chance.weighted(
    INCIDENT_KINDS.map((one) => [one, one.weight * (wave && one.category === 'Phishing' ? 2.4 : 1)] as const),
  );
  const severity = chance.weighted(Object.entries(kind.severities) as [Severity, number][]);
  return { kind, story: chance.one(kind.stories), severity };
};

const ordinary = (id: string, detectedAt: number, desk: Desk, now: number): DemoIncident => {
  const chance = chanceOf(id);
  const daysAgo = (now - detectedAt) / DAY;
  const { kind, story, severity } = occasionOf(daysAgo, chance);
  const begun = detectedAt - chance.around(kind.minutesToDetect, 0.8) * MINUTE;
  const asset = chance.one(kind.assets);
  const opening: Opening = {
    id,
    detectedAt,
    by: kind.detected ? 'rule' : 'human',
    severity,
    details: {
      ...BLANK_INCIDENT,
      number: id,
      title: story.title.replace('#', asset),
      priority: isGrave(severity) ? (severity === 'critical' ? 'P1' : 'P2') : severity === 'medium' ? 'P3' : 'P4',
      category: kind.category,
      rsit: kind.rsit,
      occurredAt: chance.happens(0.85) ? iso(begun) : null,
      source: kind.source,
      assetRefs: [asset],
      techniqueIds: [...kind.techniqueIds],
    },
  };
  const timeline = begin(opening, desk, now);
  const one = { kind, story, opening, slow: within(daysAgo, SHORT_OF_PEOPLE) ? 1.7 : 1, recent: daysAgo < OPEN_SINCE_DAYS };
  if (!isGrave(severity) && chance.happens(kind.automated)) endByPlaybook(one, timeline, chance);
  else endByPeople(one, desk, timeline, chance);
  return { origin: { system: SYSTEM, id }, facts: timeline.facts, duplicate: false };
};

/** The same once more, by another report of it. */
const duplicateOf = ({ facts: [opened] }: DemoIncident, id: string, desk: Desk, now: number): readonly DemoIncident[] => {
  if (opened.type !== 'IncidentOpened') return [];
  const { details, severity, detectedAt, by } = opened.data;
  const again = Date.parse(detectedAt) + 11 * MINUTE;
  const timeline = begin({ id, detectedAt: again, by, severity, details: { ...details, number: id } }, desk, now);
  timeline.add('IncidentAcknowledged', again + 20 * MINUTE, 'human', {});
  const end = { resolution: 'Already being dealt with.', verdict: 'duplicate', automated: false } as const;
  timeline.add('IncidentResolved', again + 21 * MINUTE, 'human', end);
  return again < now ? [{ origin: { system: SYSTEM, id }, facts: timeline.facts, duplicate: true }] : [];
};

const grave = (plan: MajorIncident, id: string, detectedAt: number, desk: Desk, now: number): DemoIncident => {
  const { category, rsit, source, severity, techniqueIds, assets, hours, title, cause, resolution, impact, lesson } = plan;
  const [undetected, contained, resolved] = hours.map((each) => each * HOUR);
  const opening: Opening = {
    id,
    detectedAt,
    by: 'rule',
    severity,
    details: {
      ...BLANK_INCIDENT,
      number: id,
      title,
      priority: 'P1',
      category,
      rsit,
      occurredAt: iso(detectedAt - undetected),
      source,
      assetRefs: [...assets],
      techniqueIds: [...techniqueIds],
    },
  };
  const timeline = begin(opening, desk, now);
  timeline.add('IncidentAcknowledged', detectedAt + 4 * MINUTE, 'human', {});
  timeline.add('IncidentAssigned', detectedAt + 5 * MINUTE, 'human', { assignee: desk.analysts[0] });
  timeline.add('IncidentEscalated', detectedAt + 15 * MINUTE, 'human', { toTier: 2 });
  timeline.add('IncidentEscalated', detectedAt + HOUR, 'human', { toTier: 3 });
  timeline.add('IncidentContained', detectedAt + contained, 'human', {});
  timeline.add('IncidentResolved', detectedAt + resolved, 'human', { resolution, verdict: 'true_positive', automated: false });
  timeline.add('IncidentRevised', detectedAt + resolved + 2 * DAY, 'human', { changes: { rootCause: cause, impact, lesson } });
  timeline.add('IncidentClosed', detectedAt + resolved + 5 * DAY, 'human', {});
  return { origin: { system: SYSTEM, id }, facts: timeline.facts, duplicate: false };
};

const exercise = (id: string, detectedAt: number, desk: Desk, now: number): DemoIncident => {
  const opening: Opening = {
    id,
    detectedAt,
    by: 'human',
    severity: 'high',
    details: {
      ...BLANK_INCIDENT,
      number: id,
      title: 'Exercise: files encrypted',
      category: 'Exercise',
      rsit: 'test',
      isTest: true,
    },
  };
  const timeline = begin(opening, desk, now);
  timeline.add('IncidentAcknowledged', detectedAt + 12 * MINUTE, 'human', {});
  const end = { resolution: 'The exercise ended.', verdict: 'test', automated: false } as const;
  timeline.add('IncidentResolved', detectedAt + 4 * HOUR, 'human', end);
  return { origin: { system: SYSTEM, id }, facts: timeline.facts, duplicate: false };
};

type Make = (id: string, detectedAt: number, desk: Desk, now: number) => DemoIncident;

/** When each is detected; fewer at weekends and at night. */
const occasions = (from: number, begun: number): readonly (readonly [number, Make])[] => {
  const all: (readonly [number, Make])[] = [];
  const days = Math.floor((begun - from) / DAY);
  for (let daysAgo = days; daysAgo >= 0; daysAgo--) {
    const chance = chanceOf(`day ${daysAgo}`);
    const midnight = begun - (begun % DAY) - daysAgo * DAY;
    const weekend = [0, 6].includes(new Date(midnight).getUTCDay());
    const [first, last] = PER_DAY;
    const usual = last + ((first - last) * daysAgo) / days;
    let left = usual * (weekend ? 0.45 : 1.22) * (within(daysAgo, WAVE) ? 1.35 : 1) + chance.next() - 0.5;
    for (; left > 0.5; left--) {
      const hour = chance.happens(0.72) ? 7 + 11 * chance.next() : 24 * chance.next();
      all.push([midnight + hour * HOUR, ordinary]);
    }
    if (daysAgo % EXERCISE_EVERY_DAYS === 20) all.push([midnight + 10 * HOUR, exercise]);
    for (const plan of MAJOR_INCIDENTS.filter((one) => one.daysAgo === daysAgo))
      all.push([midnight + 5 * HOUR + chance.next() * 14 * HOUR, (id, ...rest) => grave(plan, id, ...rest)]);
  }
  return all.filter(([at]) => at >= from && at < begun).toSorted(([a], [b]) => a - b);
};

/**
 * Incidents since the beginning of the year before, numbered by the year in which they were detected, the oldest first.
 * @param begun when the load was begun; epoch milliseconds.
 */
export const demoIncidents = (begun: number, desk: Desk): readonly DemoIncident[] => {
  const numbers = new Map<number, number>();
  const numberAt = (at: number): string => {
    const year = new Date(at).getUTCFullYear();
    const next = (numbers.get(year) ?? 0) + 1;
    numbers.set(year, next);
    return `INC-${year}-${`${next}`.padStart(4, '0')}`;
  };
  return occasions(Date.UTC(new Date(begun).getUTCFullYear() - 1, 0, 1), begun).flatMap(([at, make]) => {
    const made = make(numberAt(at), at, desk, begun);
    if (make !== ordinary || !chanceOf(`duplicate of ${made.origin.id}`).happens(DUPLICATES)) return [made];
    return [made, ...duplicateOf(made, numberAt(at), desk, begun)];
  });
};
