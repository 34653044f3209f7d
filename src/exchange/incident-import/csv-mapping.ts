/** The user's mapping file: which column of an incident log says what, and in which words. */
import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { DoneBy, HOLD_REASONS, Priority, Severity, Verdict } from '../../incidents/incident.events.js';
import { line } from '../../ledger/text.js';
import type { ObservedState } from './observation.measure.js';

const Column = line(300);
const STATES = ['new', 'active', ...HOLD_REASONS.map((reason) => `hold:${reason}` as const), 'resolved', 'closed'] as const;

/** A day on which every field of a date has two digits or four. */
const PROBE = DateTime.utc(2016, 11, 29, 17, 45, 30);
const readsDates = (format: string): boolean => {
  if (format === 'ISO') return true;
  const read = DateTime.fromFormat(PROBE.toFormat(format), format, { zone: 'utc' });
  return read.isValid && read.hasSame(PROBE, 'day');
};

const Dates = z.strictObject({
  /** Luxon tokens, such as dd-MM-yyyy HH:mm, or ISO. */
  format: line(100).refine(readsDates, 'must be Luxon tokens that name a day, such as dd-MM-yyyy HH:mm, or ISO'),
  zone: line(100).refine((zone) => IANAZone.isValidZone(zone), 'must be an IANA time zone, such as Europe/Berlin or UTC'),
});

const Columns = z.strictObject({
  /** The incident's id in the source system: rows with the same one are one incident. */
  id: Column,
  number: Column.optional(),
  state: Column,
  openedAt: Column,
  /** When the row was recorded. */
  updatedAt: Column,
  /** A count of changes, for rows of one instant. */
  sequence: Column.optional(),
  resolvedAt: Column.optional(),
  occurredAt: Column.optional(),
  /** Joined by commas; the id where all are empty. */
  title: z.array(Column).min(1).max(10).optional(),
  description: Column.optional(),
  category: Column.optional(),
  source: Column.optional(),
  priority: Column.optional(),
  severity: Column.optional(),
  assets: z.array(Column).min(1).max(20).optional(),
  /** ATT&CK ids, separated by spaces, commas or semicolons. */
  techniques: Column.optional(),
  /** Whom it is assigned to: kept as a pseudonym. */
  assignee: Column.optional(),
  /** The group whose tier `tiers` says. */
  group: Column.optional(),
  updatedBy: Column.optional(),
  resolution: Column.optional(),
  verdict: Column.optional(),
  /** A boolean: a playbook or rule resolved it. */
  automated: Column.optional(),
  /** A boolean: an exercise. */
  test: Column.optional(),
});
export type ColumnRole = keyof z.infer<typeof Columns>;

const words = <T extends z.ZodType<string>>(meaning: T) => z.record(z.string().max(500), meaning);
/** The columns whose words need a list of meanings. */
const WORDED = [
  ['priority', 'priorities'],
  ['severity', 'severities'],
  ['verdict', 'verdicts'],
  ['group', 'tiers'],
  ['updatedBy', 'doneBy'],
  ['automated', 'booleans'],
  ['test', 'booleans'],
] as const;

export const CsvMapping = z
  .strictObject({
    /** One line for whoever chooses between mappings. */
    about: line(500).optional(),
    /** The source system's name: with the id it says which incident is meant. */
    system: line(200),
    delimiter: z.string().length(1).default(','),
    /** Texts that stand for nothing. */
    empty: z.array(z.string().max(100)).max(20).default(['']),
    dates: Dates,
    columns: Columns,
    /** State names and what they mean; others go into the error report. */
    states: words(z.enum(STATES, { error: `must be one of ${STATES.join(', ')}` })).refine(
      (states) => Object.keys(states).length > 0,
      'must name the states of the log',
    ),
    priorities: words(Priority).optional(),
    severities: words(Severity).optional(),
    verdicts: words(Verdict).optional(),
    /** Assignment groups and the tier they work in; an incident that reaches a higher one is escalated. Others have none. */
    tiers: z.record(z.string().max(500), z.int().min(1).max(9)).optional(),
    /** Who is no person among those that update; all others are. */
    doneBy: words(DoneBy).optional(),
    booleans: z.strictObject({ true: z.array(z.string()).min(1), false: z.array(z.string()).min(1) }).optional(),
    /** What no column says. */
    constants: z
      .strictObject({
        category: line(200).optional(),
        source: line(500).optional(),
        priority: Priority.optional(),
        severity: Severity.optional(),
        verdict: Verdict.optional(),
      })
      .default({}),
  })
  .superRefine(({ columns, constants, ...lists }, context) => {
    for (const [role, list] of WORDED)
      if (columns[role] !== undefined && lists[list] === undefined)
        context.addIssue({ code: 'custom', path: [list], message: `must be given, since columns.${role} is` });
    for (const role of ['category', 'source', 'priority', 'severity', 'verdict'] as const)
      if (columns[role] !== undefined && constants[role] !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['constants', role],
          message: `must be left out, since columns.${role} is given`,
        });
  });
export type CsvMapping = z.infer<typeof CsvMapping>;

export const stateMeant = (meaning: CsvMapping['states'][string]): ObservedState => {
  const [is, reason] = meaning.split(':');
  return (reason === undefined ? { is } : { is, reason }) as ObservedState;
};
