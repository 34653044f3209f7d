/** What is wrong with a STIX object, and where: an error refuses the object, a warning is told and kept. */

export interface StixProblem {
  readonly severity: 'error' | 'warning';
  /** As in `objects[3].kill_chain_phases[0].phase_name`. */
  readonly path: string;
  /** Stable. */
  readonly code: StixProblemCode;
  readonly message: string;
}

export type StixProblemCode =
  | 'REQUIRED'
  | 'WRONG_TYPE'
  | 'NULL_VALUE'
  | 'EMPTY'
  | 'OUT_OF_RANGE'
  | 'SYNTAX'
  | 'TIMESTAMP'
  | 'TIME_ORDER'
  | 'ENUM'
  | 'VOCABULARY'
  | 'IDENTIFIER'
  | 'REFERENCE_TYPE'
  | 'HASH'
  | 'PATTERN'
  | 'VERSION'
  | 'SELECTOR'
  | 'COMBINATION'
  | 'MARKING'
  | 'TLP'
  | 'EXTENSION'
  | 'CUSTOM_PROPERTY'
  | 'CUSTOM_TYPE'
  | 'DEPRECATED'
  | 'SPEC_VERSION'
  | 'NOT_RECOMMENDED'
  | 'UPGRADED'
  | 'SHORTENED'
  | 'NOT_MAPPED'
  | 'MORE_PROBLEMS';

/** More than these about one object tell the reader nothing new. */
const MAX_FINDINGS = 100;

/** Collects the problems of one object. */
export class Findings {
  private readonly list: StixProblem[] = [];
  private dropped = 0;
  private droppedError = false;

  error(path: string, code: StixProblemCode, message: string): void {
    this.add({ severity: 'error', path, code, message });
  }

  warn(path: string, code: StixProblemCode, message: string): void {
    this.add({ severity: 'warning', path, code, message });
  }

  /** @param root the object's own path, for the note that some problems were left out. */
  problems(root: string): StixProblem[] {
    if (this.dropped === 0) return this.list;
    const severity = this.droppedError ? 'error' : 'warning';
    return [...this.list, { severity, path: root, code: 'MORE_PROBLEMS', message: `and ${this.dropped} more problems` }];
  }

  private add(problem: StixProblem): void {
    if (this.list.length < MAX_FINDINGS) {
      this.list.push(problem);
      return;
    }
    this.dropped++;
    this.droppedError ||= problem.severity === 'error';
  }
}
