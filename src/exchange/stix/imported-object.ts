/** What became of one object of an import. */
import { detached } from '../../json/detached.js';
import type { LinkedType } from '../../links/link.events.js';
import type { Written } from '../../ledger/ledger.js';

export type ImportOutcome = 'created' | 'updated' | 'unchanged' | 'stored' | 'conflict' | 'refused';

export interface ImportedObject {
  readonly stixId: string;
  readonly stixType: string;
  readonly outcome: ImportOutcome;
  /** Why it was refused, or what the record does not show. */
  readonly reasons: readonly string[];
  /** The record that it became; of a relationship, the one that holds the link. */
  readonly record: { readonly type: 'intelReport' | 'source' | 'incident' | LinkedType; readonly id: string } | null;
  readonly position: bigint | null;
}
/** Written out: objects that are spread together have a hidden class each, which takes more memory than they do. */
export const importedObject = (
  { id, type }: { readonly id: string; readonly type: string },
  {
    outcome,
    record = null,
    position = null,
  }: Pick<ImportedObject, 'outcome'> & Partial<Pick<ImportedObject, 'record' | 'position'>>,
  reasons: readonly string[],
): ImportedObject => ({ stixId: id, stixType: type, outcome, reasons, record, position });

export type MappedOutcome = Pick<ImportedObject, 'outcome' | 'record' | 'position'>;

/** The first import of a record is its first event, and a second one when it comes revoked. */
const outcomeOf = ({ appended, receipt }: Written<unknown>, revoked: boolean): ImportOutcome =>
  !appended ? 'unchanged' : receipt.revision === 0n || (revoked && receipt.revision === 1n) ? 'created' : 'updated';

export const mappedTo = (
  type: NonNullable<ImportedObject['record']>['type'],
  written: Written<unknown>,
  { revoked }: { readonly revoked: boolean },
): MappedOutcome => ({
  outcome: outcomeOf(written, revoked),
  record: { type, id: detached(written.receipt.id) },
  position: written.appended ? written.receipt.position : null,
});
