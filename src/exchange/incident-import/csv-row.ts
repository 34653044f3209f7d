/** From a row of an incident log to what it says, by the user's mapping. */
import { IncidentDetails, IncidentOrigin } from '../../incidents/incident.events.js';
import { text } from '../../ledger/text.js';
import { columnReaders, remembered, type Row } from './csv-columns.js';
import { type CsvMapping, stateMeant } from './csv-mapping.js';
import { MAX_SEQUENCE, type Report } from './observation.measure.js';
import { fitting, RowProblem, quoted } from './row-problem.js';

const TITLE_CHARACTERS = 500;
const SaidDetails = IncidentDetails.partial();
const Resolution = text(5_000);

const sequenceFrom = (value: string, column: string | undefined): number => {
  const sequence = Number(value);
  if (!/^\d+$/.test(value) || sequence > MAX_SEQUENCE) throw new RowProblem(`${quoted(value)} is no count`, column);
  return sequence;
};

/**
 * Makes a reader of rows.
 * @param header has all columns of the mapping.
 * @param pseudonymOf whom a name of the source system stands for.
 * @returns what the row that begins at a line says. @throws RowProblem naming the column.
 */
export const rowReader = (mapping: CsvMapping, header: Row, pseudonymOf: (name: string) => string) => {
  const { columns, constants, system } = mapping;
  const read = columnReaders(mapping, header);
  const pseudonym = remembered(pseudonymOf);
  const states = new Map(Object.entries(mapping.states).map(([name, meaning]) => [name, stateMeant(meaning)]));
  const columnOf = (field: string): string | undefined => {
    const role = { assetRefs: 'assets', techniqueIds: 'techniques', isTest: 'test' }[field] ?? field;
    return [columns[role as keyof typeof columns]].flat().join(', ') || undefined;
  };

  const stateOf = (row: Row) => {
    const name = read.needed(read.text, row, 'state');
    const state = states.get(name);
    if (!state) throw new RowProblem(`${quoted(name)} is no state of the mapping`, columns.state);
    return state;
  };
  const detailsOf = (row: Row): Partial<IncidentDetails> => {
    const title = (columns.title ?? []).flatMap((name) => read.named(row, name) ?? []).join(', ');
    const assets = columns.assets?.flatMap((name) => read.named(row, name) ?? []);
    const said = {
      number: read.text(row, 'number'),
      title: title === '' ? undefined : title.slice(0, TITLE_CHARACTERS),
      description: read.text(row, 'description'),
      priority: read.meaning(row, 'priority', mapping.priorities) ?? constants.priority,
      category: read.text(row, 'category') ?? constants.category,
      occurredAt: read.date(row, 'occurredAt'),
      source: read.text(row, 'source') ?? constants.source,
      assetRefs: assets?.length ? assets : undefined,
      techniqueIds: read
        .text(row, 'techniques')
        ?.split(/[\s,;]+/)
        .filter(Boolean),
      isTest: read.flag(row, 'test'),
    };
    return fitting(SaidDetails, said, columnOf);
  };
  const resolutionOf = (row: Row) => ({
    at: read.date(row, 'resolvedAt') ?? null,
    text: fitting(Resolution, read.text(row, 'resolution') ?? '', () => columns.resolution),
    verdict: read.meaning(row, 'verdict', mapping.verdicts) ?? constants.verdict ?? 'unknown',
    automated: read.flag(row, 'automated') ?? false,
  });
  const doneBy = (row: Row) => {
    const name = read.text(row, 'updatedBy');
    return (name !== undefined && mapping.doneBy && Object.hasOwn(mapping.doneBy, name) && mapping.doneBy[name]) || 'human';
  };
  const tierOf = (row: Row): number | null => {
    const group = read.text(row, 'group');
    return group !== undefined && mapping.tiers && Object.hasOwn(mapping.tiers, group) ? mapping.tiers[group] : null;
  };

  return (row: Row, line: number): Report => {
    if (row.length !== header.length)
      throw new RowProblem(`it has ${row.length} columns, and the header has ${header.length}; a delimiter or quote is wrong`);
    const assignee = read.text(row, 'assignee');
    const openedAt = read.needed(read.date, row, 'openedAt');
    const at = read.needed(read.date, row, 'updatedAt');
    const id = read.needed(read.text, row, 'id');
    return {
      origin: fitting(IncidentOrigin, { system, id }, () => columns.id),
      observation: {
        line,
        at,
        sequence: columns.sequence === undefined ? 0 : sequenceFrom(read.needed(read.text, row, 'sequence'), columns.sequence),
        openedAt,
        state: stateOf(row),
        details: detailsOf(row),
        severity: read.meaning(row, 'severity', mapping.severities) ?? constants.severity ?? null,
        assignee: assignee === undefined ? null : pseudonym(assignee),
        tier: tierOf(row),
        resolution: resolutionOf(row),
        by: doneBy(row),
      },
      warnings: at < openedAt ? [`${columns.updatedAt} is before ${columns.openedAt}; the row is kept`] : [],
    };
  };
};
