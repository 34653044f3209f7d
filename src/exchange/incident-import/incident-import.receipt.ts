/** What became of each row of an import. */
import type { IncidentEvent } from '../../incidents/incident.events.js';
import type { SignedReceipt } from '../receipts/signed-receipt.js';

/** Of the file; `column`: which column or field is at fault. */
export interface RowRemark {
  readonly line: number;
  readonly column: string | null;
  readonly reason: string;
}

export interface IncidentImportReceipt {
  readonly importId: string;
  readonly file: string;
  /** Nothing was written; the figures say what would have been. */
  readonly dryRun: boolean;
  /** `total` = `events` + `nothingNew` + `errors`. */
  readonly rows: {
    readonly total: number;
    /** Each became one event or several. */
    readonly events: number;
    readonly nothingNew: number;
    /** Of `nothingNew`: not later than what was imported before. */
    readonly known: number;
    readonly errors: number;
  };
  readonly incidents: { readonly opened: number; readonly updated: number; readonly unchanged: number };
  /** Events by their type. */
  readonly events: Readonly<Partial<Record<IncidentEvent['type'], number>>>;
  /** By line; their rows did not go in. */
  readonly errors: readonly RowRemark[];
  /** By line; their rows went in. */
  readonly warnings: readonly RowRemark[];
  /** Of the last change; give it as atLeast to a query that has to show the import. Null: nothing changed. */
  readonly position: bigint | null;
}

/** For whoever has to show it to others; null: a dry run. */
export interface SignedIncidentImport extends IncidentImportReceipt {
  readonly signed: SignedReceipt | null;
}

const byLine = (a: RowRemark, b: RowRemark): number => a.line - b.line;

/** Counts rows into a receipt: each ends as an event, as nothing new, or as an error. */
export class RowBook {
  private readonly errors: RowRemark[] = [];
  private readonly warnings: RowRemark[] = [];
  private total = 0;
  private readonly rows = { events: 0, nothingNew: 0, known: 0 };
  private readonly incidents = { opened: 0, updated: 0, unchanged: 0 };
  private readonly events: Partial<Record<IncidentEvent['type'], number>> = {};
  private position: bigint | null = null;

  /** A row was read; it has to end somewhere. */
  read(): void {
    this.total += 1;
  }

  error(line: number, reason: string, column: string | null = null): void {
    this.errors.push({ line, column, reason });
  }

  warn(line: number, reason: string): void {
    this.warnings.push({ line, column: null, reason });
  }

  nothingNew(known: boolean): void {
    this.rows.nothingNew += 1;
    if (known) this.rows.known += 1;
  }

  recorded(facts: readonly IncidentEvent[]): void {
    this.rows.events += 1;
    for (const { type } of facts) this.events[type] = (this.events[type] ?? 0) + 1;
  }

  incident(became: 'opened' | 'updated' | 'unchanged'): void {
    this.incidents[became] += 1;
  }

  written(position: bigint): void {
    if (this.position === null || position > this.position) this.position = position;
  }

  receipt(head: Pick<IncidentImportReceipt, 'importId' | 'file' | 'dryRun'>): IncidentImportReceipt {
    return {
      ...head,
      rows: { total: this.total, ...this.rows, errors: this.errors.length },
      incidents: this.incidents,
      events: this.events,
      errors: this.errors.toSorted(byLine),
      warnings: this.warnings.toSorted(byLine),
      position: this.position,
    };
  }
}
