/** The service-level clocks of an incident: when each is due, when it stopped, and how long it stood. Pure. */
import type { HoldReason, Severity } from '../incidents/incident.events.js';
import type { SlaCalendar, SlaClock, SlaPolicy } from '../tenants/soc-settings.events.js';
import { ALWAYS, type BusinessTime, businessTime } from './business-time.measure.js';
import type { Story } from './incident-story.measure.js';

/** Where a tenant has set none: around the clock, waiting for the user or a vendor does not count, a reopening goes on. */
export const DEFAULT_SLA_POLICY: SlaPolicy = {
  name: 'Default service levels',
  targets: [
    { severity: 'fatal', clock: 'acknowledge', seconds: 900 },
    { severity: 'fatal', clock: 'resolve', seconds: 28_800 },
    { severity: 'critical', clock: 'acknowledge', seconds: 900 },
    { severity: 'critical', clock: 'resolve', seconds: 28_800 },
    { severity: 'high', clock: 'acknowledge', seconds: 1_800 },
    { severity: 'high', clock: 'resolve', seconds: 86_400 },
    { severity: 'medium', clock: 'acknowledge', seconds: 14_400 },
    { severity: 'medium', clock: 'resolve', seconds: 259_200 },
    { severity: 'low', clock: 'acknowledge', seconds: 28_800 },
    { severity: 'low', clock: 'resolve', seconds: 604_800 },
  ],
  calendar: { kind: 'always' },
  pausedOn: ['user', 'vendor'],
  onReopen: 'continue',
};

/** A target with the calendar and the rules that its clock keeps. */
export interface SlaRule {
  readonly severity: Severity;
  readonly clock: SlaClock;
  /** Milliseconds of the calendar. */
  readonly target: number;
  readonly time: BusinessTime;
  readonly pausedOn: readonly HoldReason[];
  readonly onReopen: SlaPolicy['onReopen'];
}

/** One clock of one incident; instants and durations are milliseconds. */
export interface SlaRun {
  /** 0, or the number of the reopening that started it. */
  readonly run: number;
  readonly startedAt: number;
  /** When the target is used up, or would have been had it not stopped; null: the clock stands. */
  readonly dueAt: number | null;
  readonly stoppedAt: number | null;
  /** Of the calendar. */
  readonly taken: number;
  readonly paused: number;
  readonly met: boolean;
}

const timeOf = (calendar: SlaCalendar, zone: string): BusinessTime =>
  calendar.kind === 'always' ? ALWAYS : businessTime({ ...calendar, zone: calendar.zone ?? zone });

/** The most severe first. @param zone of calendars that name none. */
export const slaRules = (policies: readonly SlaPolicy[], zone: string): readonly SlaRule[] =>
  policies.flatMap(({ targets, calendar, pausedOn, onReopen }) => {
    const time = timeOf(calendar, zone);
    return targets.map(({ severity, clock, seconds }) => ({ severity, clock, target: seconds * 1000, time, pausedOn, onReopen }));
  });

interface Stretch {
  readonly from: number;
  readonly to: number | null;
}

/** A stretch without the holds that pause the clock, and how much of the calendar they took. */
const unpaused = (
  { from, to }: Stretch,
  { holds }: Story,
  { pausedOn, time }: SlaRule,
  until: number,
): { readonly active: readonly Stretch[]; readonly paused: number } => {
  const active: Stretch[] = [];
  let [start, paused] = [from, 0];
  for (const hold of holds) {
    const begins = Math.max(hold.from, start);
    const ends = to === null || (hold.to !== null && hold.to < to) ? hold.to : to;
    if (!pausedOn.includes(hold.reason) || (to !== null && begins >= to) || (ends !== null && ends <= begins)) continue;
    active.push({ from: start, to: begins });
    paused += time.between(begins, ends ?? until);
    if (ends === null) return { active, paused };
    start = ends;
  }
  active.push({ from: start, to });
  return { active, paused };
};

const measureRun = (run: number, stretches: readonly Stretch[], story: Story, rule: SlaRule, until: number): SlaRun => {
  const { time, target } = rule;
  const stoppedAt = stretches[stretches.length - 1].to;
  let [taken, paused, standing] = [0, 0, false];
  let dueAt: number | null = null;
  for (const stretch of stretches) {
    const parts = unpaused(stretch, story, rule, until);
    paused += parts.paused;
    for (const { from, to } of parts.active) {
      const used = time.between(from, to ?? until);
      if (dueAt === null && taken + used >= target) dueAt = time.after(from, target - taken);
      taken += used;
    }
    standing = parts.active.at(-1)?.to !== stretch.to;
  }
  if (dueAt === null && !standing) dueAt = time.after(stoppedAt ?? until, target - taken);
  return { run, startedAt: stretches[0].from, dueAt, stoppedAt, taken, paused, met: stoppedAt !== null && taken <= target };
};

/**
 * The clocks that a rule starts for an incident. A resolution stops the clock to acknowledge too.
 * @param until what happened from then on is not known.
 */
export const slaRuns = (story: Story, rule: SlaRule, until: number): readonly SlaRun[] => {
  const { runs, acknowledged, resolutions } = story;
  if (rule.clock === 'acknowledge') {
    const stops = [acknowledged?.at, resolutions[0]?.at].filter((at) => at !== undefined);
    const stopped = stops.length === 0 ? null : Math.min(...stops);
    return [measureRun(0, [{ from: runs[0].from, to: stopped }], story, rule, until)];
  }
  if (rule.onReopen === 'continue') return [measureRun(0, runs, story, rule, until)];
  return runs.map((stretch, run) => measureRun(run, [stretch], story, rule, until));
};

/** Clocks that stopped before this instant were due before `start`. Milliseconds. */
export const slaReach = (rules: readonly SlaRule[], start: number): number =>
  rules.reduce((least, { time, target }) => Math.min(least, time.before(start, target)), start);
